"""Rounds run by themselves: planned, opened, closed (S1, S4). Invitations and reminders are in inviting.py.

Everything that is due stands in the database. Each step is one transaction that locks the round and reads it again, so
a killed step has done nothing, and a repeated one does nothing.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from aftersales.store.sweeping import each
from aftersales.store.writing import lock, same_version, save_with_history

from ..enums import CallState, RoundState, SurveyKind
from ..models import FrameMember, Interview, Invitation, Questionnaire, Round, Stratum
from ..permissions import can_change_plan
from ..queries import current_questionnaire
from ..queries.frames import Candidate, by_stratum, candidates
from ..queries.survey_rules import terms_on
from ..rules.planning import OPENING_HOUR, Dates, check_terms, dates_from, dates_of, rate_from
from ..rules.quarters import first_day, quarter_after, quarter_of
from ..rules.sampling import Member, allotted, draw, frame_hash, invitations_needed, sample_size
from ..signals import round_closed

DONE = (RoundState.CLOSED, RoundState.COMPUTED, RoundState.REPORTED)
SEED_BYTES = 32


def plan(*, now: datetime) -> int:
    """Plan the rounds of this quarter and of the next by the rule in force on their opening day; returns how many were
    planned or changed.

    A quarter whose days are over already is left out. A plan follows the rule until somebody has changed it by hand or
    its frame is frozen.
    """
    questionnaire = current_questionnaire(SurveyKind.ROUND)
    if questionnaire is None:
        return 0
    this = quarter_of(company_date(now))
    return each([this, quarter_after(this)], lambda quarter: _plan(quarter, questionnaire, now))


@transaction.atomic
def _plan(quarter: str, questionnaire: Questionnaire, now: datetime) -> int:
    terms = terms_on(dates_of(quarter, terms_on(first_day(quarter))).opens_on)
    dates = dates_of(quarter, terms)
    row = Round.objects.select_for_update().filter(quarter=quarter).first()
    if row is None:
        if start_of(dates.closes_on) <= now:
            return 0
        row = Round(quarter=quarter, state=RoundState.PLANNED)
    elif row.state != RoundState.PLANNED or row.changed_by_hand:
        return 0
    wanted: dict[str, Any] = {
        "questionnaire": questionnaire,
        "is_anonymous": terms.is_anonymous,
        "margin": terms.margin,
        "expected_rate": _expected_rate(terms.expected_rate),
        "check_share": terms.check_share,
        **moments_of(dates),
    }
    if row.pk and all(getattr(row, name) == value for name, value in wanted.items()):
        return 0
    for name, value in wanted.items():
        setattr(row, name, value)
    row.version += 1 if row.pk else 0
    save_with_history(row, actor=None, reason="round planned")
    return 1


def moments_of(dates: Dates) -> dict[str, datetime | None]:
    return {
        "opens_at": _opening(dates.opens_on),
        "closes_at": start_of(dates.closes_on),
        "first_reminder_at": _opening(dates.first_reminder_on) if dates.first_reminder_on else None,
        "second_reminder_at": _opening(dates.second_reminder_on) if dates.second_reminder_on else None,
    }


def _opening(day: date) -> datetime:
    """The hour of a day at which customers may be written to."""
    return timezone.make_aware(datetime.combine(day, time(OPENING_HOUR)))


def _expected_rate(otherwise: Decimal) -> Decimal:
    """The response rate of the last three rounds; without one, that of the rule."""
    last = Round.objects.filter(state__in=DONE).order_by("-quarter").values_list("pk", flat=True)[:3]
    rows = FrameMember.objects.filter(round__in=list(last), drawn__isnull=False).count()
    answered = Invitation.objects.filter(round__in=list(last), answered_at__isnull=False).aggregate(n=Count("pk"))
    return rate_from(answered["n"], rows, otherwise)


@transaction.atomic
def change_plan(
    *,
    round_id: int,
    margin: Decimal,
    opens_on: date,
    days: int,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Round:
    """Change what may be changed before the frame is frozen. The rule then no longer moves the plan."""
    row = lock(Round, pk=round_id)
    if row.state != RoundState.PLANNED:
        raise RuleViolation(_("The round has begun. Nothing can be changed any more."), code="frozen")
    ensure(can_change_plan(actor, row))
    same_version(row, version)
    check_terms({"margin": margin, "days": days})
    first, after = first_day(row.quarter), first_day(quarter_after(row.quarter))
    if not max(first, company_date(now) + timedelta(days=1)) <= opens_on < after:
        raise InvalidInput(
            _("The round must open within its quarter, tomorrow at the earliest."),
            code="out_of_range",
            field="opens_on",
        )
    dates = dates_from(opens_on, days, terms_on(opens_on))
    for name, value in {"margin": margin, **moments_of(dates), "changed_by_hand": True}.items():
        setattr(row, name, value)
    row.version += 1
    return save_with_history(row, actor=actor, reason="round plan changed")


def open_due(*, now: datetime) -> int:
    """Open the planned rounds whose time has come; returns how many."""
    due = Round.objects.filter(state=RoundState.PLANNED, opens_at__lte=now).order_by("opens_at")
    return each(list(due.values_list("pk", flat=True)), lambda pk: open_round(round_id=pk, now=now))


@transaction.atomic
def open_round(*, round_id: int, now: datetime) -> bool:
    """Freeze the frame and draw the sample, all or nothing; returns whether it was done now. Safe to repeat.

    From here on nobody can add or remove a name. Exclusions on which nobody has decided are refused by that. A round
    that should have closed before it was opened is cancelled.
    """
    row = lock(Round, pk=round_id)
    if row.state != RoundState.PLANNED or row.opens_at > now:
        return False
    if row.closes_at <= now:
        row.state, row.version = RoundState.CANCELLED, row.version + 1
        save_with_history(row, actor=None, reason="round missed")
        return False
    cells = by_stratum(candidates(row, now))
    row.population = sum(len(cell) for cell in cells.values())
    row.needed = sample_size(float(row.margin), row.population)
    row.sample_size = invitations_needed(row.needed, float(row.expected_rate), row.population)
    row.seed = secrets.token_hex(SEED_BYTES)
    freeze(row, cells)
    row.state, row.frozen_at, row.version = RoundState.OPEN, now, row.version + 1
    save_with_history(row, actor=None, reason="round opened")
    Questionnaire.objects.filter(pk=row.questionnaire_id, used_at=None).update(used_at=now)
    return True


def freeze(row: Round, cells: dict[tuple[int | None, str, str], list[Candidate]]) -> None:
    """Write the strata and the frame, with its hash and the draw."""
    sizes = allotted({(region, tier): len(found) for (_pk, region, tier), found in cells.items()}, row.sample_size)
    strata = Stratum.objects.bulk_create(
        Stratum(round=row, region_id=pk, tier=tier, population=len(found), sample_size=sizes[region, tier])
        for (pk, region, tier), found in cells.items()
    )
    placed = sorted(
        ((one, stratum) for stratum, found in zip(strata, cells.values(), strict=True) for one in found),
        key=lambda pair: pair[0].number,
    )
    members = [
        Member(place, one.number, one.region, one.tier, one.channel) for place, (one, _s) in enumerate(placed, start=1)
    ]
    row.frame_hash = frame_hash(row.quarter, members)
    drawn = draw(row.seed, members, {f"{region}/{tier}": size for (region, tier), size in sizes.items()})
    FrameMember.objects.bulk_create(
        (
            FrameMember(
                round=row,
                stratum=stratum,
                position=place,
                number=one.number,
                customer_id=one.customer_id,
                contact_id=one.contact_id,
                channel=one.channel,
                address_hash=one.address_hash,
                drawn=drawn.get(one.number),
            )
            for place, (one, stratum) in enumerate(placed, start=1)
        ),
        batch_size=1000,
    )


def close_due(*, now: datetime) -> int:
    """Close the rounds whose time is over; returns how many."""
    due = Round.objects.filter(state=RoundState.OPEN, closes_at__lte=now).order_by("closes_at")
    return each(list(due.values_list("pk", flat=True)), lambda pk: close_round(round_id=pk, now=now))


@transaction.atomic
def close_round(*, round_id: int, now: datetime) -> bool:
    """Close a round whose time is over, and announce it; returns whether it was done now. Safe to repeat.

    Nobody can close it earlier or later.
    """
    row = lock(Round, pk=round_id)
    if row.state != RoundState.OPEN or row.closes_at > now:
        return False
    waiting = Q(invitation__round=row, state=CallState.WAITING)
    Interview.objects.filter(waiting, attempts=0).update(state=CallState.VOID, leased_until=None, ended_at=now)
    Interview.objects.filter(waiting).update(state=CallState.NO_CONTACT, leased_until=None, ended_at=now)
    row.state, row.closed_at, row.version = RoundState.CLOSED, now, row.version + 1
    save_with_history(row, actor=None, reason="round closed")
    round_closed.send(sender=None, round=row, now=now)
    return True

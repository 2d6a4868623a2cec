"""The reads of the pages of rounds: funnel, strata, answers by day, what a planned round would do (S1, S4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import TruncDate

from aftersales.store.dates import company_date, start_of
from customers.enums import ContactPurpose
from customers.models import Contact, Customer
from customers.queries.opting import opted_out

from ..enums import Channel, Loss, RoundState
from ..models import Computation, FrameMember, Invitation, Round, Stratum
from ..rules.quarters import first_day
from ..rules.sampling import invitations_needed, margin_of, sample_size
from .frames import by_stratum, candidates, reach_of

DONE = (RoundState.CLOSED, RoundState.COMPUTED, RoundState.REPORTED)
COMPUTED = (RoundState.COMPUTED, RoundState.REPORTED)
COMPARED = 3  # earlier rounds that the forecast looks at


def rounds() -> QuerySet[Round]:
    """All rounds, the latest first, with the number of answers."""
    answers = Count("invitations", filter=Q(invitations__answered_at__isnull=False))
    return Round.objects.select_related("questionnaire").annotate(answers=answers).order_by("-quarter")


def current_round(now: datetime) -> Round | None:
    """The round that runs, else the next one that is planned, else the last one."""
    rows = Round.objects.exclude(state=RoundState.CANCELLED)
    running = rows.filter(state=RoundState.OPEN).order_by("-quarter").first()
    return running or rows.filter(state=RoundState.PLANNED).order_by("quarter").first() or rows.first()


@dataclass(frozen=True)
class Funnel:
    """From drawn to complete. losses: by reason. answered counts complete answers only."""

    drawn: int
    losses: dict[str, int]
    waiting: int
    invited: int
    void: int
    reached: int
    begun: int
    refused: int
    not_reached: int
    answered: int
    changed_addresses: int
    letters: int


def funnel(round: Round) -> Funnel:
    members: Any = FrameMember.objects.filter(round=round, drawn__isnull=False)
    reasons: Any = members.exclude(loss="").values_list("loss").annotate(n=Count("pk")).order_by()
    losses = dict.fromkeys(Loss.values, 0) | dict(reasons)
    told = members.aggregate(
        drawn=Count("pk"),
        waiting=Count("pk", filter=Q(handled=False)),
        changed=Count("pk", filter=Q(address_changed=True, loss="")),
    )
    reached = Q(opened_on__isnull=False) | Q(answered_at__isnull=False) | Q(refused_at__isnull=False)
    sent = Invitation.objects.filter(round=round).aggregate(
        invited=Count("pk"),
        void=Count("pk", filter=~Q(voided_at=None)),
        reached=Count("pk", filter=reached),
        begun=Count("pk", filter=Q(draft__isnull=False, answered_at=None)),
        refused=Count("pk", filter=~Q(refused_at=None)),
        not_reached=Count("pk", filter=Q(interview__state="no_contact")),
        answered=Count("answered_at"),
        letters=Count("pk", filter=Q(channel=Channel.LETTER)),
    )
    return Funnel(
        drawn=told["drawn"],
        losses=losses,
        waiting=told["waiting"],
        changed_addresses=told["changed"],
        **sent,
    )


@dataclass(frozen=True)
class StratumLine:
    """A stratum of a round. rate: percent of those drawn who answered; weight: what each answer stands for."""

    region: Any
    tier: str
    tier_name: str
    population: int
    drawn: int
    complete: int
    rate: float
    weight: float | None


def strata(round: Round) -> list[StratumLine]:
    rows = Stratum.objects.filter(round=round).select_related("region").order_by("region__code", "tier")
    counts: Any = Invitation.objects.filter(round=round, answered_at__isnull=False).values_list("region_id", "tier")
    answers = {(region, tier): n for region, tier, n in counts.annotate(n=Count("pk")).order_by()}
    total = sum(answers.values())
    return [_line(row, answers.get((row.region_id, row.tier), 0), round.population, total) for row in rows]


def _line(row: Stratum, complete: int, population: int, total: int) -> StratumLine:
    weight = (row.population / population) / (complete / total) if complete and population and total else None
    rate = 100 * complete / row.sample_size if row.sample_size else 0.0
    about = (row.region, row.tier, str(row.get_tier_display()), row.population, row.sample_size)
    return StratumLine(*about, complete, rate, weight)


def answers_by_day(round: Round, now: datetime) -> list[int]:
    """The cumulative answers at the end of each day from the opening on, today included."""
    rows: Any = Invitation.objects.filter(round=round, answered_at__isnull=False)
    counts = dict(rows.annotate(day=TruncDate("answered_at")).values_list("day").annotate(n=Count("pk")).order_by())
    first = company_date(round.opens_at)
    last = min(company_date(now), company_date(round.closes_at - timedelta(seconds=1)))
    total, found = 0, []
    for number in range((last - first).days + 1):
        total += counts.get(first + timedelta(days=number), 0)
        found.append(total)
    return found


def earlier_curves(round: Round) -> list[list[int]]:
    """The answers by day of the last rounds before this one."""
    before = Round.objects.filter(quarter__lt=round.quarter, state__in=DONE).order_by("-quarter")[:COMPARED]
    return [answers_by_day(row, row.closes_at) for row in before]


@dataclass(frozen=True)
class Preview:
    """What a planned round would do if it opened now."""

    population: int
    needed: int
    drawn: int
    strata: int
    margin: float
    by_channel: dict[str, int]
    opted_out: int
    asked_already: int
    without_address: int
    tighter: float
    tighter_needed: int


def preview(round: Round, now: datetime) -> Preview:
    """Frame, size and losses as they are now; nothing is stored."""
    found = list(candidates(round, now))
    cells = by_stratum(found)
    needed = sample_size(float(round.margin), len(found))
    drawn = invitations_needed(needed, float(round.expected_rate), len(found))
    channels = dict.fromkeys(Channel.values, 0)
    keys: dict[str, list[tuple[int, int | None]]] = {channel: [] for channel in Channel.values}
    for one in found:
        channels[one.channel] += 1
        keys[one.channel].append((one.customer_id, one.contact_id))
    out = sum(len(opted_out(keys[channel], ContactPurpose.SURVEY, channel)) for channel in Channel.values)
    tighter = max(0.01, float(round.margin) - 0.005)
    return Preview(
        population=len(found),
        needed=needed,
        drawn=drawn,
        strata=len(cells),
        margin=margin_of(min(needed, drawn), len(found)),
        by_channel=channels,
        opted_out=out,
        asked_already=_asked(round),
        without_address=_unreachable(keys[Channel.LETTER]),
        tighter=tighter,
        tighter_needed=sample_size(tighter, len(found)),
    )


def _asked(round: Round) -> int:
    """How many customers were asked in the quarter of the round already."""
    since = start_of(first_day(round.quarter))
    rows = Invitation.objects.filter(created_at__gte=since, created_at__lt=round.opens_at)
    return rows.values("customer").distinct().count()


def _unreachable(keys: list[tuple[int, int | None]]) -> int:
    """How many of those who would get a letter have no address."""
    customers = Customer.objects.in_bulk([customer for customer, _contact in keys])
    nobody: Contact | None = None
    return sum(not reach_of(customers[pk], nobody, Channel.LETTER) for pk, _contact in keys if pk in customers)


def letters(round: Round) -> QuerySet[Invitation]:
    """The open invitations that go out as letters."""
    rows = Invitation.objects.filter(round=round, channel=Channel.LETTER, answered_at=None, voided_at=None)
    return rows.select_related("customer", "contact").order_by("customer__number")


def computed_rounds() -> QuerySet[Round]:
    """The rounds whose figures can be read, the last one first."""
    return Round.objects.filter(state__in=COMPUTED).select_related("questionnaire__index_model").order_by("-quarter")


def round_before(found: Round) -> Round | None:
    """The last round before this one whose figures can be read."""
    return computed_rounds().filter(quarter__lt=found.quarter).first()


def being_computed() -> Computation | None:
    """The closed round whose figures are being computed, if there is one."""
    rows = Computation.objects.filter(round__state=RoundState.CLOSED).select_related("round")
    return rows.order_by("-round__quarter").first()

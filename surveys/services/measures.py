"""Measures: set up from the figures of a round, and checked against a later one (S6)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.quality.services.actions import ActionSource, add_action

from ..enums import RoundState, Segment
from ..models import Measure, Round
from ..permissions import can_measure
from ..queries.measures import due_for_check, figure_names
from ..queries.round_figures import COMPUTED, computed_round, figure_of
from ..rules.measures import check_target, judged
from ..rules.quarters import first_day, quarter_after, quarter_name

WORDS = ("said_zh", "said_en", "did_zh", "did_en")


@transaction.atomic
def set_up_measure(
    *,
    title: str,
    code: str,
    target: float,
    owner: User,
    due_on: date,
    actor: Actor,
    now: datetime,
    segment: str = Segment.ALL,
    member: str = "",
    check_quarter: str = "",
    from_quarter: str = "",
    said_zh: str = "",
    said_en: str = "",
    did_zh: str = "",
    did_en: str = "",
) -> Measure:
    """Assign an improvement action with the figure it must move. The start is what the last computed round says:
    nobody types it. check_quarter: the round that decides, the next one without. from_quarter: an earlier round to
    start from."""
    ensure(can_measure(actor))
    base = computed_round(from_quarter or None)
    if base is None:
        raise RuleViolation(_("No round has been computed yet, so there is no figure to start from."), code="no_round")
    start = figure_of(base.pk, code, segment, member)
    if start is None:
        raise InvalidInput(_("Fewer than five answered this. Choose another figure."), code="hidden", field="code")
    check_target(code, start.value, target)
    quarter = check_quarter or quarter_after(base.quarter)
    if first_day(quarter) <= first_day(base.quarter):
        raise InvalidInput(_("A later round must check it."), code="too_early", field="check_quarter")
    row = Measure(
        number=next_number("IM", now=now),
        code=code,
        segment=segment,
        member=member,
        from_round=base,
        start=start.value,
        target=target,
        check_quarter=quarter,
        said_zh=said_zh.strip(),
        said_en=said_en.strip(),
        did_zh=did_zh.strip(),
        did_en=did_en.strip(),
        created_by=actor,
        created_at=now,
    )
    said = {
        "figure": figure_names([row])[row.pk],
        "start": f"{start.value:.1f}",
        "target": f"{target:g}",
        "quarter": quarter_name(quarter),
    }
    row.action = add_action(
        kind="improvement",
        title=title,
        owner=owner,
        due_on=due_on,
        criterion=_("%(figure)s from %(start)s to %(target)s, checked by the survey of %(quarter)s") % said,
        source=ActionSource(f"measure:{row.number}", row.number, reverse("measure", args=[row.number])),
        actor=actor,
        now=now,
    )
    return save_with_history(row, actor=actor, reason="measure set up")


@transaction.atomic
def word_measure(
    *,
    measure_id: int,
    said_zh: str,
    said_en: str,
    did_zh: str,
    did_en: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> Measure:
    """Set what customers are told: both languages, or nothing."""
    row = lock(Measure, pk=measure_id)
    ensure(can_measure(actor))
    same_version(row, version)
    words = {name: text.strip() for name, text in zip(WORDS, (said_zh, said_en, did_zh, did_en), strict=True)}
    if any(words.values()) and (missing := next((name for name in WORDS if not words[name]), None)):
        raise InvalidInput(_("Enter it in both languages."), code="one_language", field=missing)
    for name, text in words.items():
        setattr(row, name, text)
    return _save(row, actor=actor, reason="wording")


@transaction.atomic
def check_again(*, measure_id: int, actor: Actor, now: datetime, version: int | None = None) -> Measure:
    """Let the round after the last check decide anew. The verdict so far stays in the history."""
    row = lock(Measure, pk=measure_id)
    ensure(can_measure(actor))
    same_version(row, version)
    if not row.verdict:
        raise Conflict(_("It waits for a round already."), code="waits_already")
    row.check_quarter, row.verdict = quarter_after(row.check_quarter), ""
    row.value = row.low = row.high = row.n = row.checked_at = None
    return _save(row, actor=actor, reason="to be checked again")


def check_measures(*, now: datetime, limit: int = 200) -> int:
    """Check the measures whose round is computed; returns how many. Safe to run twice at once."""
    return each_due(due_for_check(), lambda pk: check_measure(measure_id=pk, actor=None, now=now), limit=limit)


@transaction.atomic
def check_measure(*, measure_id: int, actor: Actor, now: datetime) -> int:
    """Judge one measure by the round of its quarter. If that round was cancelled, the next one decides."""
    row = lock(Measure.objects.select_related("action__owner", "created_by"), pk=measure_id)
    found = Round.objects.filter(quarter=row.check_quarter).first()
    if row.verdict or found is None:
        return 0
    if found.state == RoundState.CANCELLED:
        row.check_quarter = quarter_after(row.check_quarter)
        _save(row, actor=actor, reason="round cancelled")
        return 1
    if found.state not in COMPUTED:
        return 0
    figure = figure_of(found.pk, row.code, row.segment, row.member)
    done_at = row.action.done_at
    row.verdict = judged(row.target, figure, was_done=done_at is not None and done_at < found.closes_at)
    if figure is not None:
        row.value, row.low, row.high, row.n = figure.value, figure.low, figure.high, figure.n
    row.checked_at = now
    _save(row, actor=actor, reason="checked")
    people = [row.action.owner, *([row.created_by] if row.created_by else [])]
    notify(
        users=people,
        template="measure_checked",
        params={"number": row.number, "title": row.action.title},
        url=row.get_absolute_url(),
        key=f"measure:{row.pk}:{row.check_quarter}",
        now=now,
    )
    return 1


def _save(row: Measure, *, actor: Actor, reason: str) -> Measure:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)

"""What the manager decides about a customer whom three visits did not reach."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from customers.enums import Channel

from ..enums import Decision
from ..models import Visit
from ..permissions import can_decide
from ..rules.workflow import VISIT
from .common import check_day, locked, reason_of, save, set_reminders, tell
from .visits import give_to


@transaction.atomic
def decide(
    *,
    actor: Actor,
    now: datetime,
    visit_id: int,
    decision: str,
    on: date,
    reason: str,
    channel: str = "",
    rep: User | None = None,
    version: int | None = None,
) -> Visit:
    """Decide how to go on after three tries: again on a day, by another channel or another rep, or a pause until a day.

    The visit stays planned, for that day: after a pause it comes back by itself.
    """
    visit = locked(actor, visit_id, version)
    ensure(can_decide(actor, visit))
    visit.state = VISIT.next(visit.state, "decide")
    if not visit.is_undecided:
        raise RuleViolation(_("Nothing waits for a decision here."), code="not_undecided")
    if decision not in Decision.values:
        raise InvalidInput(_("Choose how to go on."), code="unknown_decision", field="decision")
    check_day(on, company_date(now), "on")
    visit.reason = reason_of(reason)
    visit.planned_on, visit.planned_time, visit.undecided_since = on, None, None
    if decision == Decision.AGAIN:
        _change_approach(visit, channel, rep)
    set_reminders(visit, now)
    save(visit, actor, visit.reason, now)
    if visit.rep and (actor is None or visit.rep_id != actor.pk):
        tell(visit, [visit.rep], "visits.decided", now)
    return visit


def _change_approach(visit: Visit, channel: str, rep: User | None) -> None:
    """Another channel, another rep, or both; the same again would fail again."""
    channel = channel or visit.channel
    if channel not in Channel.values:
        raise InvalidInput(_("Choose how the follow-up takes place."), code="unknown_channel", field="channel")
    if channel == visit.channel and (rep is None or rep.pk == visit.rep_id):
        raise RuleViolation(
            _("Three tries like this failed. Choose another channel or another rep."),
            code="same_again",
            field="channel",
        )
    visit.channel = channel
    if rep is not None:
        give_to(visit, rep)

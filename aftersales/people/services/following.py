"""What follows an agreed interview: promises are kept, targets are judged, the interview ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, lock_all, same_version, save_with_history, update_all_with_history

from .. import permissions
from ..models import Interview, InterviewFollowUp, InterviewTarget
from ..queries.interviews import follow_ups_due
from ..rules.workflow import INTERVIEW
from .common import save, words
from .news import tell_follow_up, tell_interview


@transaction.atomic
def finish_follow_up(
    *, interview_id: int, follow_up_id: int, result: str, done_on: date, actor: User, now: datetime
) -> Interview:
    """Record what came of a promise. Either side may."""
    row = lock(permissions.visible_interviews(actor), pk=interview_id)
    ensure(permissions.can_speak(actor, row) or permissions.can_lead(actor, row))
    row.state = INTERVIEW.next(row.state, "follow_up")
    one = lock(InterviewFollowUp, pk=follow_up_id, interview=row)
    if one.done_on:
        raise RuleViolation(_("This is done already."), code="done")
    if done_on > company_date(now):
        raise InvalidInput(_("The day lies in the future."), code="out_of_range", field="done_on")
    if done_on < company_date(row.starts_at):
        raise InvalidInput(_("This is before the interview."), code="out_of_range", field="done_on")
    one.done_on, one.result = done_on, words(result, "result", limit=500)
    save_with_history(one, actor=actor, reason="followed up")
    return save(row, actor=actor, reason="followed up")


@transaction.atomic
def close_interview(
    *,
    interview_id: int,
    results: Sequence[Mapping[str, Any]],
    closing: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Interview:
    """Judge every target at the end of its period, and end the interview. results: target_id, result, is_met."""
    row: Interview = lock(permissions.visible_interviews(actor), pk=interview_id)
    ensure(permissions.can_lead(actor, row))
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "close")
    targets = {one.pk: one for one in lock_all(row.targets.all())}
    if {one["target_id"] for one in results} != set(targets):
        raise InvalidInput(_("Judge every target."), code="incomplete", field="results")
    for given in results:
        one = targets[given["target_id"]]
        one.result, one.is_met = words(given["result"], "result", limit=200), given["is_met"]
    update_all_with_history(InterviewTarget, list(targets.values()), ["result", "is_met"], actor=actor, reason="judged")
    row.closing, row.closed_at = words(closing, "closing"), now
    save(row, actor=actor, reason="closed")
    tell_interview(row, "interview_closed", [row.person, row.superior], actor=actor, now=now)
    return row


def remind_follow_ups(*, now: datetime, limit: int = 200) -> int:
    """Tell both sides of promises whose day has come, once each."""
    return each_due(follow_ups_due(company_date(now)), lambda pk: _remind(pk, now), limit=limit)


@transaction.atomic
def _remind(pk: int, now: datetime) -> int:
    people = ("interview__person", "interview__interviewer")
    row = lock(InterviewFollowUp.objects.select_related(*people), pk=pk)
    if not follow_ups_due(company_date(now)).filter(pk=pk).exists():
        return 0
    InterviewFollowUp.objects.filter(pk=pk).update(reminded_on=company_date(now))
    tell_follow_up(row, now=now)
    return 1

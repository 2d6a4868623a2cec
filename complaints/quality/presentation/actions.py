"""What the pages of actions show besides the rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import money
from aftersales.web.moments import moment

from .. import permissions
from ..enums import ActionKind, ActionState, InvestigationState
from ..models import Action, Investigation
from .common import ENDED, due_state
from .figures import stored_figure, target_text
from .record import RecordSection


@dataclass(frozen=True)
class ActionRow:
    """An action in a list: its state as due_state names it, and what its judgement says.

    criterion, watched: by what and for how long it is judged. mark, tone: the tag at its end; who: who judges or
    judged. figure: the rates before and after, for a measured action.
    """

    action: Action
    state: str
    criterion: str
    watched: str
    mark: str
    tone: str
    who: str
    figure: str = ""


def action_rows(actions: Iterable[Action], now: datetime) -> list[ActionRow]:
    return [_row(row, now) for row in actions]


def _row(action: Action, now: datetime) -> ActionRow:
    mark, tone, who = _judgement(action, now)
    return ActionRow(
        action, _state(action, now), criterion(action), watched(action), mark, tone, who, stored_figure(action)
    )


def _state(action: Action, now: datetime) -> str:
    if action.state in ENDED:
        return "done"
    if action.state == ActionState.DONE and action.judge_on is not None:
        return "now" if action.judge_on > company_date(now) else "due"
    if action.state == ActionState.INEFFECTIVE:
        return "late"
    return due_state(action.due_at or action.due_on, now, over=False)


def criterion(action: Action) -> str:
    """By what an action is judged, in one sentence."""
    if action.target_rate is None:
        return action.criterion
    said = target_text(action.target_rate, action.product.code if action.product else "", action.batch)
    return "\n".join(filter(None, (said, action.criterion)))


def watched(action: Action) -> str:
    """Until when its result is watched, or for how long."""
    if not action.window_days:
        return ""
    if action.judge_on is not None:
        return _("watched until %(day)s") % {"day": moment(action.judge_on - timedelta(days=1))}
    return _("watched for %(count)s days") % {"count": action.window_days}


def _judgement(action: Action, now: datetime) -> tuple[str, str, str]:
    """The tag at the end of a row, its tone, and who judges or judged."""
    by = str(action.verified_by or "")
    if action.state == ActionState.EFFECTIVE:
        word = pgettext("containment", "Confirmed") if action.kind == ActionKind.CONTAINMENT else _("Effective")
        return word, "done", _("judged by %(name)s") % {"name": by}
    if action.state in (ActionState.INEFFECTIVE, ActionState.FOLLOWED):
        return str(action.get_state_display()), "late", _("judged by %(name)s") % {"name": by}
    if action.state == ActionState.CANCELLED:
        return _("Cancelled"), "", action.cancel_reason
    if action.state == ActionState.DONE and action.judge_on is not None:
        if action.judge_on > company_date(now):
            return _("Being watched"), "info", _("judged from %(day)s") % {"day": moment(action.judge_on)}
        return _("To be judged"), "info", _("by somebody else than %(name)s") % {"name": action.owner}
    if action.kind == ActionKind.RECOVERY and action.claim.sent_on and action.claim.answered_on is None:
        return _("Awaiting answer"), "", _("answer due %(day)s") % {"day": moment(action.claim.answer_due_on)}
    return _("To do"), "", ""


def may_action(user: User, action: Action) -> dict[str, bool]:
    """What the user may do with an action in its state."""
    state, verifies = action.state, permissions.can_verify(user, action)
    today = company_date(timezone.now())
    claims = action.kind == ActionKind.RECOVERY and state == ActionState.OPEN
    claims = claims and permissions.can_keep_claim(user, action)
    return {
        "complete": permissions.can_complete(user, action) and state == ActionState.OPEN,
        "verify": verifies and state == ActionState.DONE and action.judge_on is not None and action.judge_on <= today,
        "resume": verifies and state == ActionState.INEFFECTIVE,
        "follow_up": verifies and state == ActionState.INEFFECTIVE,
        "cancel": permissions.can_cancel(user, action) and state in (ActionState.OPEN, ActionState.INEFFECTIVE),
        "dismiss": permissions.can_dismiss(user) and any(row.dismissed_at is None for row in action.recurrences.all()),
        "claim": claims,
        "receive": claims and action.claim.accepted is not None,
    }


def actions_section(investigation: Investigation, user: User, now: datetime) -> RecordSection:
    """The actions of the investigation, and whether they worked."""
    found = [row for row in investigation.actions.all() if row.kind != ActionKind.CONTAINMENT]
    rows = action_rows(found, now)
    decided = investigation.state in (InvestigationState.DECIDED, InvestigationState.CLOSED)
    may = _may_add(user, investigation)
    context: Mapping[str, Any] = {"rows": rows, "may_add": may}
    title = _("Actions and verification")
    if not rows:
        state = "now" if decided else "next"
        return RecordSection("actions", title, state, _("No actions yet"), open=decided or may, context=context)
    ended = sum(row.action.state in ENDED for row in rows)
    judged = sum(row.state == "due" and row.action.state == ActionState.DONE for row in rows)
    answer = _("Actions: %(count)s, ended: %(ended)s") % {"count": len(rows), "ended": ended}
    if judged:
        answer = _("Actions: %(count)s, ended: %(ended)s, to be judged: %(judged)s") % {
            "count": len(rows),
            "ended": ended,
            "judged": judged,
        }
    state = "done" if ended == len(rows) else "late" if any(row.state == "late" for row in rows) else "now"
    note = _("Nobody judges their own action")
    return RecordSection("actions", title, state, answer, note, open=state != "done", context=context)


def containment_section(investigation: Investigation, user: User, now: datetime) -> RecordSection | None:
    """What keeps the problem from getting worse, due within hours."""
    rows = action_rows([row for row in investigation.actions.all() if row.kind == ActionKind.CONTAINMENT], now)
    may = _may_add(user, investigation)
    context: Mapping[str, Any] = {"rows": rows, "may_add": may}
    title = _("Containment")
    if not rows:
        if investigation.state == InvestigationState.CLOSED:
            return None
        return RecordSection("containment", title, "next", _("No containment yet"), open=may, context=context)
    titles = pgettext("enumeration", ", ").join(row.action.title for row in rows)
    if all(row.action.state in ENDED for row in rows):
        last = max((row.action.verified_at for row in rows if row.action.verified_at), default=None)
        note = _("confirmed %(when)s") % {"when": moment(last)} if last else ""
        return RecordSection("containment", title, "done", titles, note, context=context)
    late = any(row.state == "late" for row in rows)
    waiting = [row.action.due_at for row in rows if row.action.state == ActionState.OPEN and row.action.due_at]
    note = _("due %(when)s") % {"when": moment(min(waiting))} if waiting else _("to be confirmed")
    return RecordSection("containment", title, "late" if late else "now", titles, note, open=True, context=context)


def _may_add(user: User, investigation: Investigation) -> bool:
    closed = investigation.state == InvestigationState.CLOSED
    return permissions.can_investigate(user, investigation) and not closed


def claim_line(action: Action) -> str:
    """What a recovery claims, and how much of it was accepted and received, in one line."""
    claim = action.claim
    said = [_("claimed %(amount)s") % {"amount": money(claim.claimed)}]
    if claim.accepted is not None:
        said.append(_("accepted %(amount)s") % {"amount": money(claim.accepted)})
    if claim.received:
        said.append(_("received %(amount)s") % {"amount": money(claim.received)})
    return pgettext("enumeration", ", ").join(said)

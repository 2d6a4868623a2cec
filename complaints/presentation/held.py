"""Prepares what can still be undone, for the page of a ticket."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User

from ..enums import HeldState
from ..models import HeldFile, HeldStep, Ticket


def held_line(ticket: Ticket, user: User, now: datetime) -> dict[str, Any] | None:
    """The user's last step that waits. {n} in its text stands for the seconds that are left."""
    waiting = HeldStep.objects.filter(ticket=ticket, user=user, state=HeldState.WAITING)
    step = waiting.order_by("-pk").first()
    if step is None:
        return None
    texts = {
        "reply": _("Your reply goes out in %(count)s s"),
        "close": _("The ticket closes in %(count)s s"),
        "submit": _("Submitted for approval in %(count)s s"),
    }
    left = max(0, round((step.due_at - now).total_seconds()))
    return {
        "verb": step.verb,
        "text": texts[step.verb] % {"count": "{n}"},
        "left": left,
        "now": texts[step.verb] % {"count": left},
        "body": step.content.get("body", ""),
        "at": step.created_at,
    }


def kept_files(ticket: Ticket, user: User, step: Any) -> dict[str, Any] | None:
    """The files of an undone reply, to send along with the next one."""
    if not isinstance(step, int):
        return None
    files = HeldFile.objects.filter(step=step, step__user=user, step__ticket=ticket).select_related("stored")
    names = [file.stored.name for file in files]
    return {"step": step, "names": names} if names else None

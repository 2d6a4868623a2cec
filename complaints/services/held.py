"""Holds a reply, closing or submitting back for some seconds, in which it can be undone.

Nothing of it has happened until it is due: no mail, no event, no new state. What is due is in the database, so that it
is carried out once, also if the worker or the whole machine dies before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from aftersales.kernel.errors import Conflict, DomainError, NotVisible
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import draft_of
from aftersales.office.services.drafts import drop_draft, save_draft
from aftersales.office.services.files import store_upload
from aftersales.staff.models import User
from aftersales.store.sweeping import each_due
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, save_with_history

from ..enums import HeldState
from ..models import HeldFile, HeldStep
from ..permissions import visible_to
from . import conversation, lifecycle, proposals
from .common import locked_ticket

HELD: dict[str, Callable[..., Any]] = {
    "reply": conversation.reply,
    "close": lifecycle.close,
    "submit": proposals.submit,
}


@transaction.atomic
def hold(
    *,
    ticket_id: int,
    verb: str,
    content: Mapping[str, Any],
    actor: User,
    now: datetime,
    files: Sequence[Any] = (),
    kept: int | None = None,
) -> HeldStep:
    """Hold a verb of HELD back. Refuses at once what the verb itself would refuse. Safe to repeat while it waits.

    content: the arguments of its service. kept: an own undone reply, whose files go along.
    """
    ticket = locked_ticket(ticket_id)
    waiting = HeldStep.objects.filter(ticket=ticket, user=actor, verb=verb, state=HeldState.WAITING).first()
    if waiting is not None:
        if waiting.content != dict(content):
            raise Conflict(_("Your last reply hasn’t been sent yet. Wait a moment, or undo it."), code="still_waiting")
        return waiting
    _try(verb, ticket_id=ticket_id, actor=actor, now=now, **content)
    step = HeldStep(
        ticket=ticket,
        user=actor,
        verb=verb,
        content=dict(content),
        created_at=now,
        due_at=now + timedelta(seconds=settings.UNDO_SECONDS),
    )
    save_with_history(step, actor=actor, reason="held")
    drop_draft(actor=actor, key=f"ticket-{ticket.pk}-{verb}")
    stored = [store_upload(upload=upload, actor=actor, now=now) for upload in files]
    create_all_with_history(HeldFile, [HeldFile(step=step, stored=one) for one in stored], actor=actor, reason="files")
    if kept is not None:
        for file in HeldFile.objects.filter(step=kept, step__user=actor, step__ticket=ticket).exclude(
            step__state__in=[HeldState.WAITING, HeldState.DONE]
        ):
            file.step = step
            save_with_history(file, actor=actor, reason="held")
    return step


def _try(verb: str, **arguments: Any) -> None:
    """Do it and take all of it back, so that what the rules refuse is refused now."""
    with transaction.atomic():
        HELD[verb](**arguments)
        transaction.set_rollback(True)


@transaction.atomic
def undo(*, ticket_id: int, actor: User, now: datetime) -> HeldStep:
    """Undo the actor's last step on the ticket that still waits. A reply becomes a draft again."""
    waiting = HeldStep.objects.filter(ticket=ticket_id, user=actor, state=HeldState.WAITING)
    found = waiting.order_by("-pk").first()
    if found is None:
        raise _too_late()
    step = lock(HeldStep, pk=found.pk)
    if step.state != HeldState.WAITING:
        raise _too_late()
    _back_to_draft(step, now)
    step.state, step.content = HeldState.UNDONE, {}
    return save_with_history(step, actor=actor, reason="undone")


def _too_late() -> Conflict:
    return Conflict(gettext_lazy("It’s too late to undo this."), code="too_late")


def run_due(*, now: datetime, limit: int = 100) -> int:
    """Carry out the steps that are due. Safe to run twice at once: the lock of the row decides who does it."""
    due = HeldStep.objects.filter(state=HeldState.WAITING, due_at__lte=now)
    return each_due(due.order_by("due_at", "pk"), lambda pk: _run(pk, now), limit=limit)


@transaction.atomic
def _run(pk: int, now: datetime) -> int:
    step = lock(HeldStep.objects.select_related("user", "ticket"), pk=pk)
    if step.state != HeldState.WAITING:
        return 0
    try:
        with transaction.atomic():
            _carry_out(step)
    except DomainError as error:
        _refused(step, error, now)
    else:
        step.state, step.content = HeldState.DONE, {}
        save_with_history(step, actor=step.user, reason="carried out")
    return 1


def _carry_out(step: HeldStep) -> None:
    """Do it as at the moment at which it was asked for."""
    if not step.user.is_active or not visible_to(step.user).filter(pk=step.ticket_id).exists():
        raise NotVisible()
    more: dict[str, Any] = {}
    if step.verb == "reply":
        # The next text may already be in the draft.
        more = {"files": [file.stored for file in step.files.select_related("stored")], "keeps_draft": True}
    for file in step.files.all():
        delete_with_history(file, actor=step.user, reason="carried out")
    HELD[step.verb](ticket_id=step.ticket_id, actor=step.user, now=step.created_at, **step.content, **more)


def _refused(step: HeldStep, error: DomainError, now: datetime) -> None:
    """Somebody was quicker. What was written is kept as a draft, and the user is told."""
    with override(step.user.language or settings.LANGUAGE_CODE):
        step.reason = str(_(str(error.message)) % error.params if error.params else _(str(error.message)))[:500]
    _back_to_draft(step, now)
    step.state, step.content = HeldState.REFUSED, {}
    save_with_history(step, actor=None, reason="refused")
    notify(
        users=[step.user],
        template="step_refused",
        params={"number": step.ticket.number, "subject": step.ticket.subject, "reason": step.reason},
        url=step.ticket.get_absolute_url(),
        key=f"step_refused:{step.pk}",
        now=now,
    )


def _back_to_draft(step: HeldStep, now: datetime) -> None:
    """The reply is a draft again, before what has been written since."""
    if step.verb != "reply":
        return
    key = f"ticket-{step.ticket_id}-reply"
    later = draft_of(step.user, key)
    content = {name: value for name, value in step.content.items() if value and name not in {"seen", "version"}}
    content["body"] = "\n\n".join(filter(None, [content.get("body", ""), later.get("body", "")]))
    if step.files.exists():
        content["kept"] = step.pk
    save_draft(actor=step.user, key=key, content=content, now=now)

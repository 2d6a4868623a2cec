"""Objections: recorded for the customer, examined by the inspection body, settled by its verdict (Q5)."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, lock_all, same_version, save_with_history
from complaints.enums import State
from complaints.models import Ticket
from complaints.services.common import event, locked_ticket
from customers.enums import Channel

from ..enums import ObjectionTo, SampleState, Verdict
from ..models import Investigation, Objection, Sample
from ..permissions import objections as permissions
from ..queries.objection_links import objection_of_link, read_token, ticket_of_link
from ..queries.objections import agreed_body, newest_investigation
from ..queries.samples import UNSETTLED, samples_about
from ..rules.workflow import OBJECTION
from .investigations import reopen_by_verdict
from .news import tell_examined, tell_objected, tell_verdict
from .samples import hand_over


@transaction.atomic
def record_objection(
    *,
    ticket_id: int,
    about: str,
    statement: str,
    channel: str,
    raised_at: datetime,
    actor: User,
    now: datetime,
) -> Objection:
    """Record that the customer objects. The promises to the customer run on, and no sample of the case may be disposed
    of until it is settled. A verdict of the inspection body on the same matter is final."""
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_object(actor, ticket))
    return _raise(ticket, about, statement, channel, raised_at, actor=actor, now=now)


@transaction.atomic
def object_by_link(*, token: str, about: str, statement: str, now: datetime) -> Objection:
    """Take the objection of a customer who used the link of the mail. It works once; the same objection sent again
    changes nothing."""
    read = read_token(token)
    ticket = locked_ticket(read[0]) if read and ticket_of_link(token) else None
    if ticket is None:
        raise NotVisible()
    if made := objection_of_link(token):
        if made.recorded_by is None and (made.about, made.statement) == (about, statement.strip()):
            return made
        raise Conflict(_("We already have your objection. Call us if something has changed."), code="used")
    if about not in ObjectionTo.values:
        raise InvalidInput(_("Choose what you object to."), code="unknown", field="about")
    return _raise(ticket, about, statement, Channel.WEB, now, actor=None, now=now)


def _raise(
    ticket: Ticket, about: str, statement: str, channel: str, raised_at: datetime, *, actor: Actor, now: datetime
) -> Objection:
    _check_raising(ticket, about, statement, raised_at, now)
    row = Objection(
        number=next_number("OB", now=now),
        ticket=ticket,
        investigation=newest_investigation(ticket),
        about=about,
        statement=statement.strip(),
        raised_at=raised_at,
        channel=channel,
        recorded_by=actor,
        body=agreed_body(ticket),
    )
    # Whoever disposes of one of these samples meanwhile waits, and then finds the objection.
    lock_all(samples_about(row))
    save_with_history(row, actor=actor, reason="raised" if actor else "raised by link")
    event(ticket, "objection_raised", actor=actor, now=now, number=row.number)
    tell_objected(row, actor=actor, now=now)
    return row


def _check_raising(ticket: Ticket, about: str, statement: str, raised_at: datetime, now: datetime) -> None:
    if ticket.state == State.WITHDRAWN:
        raise RuleViolation(_("Nothing was found or decided on a withdrawn ticket."), code="ticket_withdrawn")
    if not statement.strip():
        raise InvalidInput(_("Enter what the customer objects to."), code="empty", field="statement")
    if raised_at > now:
        raise InvalidInput(_("This time is in the future."), code="future", field="raised_at")
    if raised_at < ticket.reported_at.replace(second=0, microsecond=0):  # forms send minutes
        raise InvalidInput(_("The problem was reported later than this."), code="too_early", field="raised_at")
    if running := Objection.objects.filter(ticket=ticket, state__in=UNSETTLED).first():
        raise Conflict(
            _("%(number)s of this customer isn’t settled yet."), code="unsettled", params={"number": running.number}
        )
    if decided := Objection.objects.filter(ticket=ticket, about=about).exclude(verdict="").first():
        raise RuleViolation(
            _("The inspection body has already decided on this (%(number)s). Its verdict is final."),
            code="final",
            params={"number": decided.number},
        )


@transaction.atomic
def send_objection(
    *,
    objection_id: int,
    body: str,
    sent_on: date,
    verdict_due_on: date,
    payer: str,
    actor: User,
    now: datetime,
    body_reason: str = "",
    samples: Sequence[Sample] = (),
    version: int | None = None,
) -> Objection:
    """Send the objection to the inspection body of the contract, with the sealed samples. Another body needs a
    reason."""
    row = _locked(objection_id, "send", actor, version)
    today, agreed = company_date(now), agreed_body(row.ticket)
    if not body.strip():
        raise InvalidInput(_("Enter the inspection body."), code="empty", field="body")
    if agreed and body.strip() != agreed and not body_reason.strip():
        raise InvalidInput(
            _("The contract names %(body)s. Enter why another one examines."),
            code="other_body",
            params={"body": agreed},
            field="body_reason",
        )
    if not company_date(row.raised_at) <= sent_on <= today:
        raise InvalidInput(_("Enter a day from the objection until today."), code="out_of_range", field="sent_on")
    if verdict_due_on < sent_on:
        raise InvalidInput(_("The verdict can’t be due before this."), code="too_early", field="verdict_due_on")
    row.body, row.body_reason, row.payer = body.strip(), body_reason.strip(), payer
    row.sent_on, row.verdict_due_on = sent_on, verdict_due_on
    _save(row, actor=actor, reason="sent")
    _hand_out(row, samples, actor, now)
    event(row.ticket, "objection_sent", actor=actor, now=now, number=row.number, body=row.body)
    tell_examined(row, actor=actor, now=now)
    return row


def _hand_out(row: Objection, samples: Sequence[Sample], actor: User, now: datetime) -> None:
    held = lock_all(Sample.objects.filter(pk__in=[sample.pk for sample in samples]))
    for sample in held:
        if sample.state != SampleState.KEPT:
            raise RuleViolation(
                _("%(number)s can’t be handed out: %(state)s."),
                code="sample_not_kept",
                params={"number": sample.number, "state": sample.get_state_display()},
                field="samples",
            )
        hand_over(
            sample,
            at=now,
            place=row.body,
            custodian=sample.custodian,
            holder=row.body,
            note=row.number,
            actor=actor,
            now=now,
        )
    row.samples.set(held)


@transaction.atomic
def record_verdict(
    *,
    objection_id: int,
    verdict: str,
    verdict_text: str,
    verdict_on: date,
    upload: Any,
    actor: User,
    now: datetime,
    cost: Decimal | None = None,
    version: int | None = None,
) -> Objection:
    """Record the verdict of the inspection body with its document. It is final. If the customer is right, the
    investigation is opened again."""
    row = _locked(objection_id, "record_verdict", actor, version)
    if verdict not in Verdict.values:
        raise InvalidInput(_("Choose the verdict."), code="unknown", field="verdict")
    if not (row.sent_on or verdict_on) <= verdict_on <= company_date(now):
        raise InvalidInput(_("Enter a day from the sending until today."), code="out_of_range", field="verdict_on")
    row.verdict, row.verdict_text, row.verdict_on, row.cost = verdict, verdict_text.strip(), verdict_on, cost
    row.document = store_upload(upload=upload, actor=actor, now=now)
    _save(row, actor=actor, reason="verdict")
    event(row.ticket, "objection_verdict", actor=actor, now=now, number=row.number, verdict=verdict)
    if verdict != Verdict.REJECTED and row.investigation is not None:
        reopen_by_verdict(row.investigation, number=row.number, actor=actor, now=now)
    tell_verdict(row, actor=actor, now=now)
    return row


@transaction.atomic
def agree_verdict(
    *,
    objection_id: int,
    settled_with: str,
    settled_on: date,
    settlement: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Objection:
    """Record that the customer accepts the verdict: who, when, and what was agreed."""
    row = _locked(objection_id, "agree", actor, version)
    return _settle(row, "objection_agreed", settled_with, settled_on, settlement, actor, now)


@transaction.atomic
def decline_verdict(
    *,
    objection_id: int,
    settled_with: str,
    settled_on: date,
    settlement: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Objection:
    """Record that the customer does not accept the verdict, which is final all the same, and what was told."""
    row = _locked(objection_id, "decline", actor, version)
    return _settle(row, "objection_declined", settled_with, settled_on, settlement, actor, now)


@transaction.atomic
def concede_objection(
    *, objection_id: int, settlement: str, actor: User, now: datetime, version: int | None = None
) -> Objection:
    """Accept the objection without an inspection. The investigation is opened again."""
    row = _locked(objection_id, "concede", actor, version)
    if row.investigation is not None:
        reopen_by_verdict(row.investigation, number=row.number, actor=actor, now=now)
    return _settle(row, "objection_conceded", "", company_date(now), settlement, actor, now)


@transaction.atomic
def withdraw_objection(
    *, objection_id: int, reason: str, actor: User, now: datetime, version: int | None = None
) -> Objection:
    """Record that the customer withdraws the objection."""
    row = _locked(objection_id, "withdraw", actor, version)
    return _settle(row, "objection_withdrawn", "", company_date(now), reason, actor, now)


def _settle(
    row: Objection, code: str, settled_with: str, settled_on: date, settlement: str, actor: User, now: datetime
) -> Objection:
    earliest = row.verdict_on or company_date(row.raised_at)
    if not earliest <= settled_on <= company_date(now):
        raise InvalidInput(
            _("Enter a day from %(least)s until today."),
            code="out_of_range",
            params={"least": earliest.isoformat()},
            field="settled_on",
        )
    if not settlement.strip():
        raise InvalidInput(_("Enter what was agreed or said."), code="empty", field="settlement")
    row.settled_with, row.settled_on, row.settled_by = settled_with.strip(), settled_on, actor
    row.settlement = settlement.strip()
    _save(row, actor=actor, reason=row.state)
    event(row.ticket, code, actor=actor, now=now, number=row.number)
    return row


def _locked(objection_id: int, action: str, actor: User, version: int | None) -> Objection:
    """The locked objection in its next state. Its ticket and investigation are locked first, as everywhere."""
    found = Objection.objects.filter(pk=objection_id).values_list("ticket_id", "investigation_id").first()
    if found is not None:
        locked_ticket(found[0])
        if found[1]:
            lock(Investigation, pk=found[1])
    row = lock(Objection.objects.select_related("ticket__purchase", "investigation__lead"), pk=objection_id)
    settles = action in ("agree", "decline", "withdraw")
    ensure(permissions.can_settle(actor, row) if settles else permissions.can_have_examined(actor))
    same_version(row, version)
    row.state = OBJECTION.next(row.state, action)
    return row


def _save(row: Objection, *, actor: User, reason: str) -> Objection:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)

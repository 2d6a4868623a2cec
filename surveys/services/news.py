"""Tells the customers who answered in a quarter what was done: prepared by a person, and sent once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.kernel.errors import Conflict, RuleViolation, ensure
from aftersales.notifications.enums import NotificationState
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import mail_out
from aftersales.office.queries import company
from aftersales.staff.models import Actor
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, save_with_history
from customers.enums import ContactPurpose, OptOutChannel
from customers.models import OptOut
from customers.queries.opting import has_opted_out

from ..models import Invitation, QuarterNews
from ..permissions import can_send_news
from ..presentation.did import lines_of, text_of
from ..queries.measures import answered_in
from ..rules.quarters import first_day

CHUNK = 300
TEMPLATE = "you_said_we_did"
# Neither who wants no surveys nor who wants no notices is told.
PURPOSES = (ContactPurpose.SURVEY, ContactPurpose.CAMPAIGN)


@transaction.atomic
def send_news(*, quarter: str, actor: Actor, now: datetime) -> QuarterNews:
    """Prepare what the customers of the quarter are told. It is sent from the outbox, once to each contact."""
    ensure(can_send_news(actor))
    first_day(quarter)
    if QuarterNews.objects.filter(quarter=quarter).exists():
        raise Conflict(_("This has been sent already."), code="sent_already")
    snapshot: dict[str, Any] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            snapshot[language] = lines_of(quarter)
    if not any(snapshot.values()):
        raise RuleViolation(_("There is nothing to tell yet."), code="nothing")
    row = QuarterNews(quarter=quarter, snapshot=snapshot, prepared_by=actor, prepared_at=now)
    return save_with_history(row, actor=actor, reason="news prepared")


def send_due(*, now: datetime, limit: int = 20) -> int:
    """Write to the next contacts of what is prepared; returns how many quarters were worked on. A killed run goes on
    where it ended; the key of each mail makes a repeat harmless."""
    rows = QuarterNews.objects.filter(sent_at=None).order_by("prepared_at")
    return each_due(rows, lambda pk: _send_chunk(pk, now), limit=limit)


@transaction.atomic
def _send_chunk(pk: int, now: datetime) -> int:
    row = lock(QuarterNews, pk=pk)
    if row.sent_at is not None:
        return 0
    invitations = list(answered_in(row.quarter, row.last_id, now)[:CHUNK])
    for invitation in invitations:
        row.recipients += _write_to(invitation, row, now)
        row.last_id = invitation.pk
    if len(invitations) < CHUNK:
        row.sent_at = now
    save_with_history(row, actor=None, reason="sent")
    return 1


def _write_to(invitation: Invitation, row: QuarterNews, now: datetime) -> int:
    """One mail to a contact, in both languages, because the contact's language is unknown."""
    contact, customer = invitation.contact, invitation.customer
    address = (contact.email if contact else "") or customer.email
    if not address or customer.erased_at is not None or invitation.voided_at is not None:
        return 0
    contact_id = contact.pk if contact else None
    if any(has_opted_out(customer.pk, purpose, OptOutChannel.EMAIL, contact_id) for purpose in PURPOSES):
        return 0
    params = {"news": row.pk, "quarter": row.quarter, "customer": customer.pk, "contact": contact_id}
    who = f"c{contact_id}" if contact else f"u{customer.pk}"
    mail_out(address=address, language="", template=TEMPLATE, params=params, key=f"did:{row.pk}:{who}", now=now)
    return 1


def withhold(*, opt_out: OptOut, actor: Actor, now: datetime) -> int:
    """Take the mails that this wish forbids out of the outbox; returns how many."""
    if opt_out.purpose not in (ContactPurpose.ANY, *PURPOSES):
        return 0
    if opt_out.channel not in (OptOutChannel.ANY, OptOutChannel.EMAIL):
        return 0
    mails = Notification.objects.filter(state=NotificationState.WAITING, template=TEMPLATE)
    mails = mails.filter(params__customer=opt_out.customer_id)
    if opt_out.contact_id is not None:
        mails = mails.filter(params__contact=opt_out.contact_id)
    return mails.delete()[0]


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """The text of the mail, added when it is sent, so that the outbox holds it once."""
    row = QuarterNews.objects.get(pk=params["news"])
    names = company()
    texts = [text_of(row.snapshot.get(language, []), language) for language, _name in settings.LANGUAGES]
    return {**params, "text": "\n\n\n".join(texts), "company": names.name, "company_en": names.name_en or names.name}

"""Links to a questionnaire that can be used once. The token is never stored: it is derived when the mail is sent."""

import base64
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation, ensure
from aftersales.notifications.services.notifications import mail_out, notify
from aftersales.office.queries import company
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, save_with_history
from complaints.models import Ticket
from customers.models import Customer

from ..enums import SurveyKind
from ..models import Invitation, Questionnaire
from ..permissions import can_reissue
from ..queries import current_questionnaire, hash_of

LIFETIME = timedelta(days=30)


def token_of(invitation: Invitation) -> str:
    """The 256-bit secret of a link. It is derived from the installation's key, so reading the database is not enough to
    open a link."""
    value = f"survey:{invitation.key}:{invitation.issue}"
    digest = salted_hmac("surveys.invitation", value, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest).decode("ascii").rstrip("=")


@transaction.atomic
def invite_after_ticket(*, ticket: Ticket, actor: Actor, now: datetime) -> Invitation | None:
    """Invite the customer of a closed ticket to a survey (T9), once per closing. Earlier links become void.

    Returns None if the customer is unknown or no questionnaire is in use. If there is no email address, the owner of
    the ticket is notified to ask by phone, and the invitation counts as not reached.
    """
    questionnaire = current_questionnaire(SurveyKind.TICKET)
    if ticket.customer is None or questionnaire is None:
        return None
    key = f"ticket:{ticket.pk}:{ticket.reopened_count + 1}"
    if known := Invitation.objects.filter(key=key).first():
        return known
    void_unanswered(ticket=ticket, actor=actor, now=now)
    invitation = _invite(key, ticket, questionnaire, actor=actor, now=now)
    _send(invitation, now=now)
    return invitation


def _invite(key: str, ticket: Ticket, questionnaire: Questionnaire, *, actor: Actor, now: datetime) -> Invitation:
    customer = ticket.customer
    assert customer is not None
    invitation = Invitation(
        kind=SurveyKind.TICKET,
        questionnaire=questionnaire,
        ticket=ticket,
        customer=customer,
        key=key,
        contact=ticket.contact or customer.main_contact,
        region_id=ticket.region_id or customer.region_id,
        tier=customer.tier,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    invitation.token_hash = hash_of(token_of(invitation))
    return save_with_history(invitation, actor=actor, reason="invited")


@transaction.atomic
def void_unanswered(*, ticket: Ticket, actor: Actor, now: datetime) -> None:
    """Void the unanswered links of a ticket, because it was reopened and it is too early to ask."""
    ids = Invitation.objects.filter(ticket=ticket, answered_at=None, voided_at=None).values_list("pk", flat=True)
    for pk in list(ids):
        invitation = lock(Invitation, pk=pk)
        if invitation.answered_at is None:
            invitation.voided_at = now
            save_with_history(invitation, actor=actor, reason="ticket taken up again")


@transaction.atomic
def void_all(*, customer: Customer, actor: Actor, now: datetime) -> None:
    """Void all links of a customer whose data is erased."""
    unanswered = Invitation.objects.select_for_update(of=("self",)).filter(
        customer=customer, answered_at=None, voided_at=None
    )
    for invitation in unanswered:
        invitation.voided_at = now
        save_with_history(invitation, actor=actor, reason="customer erased")


@transaction.atomic
def reissue(*, invitation_id: int, actor: Actor, now: datetime) -> Invitation:
    """Send a lost link again, to the email address on record. Its period starts anew; the old link is void at once."""
    invitation = lock(Invitation, pk=invitation_id)
    ensure(can_reissue(actor, invitation), _("Only a manager can resend a survey."))
    if invitation.answered_at or invitation.voided_at:
        raise RuleViolation(_("This survey has been answered or voided."), code="not_open")
    invitation.issue += 1
    invitation.token_hash = hash_of(token_of(invitation))
    invitation.expires_at = now + LIFETIME
    save_with_history(invitation, actor=actor, reason="link sent again")
    _send(invitation, now=now)
    return invitation


def _send(invitation: Invitation, *, now: datetime) -> None:
    contact, ticket = invitation.contact, invitation.ticket
    address = (contact.email if contact else "") or invitation.customer.email
    params = {"invitation": invitation.pk, "number": ticket.number if ticket else ""}
    key = f"survey:{invitation.pk}:{invitation.issue}"
    if address:
        mail_out(address=address, language="", template="survey_invitation", params=params, key=key, now=now)
    elif ticket:
        notify(
            users=[ticket.owner],
            template="survey_no_address",
            params=params,
            url=ticket.get_absolute_url(),
            key=key,
            now=now,
            mail=False,
        )


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """The params of the mail, added when it is sent so that the token and the company's names are not in the outbox."""
    invitation = Invitation.objects.get(pk=params["invitation"])
    names = company()
    link = f"{settings.SITE_URL}{reverse('survey', args=[token_of(invitation)])}"
    return {**params, "link": link, "company": names.name, "company_en": names.name_en or names.name}

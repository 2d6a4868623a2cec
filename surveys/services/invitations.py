"""Links to a questionnaire that can be used once. The token is never stored: it is derived when the mail is sent."""

import base64
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation, ensure
from aftersales.notifications.services.notifications import mail_out
from aftersales.office.queries import company
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history
from complaints.models import Ticket
from customers.enums import ContactPurpose, TouchState
from customers.models import Contact, Customer
from customers.services.touching import Claim, claim

from ..enums import Channel, SurveyKind
from ..models import Interview, Invitation, Questionnaire
from ..permissions import can_reissue
from ..queries import current_questionnaire, hash_of
from ..queries.stopping import stop_token
from ..queries.turns import turn_of
from ..rules.quarters import quarter_of
from .contacting import address_of, is_own_address, may_contact, phone_of, touch_of

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

    By email where there is an address; else the telephone interviewers ask, never who handled the ticket. Returns None
    if the customer is unknown, cannot be reached, does not want surveys, was asked in this quarter already, or
    contacted enough this month; a ticket that is closed again takes over the turn of its own void link.
    """
    questionnaire = current_questionnaire(SurveyKind.TICKET)
    if ticket.customer is None or questionnaire is None:
        return None
    key = f"ticket:{ticket.pk}:{ticket.reopened_count + 1}"
    if known := Invitation.objects.filter(key=key).first():
        return known
    void_unanswered(ticket=ticket, actor=actor, now=now)
    contact = ticket.contact or ticket.customer.main_contact
    _release_own_turn(ticket, ticket.customer, contact, now)
    channel = _channel_for(ticket.customer, contact, now)
    if not channel or not _under_limit(key, ticket.customer, actor, now):
        return None
    try:
        with transaction.atomic():  # somebody else may take the turn at the same moment
            row = _invite(key, ticket, questionnaire, contact, channel, actor=actor, now=now)
    except IntegrityError:
        return Invitation.objects.filter(key=key).first()
    _send(row, now=now)
    return row


def _under_limit(key: str, customer: Customer, actor: Actor, now: datetime) -> bool:
    """Whether the customer was not contacted enough this month; otherwise that is noted."""
    wish = Claim(customer.pk, ContactPurpose.SURVEY, touch_of(key), company_date(now))
    return bool(claim(claims=[wish], otherwise=TouchState.SKIPPED, actor=actor, now=now))


def _release_own_turn(ticket: Ticket, customer: Customer, contact: Contact | None, now: datetime) -> None:
    """Pass on the turn that a void link of the same ticket has taken."""
    turn = turn_of(customer.pk, contact.pk if contact else None, quarter_of(company_date(now)))
    void = Invitation.objects.filter(ticket=ticket, turn=turn, answered_at=None, voided_at__isnull=False)
    for pk in void.values_list("pk", flat=True):
        Invitation.objects.filter(pk=pk).update(turn=f"passed on {pk}")


def _channel_for(customer: Customer, contact: Contact | None, now: datetime) -> str:
    """How the customer is asked; "" if they are not."""
    reaches = ((Channel.EMAIL, address_of(customer, contact)), (Channel.PHONE, phone_of(customer, contact)))
    for channel, reach in reaches:
        if reach and not (channel == Channel.EMAIL and is_own_address(reach)):
            who: dict[str, Any] = {"customer": customer, "contact": contact}
            if may_contact(**who, purpose=ContactPurpose.SURVEY, channel=channel, now=now):
                return channel
    return ""


def _invite(
    key: str,
    ticket: Ticket,
    questionnaire: Questionnaire,
    contact: Contact | None,
    channel: str,
    *,
    actor: Actor,
    now: datetime,
) -> Invitation:
    customer = ticket.customer
    assert customer is not None
    invitation = Invitation(
        kind=SurveyKind.TICKET,
        questionnaire=questionnaire,
        ticket=ticket,
        customer=customer,
        key=key,
        turn=turn_of(customer.pk, contact.pk if contact else None, quarter_of(company_date(now))),
        contact=contact,
        channel=channel,
        region_id=ticket.region_id or customer.region_id,
        tier=customer.tier,
        created_at=now,
        expires_at=now + LIFETIME,
    )
    invitation.token_hash = hash_of(token_of(invitation))
    if questionnaire.used_at is None:
        Questionnaire.objects.filter(pk=questionnaire.pk, used_at=None).update(used_at=now)
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
    """Send a lost link again, to the email address on record. The old link is void at once. After
    a ticket its period starts anew; a round ends when it ends."""
    invitation = lock(Invitation, pk=invitation_id)
    ensure(can_reissue(actor, invitation), _("Only a manager can resend a survey."))
    if invitation.answered_at or invitation.voided_at:
        raise RuleViolation(_("This survey has been answered or voided."), code="not_open")
    invitation.issue += 1
    invitation.token_hash = hash_of(token_of(invitation))
    if invitation.round is None:
        invitation.expires_at = now + LIFETIME
    elif invitation.expires_at <= now:
        raise RuleViolation(_("The round is over."), code="not_open")
    save_with_history(invitation, actor=actor, reason="link sent again")
    _send(invitation, now=now)
    return invitation


def _send(invitation: Invitation, *, now: datetime) -> None:
    """Mail the link, or hand the interview to the telephone."""
    ticket = invitation.ticket
    if invitation.channel == Channel.PHONE:
        lot = hash_of(f"telephone {invitation.pk} {invitation.token_hash}")
        Interview.objects.get_or_create(
            invitation=invitation, defaults={"lot": lot, "due_at": now, "until": invitation.expires_at}
        )
        return
    address = address_of(invitation.customer, invitation.contact)
    if not address or is_own_address(address):
        return
    template = "survey_invitation" if ticket else "round_invitation"
    params = {"invitation": invitation.pk, "number": ticket.number if ticket else ""}
    key = f"survey:{invitation.pk}:{invitation.issue}"
    mail_out(address=address, language="", template=template, params=params, key=key, now=now)


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """The params of the mail, added when it is sent so that the token and the company's names are not in the outbox."""
    invitation = Invitation.objects.get(pk=params["invitation"])
    names = company()
    link = f"{settings.SITE_URL}{reverse('survey', args=[token_of(invitation)])}"
    stop = f"{settings.SITE_URL}{reverse('survey_stop', args=[stop_token(invitation)])}"
    return {**params, "link": link, "stop": stop, "company": names.name, "company_en": names.name_en or names.name}

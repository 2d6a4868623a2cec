"""The link by which a customer objects: in the mail that tells how the case is handled, signed, valid once."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from complaints.enums import ApprovalState, State
from complaints.models import Approval, Ticket

from ..enums import InvestigationState
from ..models import Investigation, Objection
from .samples import UNSETTLED

DAYS = 30
SIGNER = TimestampSigner(salt="quality.objection", sep=".")


def token_for(ticket: Ticket) -> str:
    """The secret of the link. It holds how many objections there were, so that the next one uses it up."""
    return SIGNER.sign_object([ticket.pk, Objection.objects.filter(ticket=ticket).count()])


def read_token(token: str) -> tuple[int, int] | None:
    """The ticket and the number of objections before; None if the link is wrong or too old."""
    try:
        ticket, before = SIGNER.unsign_object(token, max_age=timedelta(days=DAYS))
    except (BadSignature, ValueError):
        return None
    return ticket, before


def ticket_of_link(token: str) -> Ticket | None:
    """The ticket of a link, unless it was withdrawn or its customer was erased."""
    read = read_token(token)
    rows = Ticket.objects.select_related("customer", "purchase__product").filter(pk=read[0] if read else 0)
    return rows.exclude(state=State.WITHDRAWN).filter(customer__isnull=False, customer__erased_at=None).first()


def objection_of_link(token: str) -> Objection | None:
    """The objection by which the link was used up, whoever recorded it."""
    read = read_token(token)
    rows = Objection.objects.filter(ticket=read[0] if read else 0).order_by("pk")
    return rows[read[1] : read[1] + 1].first() if read else None


def may_object(ticket: Ticket) -> bool:
    """Whether something was decided to which the customer may object, and no objection is being settled."""
    decided = Investigation.objects.filter(
        ticket=ticket, state__in=[InvestigationState.DECIDED, InvestigationState.CLOSED]
    )
    settled = Approval.objects.filter(
        proposal__ticket=ticket, state__in=[ApprovalState.APPROVED, ApprovalState.REJECTED]
    )
    if Objection.objects.filter(ticket=ticket, state__in=UNSETTLED).exists():
        return False
    return decided.exists() or settled.exists()


def reply_ending(ticket: Ticket) -> str:
    """The last lines of a reply by mail, after the handling was decided: how the customer objects."""
    if not may_object(ticket):
        return ""
    link = f"{settings.SITE_URL}{reverse('object_by_link', args=[token_for(ticket)])}"
    with override(settings.LANGUAGE_CODE):
        return _("If you don’t agree with how we handle it, you can object within %(days)s days:\n%(link)s") % {
            "days": DAYS,
            "link": link,
        }

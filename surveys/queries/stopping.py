"""The link by which a customer says that they do not want to be contacted. It works at any time, and more than once."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac

from ..models import Invitation


def stop_token(invitation: Invitation) -> str:
    """The secret of the link. It is derived from the installation's key, so that nobody can make one for others."""
    return f"{invitation.pk}.{_signature(invitation.pk)}"


def invitation_to_stop(token: str) -> Invitation | None:
    """The invitation whose mail had this link, with its customer and contact."""
    number, _dot, signature = token.partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None
    if not constant_time_compare(signature.encode("utf-8", "replace"), _signature(int(number)).encode()):
        return None
    return Invitation.objects.select_related("customer", "contact").filter(pk=int(number)).first()


def _signature(pk: int) -> str:
    return salted_hmac("surveys.stop", str(pk), algorithm="sha256").hexdigest()

"""Finds the customer of a campaign by the link in the notice."""

import hashlib

from ..enums import CampaignState
from ..models import CampaignCustomer

ANSWERABLE = (CampaignState.RUNNING, CampaignState.PAUSED, CampaignState.CLOSED)


def hash_of(token: str) -> str:
    """The hash of a token, which is stored instead of the token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def row_of_link(token: str) -> CampaignCustomer | None:
    """The customer of this link, unless the campaign hasn't started, was cancelled, or the customer was erased."""
    rows = CampaignCustomer.objects.filter(campaign__state__in=ANSWERABLE, customer__erased_at=None)
    return rows.select_related("campaign__product", "customer").filter(token_hash=hash_of(token)).first()

"""Keeps computed figures in Django's cache "figures" (see the settings) until the data changes.

Only this module writes to that cache. The key holds the id of the newest history row of every model that a figure
counts, because every change adds one; survey answers have no history, so the id of the newest answer is used. Some
figures change with time alone (when an SLA target is breached), so the key also holds a slice of time. This also
limits for how long a transaction that commits out of order can be missed. Entries hold figures and filters of lists,
but no personal data.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.utils.translation import get_language

from complaints.models import Approval, Fulfilment, GoodsRecord, Proposal, Refund, SlaTarget, Ticket
from complaints.quality.models import Action, Claim, CostEntry, Investigation
from customers.models import Customer, Purchase
from surveys.models import CallBack, Invitation, Response
from visits.models import Visit

from .metrics.stale import State

CHANGED = (
    Ticket,
    SlaTarget,
    Proposal,
    Approval,
    Fulfilment,
    GoodsRecord,
    Refund,
    Customer,
    Purchase,
    Investigation,
    Action,
    Claim,
    CostEntry,
    Visit,
    Invitation,
    CallBack,
)
LABELS = [model._meta.label_lower for model in (*CHANGED, Response)]
T = TypeVar("T")


def kept_as(asked: object, now: datetime, seen: State, add_up: Callable[[], T]) -> T:
    """What `add_up` returns, which must depend on nothing but `asked`, the language, the time and the data. seen: the
    newest rows of the data."""
    if not settings.FIGURES_KEPT_SECONDS:
        return add_up()
    part_of_day = now.timestamp() // settings.FIGURES_KEPT_SECONDS
    newest = [seen.newest[label] for label in LABELS]
    content = repr((asked, get_language(), part_of_day, newest))
    key = sha256(content.encode()).hexdigest()
    cache = caches["figures"]
    if (found := cache.get(key)) is None:
        found = add_up()
        cache.set(key, found, settings.FIGURES_KEPT_SECONDS)
    return found

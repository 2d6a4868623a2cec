"""Figures are added up once for as long as nothing changed, in Django's cache "figures" (settings say where it is).

Owner: this module. Invalidation: the newest row of history of every model that a figure counts is part of the key,
since every change leaves one; answers to surveys, which have no history, count by their newest row. Time moves some
figures without any change (an SLA target that is breached), so an entry holds only within a slice of time; that bounds
what a transaction that ends out of turn can hide, too. Entries hold figures and filters of lists, nothing personal.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.core.cache import caches
from django.db import connection
from django.utils.translation import get_language

from complaints.models import Approval, Fulfilment, Proposal, Refund, SlaTarget, Ticket
from customers.models import Customer, Purchase
from surveys.models import Invitation, Response

from ..rules.periods import Period
from .scope import Scope

CHANGED = (Ticket, SlaTarget, Proposal, Approval, Fulfilment, Refund, Customer, Purchase, Invitation)
# The key of the newest row of history of each; an answer is a row of its own.
COLUMNS = [(model.history.model._meta.db_table, "history_id") for model in CHANGED]
NEWEST = ", ".join(
    f"(SELECT MAX({key}) FROM {table})" for table, key in [*COLUMNS, (Response._meta.db_table, Response._meta.pk.name)]
)
T = TypeVar("T")


def kept(scope: Scope, period: Period, add_up: Callable[[], T]) -> T:
    """The figures of a region and a quarter, as far as every reader of a role sees the same."""
    if not settings.FIGURES_KEPT_SECONDS:
        return add_up()
    part_of_day = scope.now.timestamp() // settings.FIGURES_KEPT_SECONDS
    seen_by = (scope.region_id, scope.is_fixed, scope.user.role, get_language())
    content = repr((period, seen_by, part_of_day, _newest()))
    key = sha256(content.encode()).hexdigest()
    cache = caches["figures"]
    if (found := cache.get(key)) is None:
        found = add_up()
        cache.set(key, found, settings.FIGURES_KEPT_SECONDS)
    return found


def _newest() -> tuple[int | None, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST}")
        return tuple(cursor.fetchone())

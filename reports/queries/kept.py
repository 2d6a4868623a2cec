"""Figures are added up once for as long as nothing changed.

Every change of a record leaves a row of history, so the newest rows tell whether figures still hold. Time moves some of
them without any change (a promise that runs out), so none is kept beyond a slice of time either; that bounds what a
transaction that ends out of turn can hide, too. Each process keeps its own, of the last few pages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection
from django.utils.translation import get_language

from complaints.models import Approval, Fulfilment, Proposal, Refund, SlaTarget, Ticket
from customers.models import Customer, Purchase
from surveys.models import Invitation, Response

from ..rules.periods import Period
from .scope import Scope

MOST = 64
CHANGED = (Ticket, SlaTarget, Proposal, Approval, Fulfilment, Refund, Customer, Purchase, Invitation)
# The key of the newest row of history of each; an answer is a row of its own.
COLUMNS = [(model.history.model._meta.db_table, "history_id") for model in CHANGED]
NEWEST = ", ".join(
    f"(SELECT MAX({key}) FROM {table})" for table, key in [*COLUMNS, (Response._meta.db_table, Response._meta.pk.name)]
)
T = TypeVar("T")
_kept: OrderedDict[tuple[Any, ...], Any] = OrderedDict()


def kept(scope: Scope, period: Period, add_up: Callable[[], T]) -> T:
    """The figures of a region and a quarter, as far as every reader of a role sees the same."""
    if not settings.FIGURES_KEPT_SECONDS:
        return add_up()
    part_of_day = scope.now.timestamp() // settings.FIGURES_KEPT_SECONDS
    key = (period, scope.region_id, scope.is_fixed, scope.user.role, get_language(), part_of_day, _newest())
    if key not in _kept:
        _kept[key] = add_up()
    while len(_kept) > MOST:
        _kept.popitem(last=False)
    return _kept[key]


def forget() -> None:
    """For a database that begins anew."""
    _kept.clear()


def _newest() -> tuple[int | None, ...]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {NEWEST}")
        return tuple(cursor.fetchone())

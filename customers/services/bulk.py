"""Archives of some hundred customers at once, each as `create_customer` would open it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import DomainError
from aftersales.office.services.numbering import next_numbers
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history

from ..models import Contact, Customer
from ..permissions import can_create, require
from ..queries.neighbours import Neighbours, digits_of
from .customers import contact_of, may_be_there, new_customer
from .search import set_search


@dataclass(frozen=True)
class NewCustomer:
    """The facts of a customer, and of the main contact if there is one."""

    facts: dict[str, Any]
    contact: dict[str, Any] | None = None


@dataclass
class _Opened:
    """An archive as the rules allow it; like: the archives that it may be."""

    customer: Customer
    contact: Contact | None
    like: Sequence[Customer] = ()
    is_known: bool = False

    @property
    def is_new(self) -> bool:
        return not (self.like or self.is_known)


@transaction.atomic
def open_archives(*, actor: Actor, now: datetime, rows: Sequence[NewCustomer], reason: str) -> list[bool | DomainError]:
    """Open what is not there: for each row whether it is new, or why it is not opened.

    One with the same name and phone is there already; what sounds like another one or shares its phone is refused.
    """
    require(can_create(actor))
    next_numbers("CU", 0, now=now)  # from here on no other import looks at what is there
    results = [_opened(actor, now, row) for row in rows]
    opened = [one for one in results if isinstance(one, _Opened)]
    _compare(opened)
    new = [one for one in opened if one.is_new]
    for one, number in zip(new, next_numbers("CU", len(new), now=now), strict=True):
        one.customer.number = number
        set_search(one.customer, [one.contact] if one.contact else [], [])
    create_all_with_history(Customer, [one.customer for one in new], actor=actor, reason=reason)
    create_all_with_history(Contact, [one.contact for one in new if one.contact], actor=actor, reason=reason)
    return [_outcome(one) for one in results]


def _opened(actor: Actor, now: datetime, row: NewCustomer) -> _Opened | DomainError:
    try:
        customer = new_customer(actor, now, row.facts)
    except DomainError as error:
        return error
    return _Opened(customer, contact_of(customer, row.contact | {"is_primary": True}) if row.contact else None)


def _compare(opened: Sequence[_Opened]) -> None:
    """In their order: each with what was there, and with those before it."""
    digits = [digits_of(one.customer, one.contact) for one in opened]
    customers = [one.customer for one in opened]
    near = Neighbours(
        {customer.name for customer in customers}, {customer.name_key for customer in customers}, set().union(*digits)
    )
    for one, numbers in zip(opened, digits, strict=True):
        if near.has(one.customer.name, numbers):
            one.is_known = True
        else:
            one.like = near.like(one.customer.name_key, numbers)
        if one.is_new:
            near.add(one.customer, numbers)


def _outcome(one: _Opened | DomainError) -> bool | DomainError:
    if isinstance(one, DomainError):
        return one
    return may_be_there([other.number for other in one.like]) if one.like else one.is_new

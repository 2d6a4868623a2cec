"""Creates many customers at once, each in the way `create_customer` would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import DomainError, ensure
from aftersales.office.services.numbering import next_numbers
from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history

from ..models import Contact, Customer
from ..permissions import can_import
from ..queries.imports import SimilarCustomers, digits_of
from .customers import contact_of, new_customer, possible_duplicate
from .search import set_search


@dataclass(frozen=True)
class NewCustomer:
    """The fields of a customer, and of the main contact if there is one."""

    facts: dict[str, Any]
    contact: dict[str, Any] | None = None


@dataclass
class _Candidate:
    """A customer that passes the rules. similar: existing customers that it may duplicate."""

    customer: Customer
    contact: Contact | None
    similar: Sequence[Customer] = ()
    is_known: bool = False

    @property
    def is_new(self) -> bool:
        return not (self.similar or self.is_known)


@transaction.atomic
def create_customers(
    *, actor: Actor, now: datetime, rows: Sequence[NewCustomer], reason: str
) -> list[bool | DomainError]:
    """Import customers. For each row: True if it was created, False if it exists already, or the error.

    A row with the name and phone of an existing customer is that customer; a similar-sounding name or a shared phone is
    refused.
    """
    ensure(can_import(actor))
    # Lock the number sequence, so that no other import compares customers at the same time.
    next_numbers("CU", 0, now=now)
    results = [_candidate(row, now) for row in rows]
    candidates = [one for one in results if isinstance(one, _Candidate)]
    _compare(candidates)
    new = [one for one in candidates if one.is_new]
    for one, number in zip(new, next_numbers("CU", len(new), now=now), strict=True):
        one.customer.number = number
        set_search(one.customer, [one.contact] if one.contact else [], [])
    create_all_with_history(Customer, [one.customer for one in new], actor=actor, reason=reason)
    create_all_with_history(Contact, [one.contact for one in new if one.contact], actor=actor, reason=reason)
    return [_outcome(one) for one in results]


def _candidate(row: NewCustomer, now: datetime) -> _Candidate | DomainError:
    try:
        customer = new_customer(row.facts, now)
    except DomainError as error:
        return error
    return _Candidate(customer, contact_of(customer, row.contact | {"is_primary": True}) if row.contact else None)


def _compare(candidates: Sequence[_Candidate]) -> None:
    """Compare each candidate with the existing customers and with the candidates before it."""
    digits = [digits_of(one.customer, one.contact) for one in candidates]
    customers = [one.customer for one in candidates]
    near = SimilarCustomers(
        {customer.name for customer in customers}, {customer.name_key for customer in customers}, set().union(*digits)
    )
    for one, numbers in zip(candidates, digits, strict=True):
        if near.has(one.customer.name, numbers):
            one.is_known = True
        else:
            one.similar = near.similar(one.customer.name_key, numbers)
        if one.is_new:
            near.add(one.customer, numbers)


def _outcome(one: _Candidate | DomainError) -> bool | DomainError:
    if isinstance(one, DomainError):
        return one
    return possible_duplicate([other.number for other in one.similar]) if one.similar else one.is_new

"""Creates many customers at once, each in the way `create_customer` would, and changes those that exist already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.kernel.errors import Conflict, DomainError, RuleViolation, ensure, gettext_noop
from aftersales.kernel.words import code_key
from aftersales.office.services.numbering import next_numbers
from aftersales.staff.models import Actor
from aftersales.store.personal import masked
from aftersales.store.writing import create_all_with_history, lock_all, save_with_history
from aftersales.tables.outcomes import Differing, Existing

from ..models import Contact, Customer
from ..permissions import can_import
from ..queries.alike import Asked
from ..queries.imports import SimilarCustomers, digits_of, external_numbers, own_numbers
from ..signals import customers_written
from .asking import possible_duplicate
from .customers import change_facts, contact_of, new_customer
from .search import fill_keys, index_customers, set_search

MASKED = ("phone", "email", "address")  # of a stored customer; who imports need not see them


@dataclass(frozen=True)
class NewCustomer:
    """The fields of a customer, and its contacts, the main one first. number: how the file numbers it. given: the
    fields that the file gives."""

    facts: dict[str, Any]
    contacts: tuple[dict[str, Any], ...] = ()
    number: str = ""
    given: frozenset[str] = frozenset()


@dataclass
class _Row:
    """A row that passes the rules. customer: the new one, or that which exists already. similar: existing customers
    that it may duplicate. outcome: what became of it."""

    row: NewCustomer
    new: Customer
    contacts: list[Contact]
    customer: Any = None
    similar: Sequence[Customer] = ()
    added: list[Contact] = field(default_factory=list)
    outcome: bool | Differing | DomainError = False

    @property
    def is_new(self) -> bool:
        return self.customer is self.new


@transaction.atomic
def create_customers(
    *, actor: Actor, now: datetime, rows: Sequence[NewCustomer], reason: str, existing: str = Existing.KEEP
) -> list[bool | Differing | DomainError]:
    """Import customers. For each row: True if it or a contact of it was created, False if it exists already, how it
    differs from what exists, or the error.

    A row with the number, or the name and phone, of an existing customer is that customer; a similar-sounding name or a
    shared phone is refused. existing: whether empty fields, or all fields, of existing customers take the values of the
    file.
    """
    ensure(can_import(actor))
    # Lock the number sequence, so that no other import compares customers at the same time.
    next_numbers("CU", 0, now=now)
    results = [_read(row, now) for row in rows]
    good = [one for one in results if isinstance(one, _Row)]
    stored = _assign(good)
    new = [one.new for one in good if one.is_new]
    for customer, number in zip(new, next_numbers("CU", len(new), now=now), strict=True):
        customer.number = number
    _settle(good, stored, existing, actor, now, reason)
    contacts: dict[int, list[Contact]] = {}
    for one in good:
        contacts.setdefault(id(one.customer), []).extend(one.added)
    for customer in new:
        set_search(customer, contacts[id(customer)], [])
    create_all_with_history(Customer, new, actor=actor, reason=reason)
    create_all_with_history(Contact, [contact for one in good for contact in one.added], actor=actor, reason=reason)
    index_customers({one.customer.pk: one.customer for one in good if one.customer and not one.is_new}.values())
    written = {one.customer.pk for one in good if one.customer}
    customers_written.send(sender=None, customer_ids=written, facts=None, actor=actor, now=now)
    return [one.outcome if isinstance(one, _Row) else one for one in results]


def _read(row: NewCustomer, now: datetime) -> _Row | DomainError:
    try:
        # A number of another system that a customer has already is no fault: the row is that customer.
        customer = new_customer(row.facts | {"external_number": ""}, now)
        customer.external_number = code_key(row.facts.get("external_number", ""))
        return _Row(row, customer, [contact_of(customer, facts) for facts in row.contacts])
    except DomainError as error:
        return error


def _assign(rows: Sequence[_Row]) -> dict[int, Customer]:
    """Find the customer of each row: an existing one, one of the rows before it, or a new one. Returns the stored
    ones, locked."""
    digits = [set().union(digits_of(one.new, None), *(digits_of(one.new, c) for c in one.contacts)) for one in rows]
    asked = [Asked.of(one.new.name, phones, one.new.region_id) for one, phones in zip(rows, digits, strict=True)]
    near = SimilarCustomers(asked)
    numbers = _Numbers(rows)
    for one, phones, wanted in zip(rows, digits, asked, strict=True):
        ours, name_key = numbers.ours.get(one.row.number, (None, ""))
        is_ours = ours is not None and (name_key == one.new.name_key or near.reaches(ours, phones))
        known = ours if is_ours else numbers.find(one)
        if known is None and ours is not None:
            one.outcome = _number_of_another(one.row.number)
            continue
        known = known or near.same(one.new.name, phones, has_own_phone=bool(one.new.phone_digits))
        if known is not None:
            one.customer = known
            continue
        one.similar = near.similar(wanted)
        if one.similar:
            one.outcome = _duplicate(one.similar)
            continue
        one.new.external_number = one.new.external_number or one.row.number
        one.customer = one.new
        near.add(one.new, phones)
        numbers.add(one)
    ids = {pk for one in rows if (pk := _pk(one.customer)) is not None}
    stored = {row.pk: row for row in lock_all(Customer.objects.filter(pk__in=ids))}
    for one in rows:
        one.customer = stored.get(_pk(one.customer) or 0, one.customer)
    return stored


class _Numbers:
    """The numbers that the rows give. ours: number → id and sound of the name; external: number → id, or the new
    customer of a row before."""

    def __init__(self, rows: Sequence[_Row]) -> None:
        own = own_numbers(one.row.number for one in rows)
        keys = dict(Customer.objects.filter(pk__in=own.values()).order_by().values_list("pk", "name_key"))
        self.ours = {number: (pk, keys[pk]) for number, pk in own.items()}
        self.external: dict[str, Any] = dict(external_numbers(key for one in rows for key in self._of(one)))

    def find(self, one: _Row) -> Any:
        return next((self.external[key] for key in self._of(one) if key in self.external), None)

    def add(self, one: _Row) -> None:
        self.external |= dict.fromkeys(self._of(one), one.new)

    def _of(self, one: _Row) -> list[str]:
        return [key for key in (one.row.number, code_key(one.new.external_number)) if key]


def _number_of_another(number: str) -> Conflict:
    """Another system has numbered another customer so; to take the row for ours would change the wrong one."""
    return Conflict(
        gettext_noop(
            "Here %(number)s is another customer. If another system gave this number, assign the column to "
            "“Number in the old system”."
        ),
        code="number_of_another",
        field="number",
        params={"number": number},
    )


def _pk(known: Any) -> int | None:
    return known if isinstance(known, int) else getattr(known, "pk", None)


def _settle(
    rows: Sequence[_Row], stored: dict[int, Customer], existing: str, actor: Actor, now: datetime, reason: str
) -> None:
    """Decide each row: what is added, what is changed, what is told."""
    contacts: dict[int, list[Contact]] = {id(customer): [] for customer in stored.values()}
    for contact in Contact.objects.filter(customer__in=stored.values()).order_by("pk"):
        contacts[id(stored[contact.customer_id])].append(contact)
    for one in rows:
        if one.customer is None:
            continue
        if getattr(one.customer, "erased_at", None):
            one.outcome = RuleViolation(gettext_noop("This customer’s data was erased."), code="erased")
            continue
        there = contacts.setdefault(id(one.customer), [])
        differing = {} if one.is_new else _contact_differences(there, one.contacts)
        one.added = [contact for contact in one.contacts if not _find(there, contact, one.customer)]
        for contact in one.added:
            contact.customer = one.customer
            contact.is_primary = not there
            there.append(contact)
        if one.is_new:
            one.outcome = True
            continue
        try:
            with transaction.atomic():
                one.outcome = _change(one, differing, there, existing, actor, now, reason)
        except DomainError as error:
            one.outcome, one.added = error, []


def _duplicate(similar: Sequence[Customer]) -> Conflict:
    """A number that only this import gave means nothing to the reader, least of all after a trial."""
    if any(other.pk for other in similar):
        return possible_duplicate([other.number for other in similar if other.pk])
    return Conflict(
        gettext_noop("Another row of this file, “%(name)s”, may be the same customer."),
        code="possible_duplicate",
        params={"name": similar[0].name},
    )


def _find(there: Iterable[Contact], contact: Contact, customer: Customer) -> Contact | None:
    """The contact with this name; for a number without a person, whoever has the number."""
    if contact.name == customer.name:
        if contact.phone_digits and contact.phone_digits == customer.phone_digits:
            return contact
        return next((one for one in there if one.phone_digits == contact.phone_digits), None)
    key = code_key(contact.name)
    same = [one for one in there if code_key(one.name) == key]
    return next((one for one in same if one.phone_digits == contact.phone_digits), same[0] if same else None)


def _contact_differences(there: Sequence[Contact], rows: Sequence[Contact]) -> dict[str, tuple[Contact, str, str]]:
    """For the main contact of a row that is there already: field → the contact, its value, the value of the file."""
    if not rows:
        return {}
    wanted = rows[0]
    found = next((one for one in there if code_key(one.name) == code_key(wanted.name)), None)
    if found is None:
        return {}
    differing = {}
    for name in ("title", "phone", "email"):
        after, before = getattr(wanted, name), getattr(found, name)
        is_same = found.phone_digits == wanted.phone_digits if name == "phone" else code_key(before) == code_key(after)
        if after and not is_same:
            differing[name] = found, before, after
    return differing


def _change(
    one: _Row,
    differing: dict[str, tuple[Contact, str, str]],
    there: Sequence[Contact],
    existing: str,
    actor: Actor,
    now: datetime,
    reason: str,
) -> bool | Differing:
    """Take from the row what is to be taken; says what differs."""
    assert one.customer is not None
    customer = one.customer
    facts = {name: one.row.facts[name] for name in sorted(one.row.given) if _differs(customer, one.new, name)}
    if existing == Existing.FILL:
        facts = {name: value for name, value in facts.items() if getattr(customer, name) in ("", None)}
        differing = {name: one for name, one in differing.items() if not one[1]}
    told = {name: (_shown(customer, name), str(value if value is not None else "")) for name, value in facts.items()}
    told |= {
        f"contact_{name}": (masked(contact, name) if name in MASKED else before, after)
        for name, (contact, before, after) in differing.items()
    }
    is_written = existing != Existing.KEEP and bool(told)
    if is_written and facts:
        change_facts(customer, facts, actor=actor, now=now, reason=reason)
    if is_written:
        for name, (contact, _before, after) in differing.items():
            setattr(contact, name, after)
        for contact in {id(contact): contact for contact, _before, _after in differing.values()}.values():
            save_with_history(_with_keys(contact), actor=actor, reason=reason)
    if told and (is_written or not one.added):
        return Differing(told, is_written)
    return bool(one.added)


def _differs(customer: Customer, new: Customer, name: str) -> bool:
    before, after = getattr(customer, name), getattr(new, name)
    if name == "phone":
        return bool(customer.phone_digits != new.phone_digits)
    if isinstance(before, str) and isinstance(after, str):
        return code_key(before) != code_key(after)
    return bool(before != after)


def _shown(customer: Customer, name: str) -> str:
    if name in MASKED:
        return masked(customer, name)
    value = getattr(customer, name)
    return "" if value is None else str(value)


def _with_keys(contact: Contact) -> Contact:
    fill_keys(contact)
    return contact

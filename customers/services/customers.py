"""Creates and changes customers and their contacts, and reassigns customers to another account rep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure, gettext_noop
from aftersales.office.services.numbering import next_number
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.personal import masked_phone
from aftersales.store.writing import lock, same_version, save_with_history, update_all_with_history
from aftersales.web.figures import listed

from ..models import Contact, Customer
from ..permissions import can_create, can_edit, is_seen, visible_to
from ..queries import possible_duplicates
from ..queries.offboarding import customers_of
from ..rules.customer import check_customer
from .profile import change_tier, record_demand
from .search import fill_keys, index_customer, name_key

FACTS = frozenset(
    {
        "name",
        "kind",
        "region",
        "outlet",
        "address",
        "phone",
        "email",
        "qualification",
        "qualification_until",
        "annual_demand",
        "since",
        "tier",
        "rep",
        "not_by_phone",
        "not_before",
        "remarks",
    }
)
CONTACT_FACTS = frozenset({"name", "title", "phone", "email", "is_primary"})


@transaction.atomic
def create_customer(
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    allow_duplicate: bool = False,
    contact: dict[str, Any] | None = None,
    **facts: Any,
) -> Customer:
    """Create a customer, with its main contact if given. Raises Conflict for a likely duplicate unless
    `allow_duplicate`."""
    ensure(can_create(actor))
    if actor is not None and actor.role == Role.REP:
        facts = {"rep": actor, "region": actor.region, **facts}
    customer = new_customer(facts, now)
    ensure(is_seen(actor, customer))
    if not allow_duplicate:
        _refuse_duplicate(customer, contact or {})
    customer.number = next_number("CU", now=now)
    save_with_history(customer, actor=actor, reason=reason or "created")
    if contact:
        _new_contact(customer, contact | {"is_primary": True}, actor, reason or "created")
    index_customer(customer)
    return customer


def new_customer(facts: dict[str, Any], now: datetime) -> Customer:
    """A new customer that passes the rules, without a number. It is not saved."""
    require_in_use(facts)
    customer = Customer(number="", created_at=now)
    _set_facts(customer, facts, FACTS)
    check_and_key(customer, now)
    return customer


@transaction.atomic
def update_customer(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    version: int | None = None,
    reason: str = "",
    tier_since: date | None = None,
    **facts: Any,
) -> Customer:
    """Change a customer. version: the version that the editor has read; Conflict if somebody has changed it since.

    tier_since: the first day of a changed tier; today if it is left out.
    """
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    same_version(customer, version)
    tier, annual_demand = customer.tier, customer.annual_demand
    require_in_use(facts, customer)
    _set_facts(customer, facts, FACTS)
    check_and_key(customer, now)
    if customer.tier != tier:
        change_tier(customer=customer, before=tier, actor=actor, now=now, since=tier_since, reason=reason)
    if customer.annual_demand != annual_demand:
        record_demand(customer, annual_demand, actor=actor, now=now)
    customer.version += 1
    save_with_history(customer, actor=actor, reason=reason or "corrected")
    index_customer(customer)
    return customer


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    is_primary: bool = False,
    reason: str = "",
) -> Contact:
    """Add a contact; the first one becomes the main contact."""
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    facts = {"name": name, "title": title, "phone": phone, "email": email, "is_primary": is_primary}
    contact = _new_contact(customer, facts, actor, reason or "contact added")
    index_customer(customer)
    return contact


@transaction.atomic
def update_contact(*, actor: Actor, now: datetime, contact_id: int, reason: str = "", **facts: Any) -> Contact:
    customer = lock(visible_to(actor), contacts=contact_id)
    ensure(can_edit(actor, customer))
    contact = lock(Contact, pk=contact_id)
    was_primary = contact.is_primary
    _set_facts(contact, facts, CONTACT_FACTS)
    # A customer always has a main contact, so it changes only when another contact is made the main one.
    contact.is_primary = contact.is_primary or was_primary
    fill_keys(contact)
    _make_only_primary(contact, actor)
    save_with_history(contact, actor=actor, reason=reason or "contact corrected")
    index_customer(customer)
    return contact


def _set_facts(obj: Any, facts: dict[str, Any], known: frozenset[str]) -> None:
    if unknown := facts.keys() - known:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    if "*" in facts.get("phone", ""):
        facts = {**facts, "phone": _unmasked(obj, facts["phone"])}
    for name, value in facts.items():
        setattr(obj, name, value.strip() if isinstance(value, str) else value)


def _unmasked(obj: Any, phone: str) -> str:
    """The phone number to store. A form whose phone field was not changed sends the masked number back; it means the
    number that is stored already."""
    if phone.strip() == masked_phone(obj.phone):
        return str(obj.phone)
    raise InvalidInput(_("This number is masked. Enter it in full."), code="masked", field="phone")


def check_and_key(customer: Customer, now: datetime) -> None:
    """Check the customer against the rules, and fill the fields that customers are compared by. It does not save."""
    check_customer(
        name=customer.name,
        since=customer.since,
        annual_demand=customer.annual_demand,
        region_id=customer.region_id,
        outlet_region_id=customer.outlet.region_id if customer.outlet else None,
        today=company_date(now),
    )
    fill_keys(customer)


def _refuse_duplicate(customer: Customer, contact: dict[str, Any]) -> None:
    phones = [customer.phone, contact.get("phone", "")]
    found = possible_duplicates(name_key=name_key(customer.name), phones=phones)
    if found:
        raise possible_duplicate([f"{other.name} {other.number}" for other in found], found)


def possible_duplicate(names: Sequence[str], found: Sequence[Customer] = ()) -> Conflict:
    """The error for a likely duplicate."""
    return Conflict(
        gettext_noop("This may be an existing customer: %(names)s."),
        code="possible_duplicate",
        params={"names": listed(names)},
        current=found,
    )


def contact_of(customer: Customer, facts: dict[str, Any]) -> Contact:
    """A new contact with its search fields. It is not saved."""
    contact = Contact(customer=customer)
    _set_facts(contact, facts, CONTACT_FACTS)
    fill_keys(contact)
    return contact


def _new_contact(customer: Customer, facts: dict[str, Any], actor: Actor, reason: str) -> Contact:
    contact = contact_of(customer, facts)
    contact.is_primary = contact.is_primary or not customer.contacts.exists()
    save_with_history(contact, actor=actor, reason=reason)
    _make_only_primary(contact, actor)
    return contact


def _make_only_primary(contact: Contact, actor: Actor) -> None:
    if not contact.is_primary:
        return
    for other in Contact.objects.filter(customer=contact.customer_id, is_primary=True).exclude(pk=contact.pk):
        other.is_primary = False
        save_with_history(other, actor=actor, reason="another main contact")


@transaction.atomic
def reassign_customers(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give the customers of an account rep who leaves to their successors."""
    if (successor := to.get("customers")) is None:
        return
    rows = list(customers_of(user).order_by("pk").select_for_update(of=("self",)))
    for row in rows:
        row.rep, row.version = successor, row.version + 1
    update_all_with_history(Customer, rows, ["rep", "version"], actor=actor, reason=f"reassigned: {note}")

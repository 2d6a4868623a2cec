"""Creates and changes customers and their contacts, and reassigns customers to another account rep."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.kernel.phones import phone_key
from aftersales.office.services.numbering import next_number
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.personal import masked_phone
from aftersales.store.writing import lock, same_version, save_with_history, update_all_with_history

from ..models import Contact, Customer
from ..permissions import can_create, can_edit, is_seen, visible_to
from ..queries.alike import Asked
from ..queries.numbers import written
from ..queries.offboarding import customers_of
from ..rules.customer import check_customer
from ..signals import customer_changed, customer_changing, customers_written
from .asking import require_new
from .profile import change_tier, record_demand
from .search import fill_keys, index_customer

FACTS = frozenset(
    {
        "name",
        "external_number",
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
        "last_visit_on",
        "tier",
        "rep",
        "not_by_phone",
        "not_before",
        "remarks",
    }
)
CONTACT_FACTS = frozenset({"name", "title", "phone", "email", "is_primary"})


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
        facts |= {"rep": facts.get("rep") or actor, "region": facts.get("region") or actor.region}
    customer = new_customer(facts, now)
    ensure(is_seen(actor, customer))
    if not allow_duplicate:
        phones = [customer.phone, (contact or {}).get("phone", "")]
        require_new(actor=actor, now=now, asked=Asked.of(customer.name, phones, customer.region_id))
    return _create(customer, contact, actor, now, reason)


@transaction.atomic
def _create(customer: Customer, contact: dict[str, Any] | None, actor: Actor, now: datetime, reason: str) -> Customer:
    customer.number = next_number("CU", now=now)
    save_with_history(customer, actor=actor, reason=reason or "created")
    if contact:
        _new_contact(customer, contact | {"is_primary": True}, actor, reason or "created")
    index_customer(customer)
    customers_written.send(sender=None, customer_ids=[customer.pk], facts=None, actor=actor, now=now)
    return customer


def new_customer(facts: dict[str, Any], now: datetime) -> Customer:
    """A new customer that passes the rules, without a number. It is not saved."""
    require_in_use(facts)
    customer = Customer(number="", created_at=now)
    _set_facts(customer, facts, FACTS)
    check_and_key(customer, now)
    return customer


def update_customer(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    version: int | None = None,
    reason: str = "",
    tier_since: date | None = None,
    allow_duplicate: bool = False,
    **facts: Any,
) -> Customer:
    """Change a customer. version: the version that the editor has read; Conflict if somebody has changed it since.

    tier_since: the first day of a changed tier; today if it is left out. A new name or phone that another customer has
    raises Conflict unless `allow_duplicate`.
    """
    if not allow_duplicate and (customer := _to_edit(actor, pk=customer_id)):
        name = facts.get("name", customer.name).strip()
        asked = Asked.of(name if name != customer.name else "", [_other_phone(customer, facts)], customer.region_id)
        require_new(actor=actor, now=now, asked=asked, of=customer)
    return _update(actor, now, customer_id, version, reason, tier_since, facts)


@transaction.atomic
def _update(
    actor: Actor,
    now: datetime,
    customer_id: int,
    version: int | None,
    reason: str,
    tier_since: date | None,
    facts: dict[str, Any],
) -> Customer:
    if "tier" in facts:
        customer_changing.send(sender=None, customer_ids=[customer_id], actor=actor, now=now)
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    same_version(customer, version)
    change_facts(customer, facts, actor=actor, now=now, reason=reason, tier_since=tier_since)
    index_customer(customer)
    customers_written.send(sender=None, customer_ids=[customer.pk], facts=facts.keys(), actor=actor, now=now)
    return customer


def change_facts(
    customer: Customer,
    facts: dict[str, Any],
    *,
    actor: Actor,
    now: datetime,
    reason: str = "",
    tier_since: date | None = None,
) -> None:
    """Change a customer that the caller has locked and may change. The caller announces it (customers_written)."""
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
    if customer.tier != tier:
        customer_changed.send(sender=None, customer=customer, actor=actor, now=now)


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
    allow_duplicate: bool = False,
) -> Contact:
    """Add a contact; the first one becomes the main contact. A phone that another customer has raises Conflict unless
    `allow_duplicate`."""
    facts = {"name": name, "title": title, "phone": phone, "email": email, "is_primary": is_primary}
    if not allow_duplicate and (customer := _to_edit(actor, pk=customer_id)):
        require_new(actor=actor, now=now, asked=Asked.of("", [phone], customer.region_id), of=customer)
    return _add_contact(actor, customer_id, facts, reason)


@transaction.atomic
def _add_contact(actor: Actor, customer_id: int, facts: dict[str, Any], reason: str) -> Contact:
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    contact = _new_contact(customer, facts, actor, reason or "contact added")
    index_customer(customer)
    return contact


def update_contact(
    *, actor: Actor, now: datetime, contact_id: int, reason: str = "", allow_duplicate: bool = False, **facts: Any
) -> Contact:
    """Change a contact. A new phone that another customer has raises Conflict unless `allow_duplicate`."""
    if not allow_duplicate and (customer := _to_edit(actor, contacts=contact_id)):
        phone = _other_phone(customer.contacts.get(pk=contact_id), facts)
        require_new(actor=actor, now=now, asked=Asked.of("", [phone], customer.region_id), of=customer)
    return _update_contact(actor, contact_id, facts, reason)


@transaction.atomic
def _update_contact(actor: Actor, contact_id: int, facts: dict[str, Any], reason: str) -> Contact:
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


def _to_edit(actor: Actor, **which: int) -> Customer | None:
    """The customer, if the actor may change it; if not, the change itself says why."""
    customer = visible_to(actor).filter(**which).first()
    return customer if customer is not None and can_edit(actor, customer) else None


def _other_phone(owner: Customer | Contact, facts: Mapping[str, Any]) -> str:
    """The phone number that is new to this customer or contact."""
    phone = str(facts.get("phone") or "")
    return phone if phone_key(phone) != owner.phone_digits else ""


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
        last_visit_on=customer.last_visit_on,
        annual_demand=customer.annual_demand,
        region_id=customer.region_id,
        outlet_region_id=customer.outlet.region_id if customer.outlet else None,
        today=company_date(now),
    )
    customer.external_number = written(customer.external_number)
    taken = Customer.objects.filter(external_number=customer.external_number).exclude(pk=customer.pk)
    if customer.external_number and taken.exists():
        raise InvalidInput(_("Another customer has this number."), code="taken", field="external_number")
    fill_keys(customer)


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

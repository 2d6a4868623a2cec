"""Writes of the archive: customers and their contacts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, gettext_noop
from aftersales.office.services.numbering import next_number
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.store.in_use import require_in_use
from aftersales.store.personal import masked_phone
from aftersales.store.writing import lock, same_version, save_with_history
from aftersales.web.figures import listed

from ..models import Contact, Customer
from ..permissions import can_create, can_edit, is_seen, require, visible_to
from ..queries import possible_duplicates
from ..rules.archive import check_customer
from .profile import change_tier, keep_demand
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
    """Open an archive, with its main contact if given. A likely duplicate is refused until somebody has looked."""
    customer = new_customer(actor, now, facts)
    if not allow_duplicate:
        _refuse_duplicate(customer, contact or {})
    customer.number = next_number("CU", now=now)
    save_with_history(customer, actor=actor, reason=reason or "created")
    if contact:
        _new_contact(customer, contact | {"is_primary": True}, actor, reason or "created")
    index_customer(customer)
    return customer


def new_customer(actor: Actor, now: datetime, facts: dict[str, Any]) -> Customer:
    """A new customer as the rules allow it, without a number. Not saved here."""
    require(can_create(actor))
    require_in_use(facts)
    customer = Customer(number="", created_at=now)
    if actor is not None and actor.role == Role.REP:
        facts = {"rep": actor, "region": actor.region, **facts}
    _put(customer, facts, FACTS)
    check_and_key(customer, now)
    require(is_seen(actor, customer))
    return customer


@transaction.atomic
def update_customer(
    *,
    actor: Actor,
    now: datetime,
    customer: Customer,
    version: int | None = None,
    reason: str = "",
    tier_since: date | None = None,
    **facts: Any,
) -> Customer:
    """Correct the archive. `version` is what the editor looked at; an older one is a Conflict.

    tier_since: the day from which a changed tier counts, today if it is left out.
    """
    customer = lock(visible_to(actor), pk=customer.pk)
    require(can_edit(actor, customer))
    same_version(customer, version)
    tier, ensure = customer.tier, customer.annual_demand
    require_in_use(facts, customer)
    _put(customer, facts, FACTS)
    check_and_key(customer, now)
    if customer.tier != tier:
        change_tier(customer=customer, before=tier, actor=actor, now=now, since=tier_since, reason=reason)
    if customer.annual_demand != ensure:
        keep_demand(customer, ensure, actor=actor, now=now)
    customer.version += 1
    save_with_history(customer, actor=actor, reason=reason or "corrected")
    index_customer(customer)
    return customer


@transaction.atomic
def add_contact(
    *,
    actor: Actor,
    now: datetime,
    customer: Customer,
    name: str,
    title: str = "",
    phone: str = "",
    email: str = "",
    is_primary: bool = False,
    reason: str = "",
) -> Contact:
    """Add a person to speak with; the first one is the main contact."""
    customer = lock(visible_to(actor), pk=customer.pk)
    require(can_edit(actor, customer))
    facts = {"name": name, "title": title, "phone": phone, "email": email, "is_primary": is_primary}
    contact = _new_contact(customer, facts, actor, reason or "contact added")
    index_customer(customer)
    return contact


@transaction.atomic
def update_contact(*, actor: Actor, now: datetime, contact: Contact, reason: str = "", **facts: Any) -> Contact:
    """Correct a contact."""
    customer = lock(visible_to(actor), pk=contact.customer_id)
    require(can_edit(actor, customer))
    contact = lock(Contact, pk=contact.pk)
    was_primary = contact.is_primary
    _put(contact, facts, CONTACT_FACTS)
    # There is always one: it moves to another contact, it is not taken away.
    contact.is_primary = contact.is_primary or was_primary
    fill_keys(contact)
    _make_only_primary(contact, actor)
    save_with_history(contact, actor=actor, reason=reason or "contact corrected")
    index_customer(customer)
    return contact


def _put(obj: Any, facts: dict[str, Any], known: frozenset[str]) -> None:
    if unknown := facts.keys() - known:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    if "*" in facts.get("phone", ""):
        facts = {**facts, "phone": _unmasked(obj, facts["phone"])}
    for name, value in facts.items():
        setattr(obj, name, value.strip() if isinstance(value, str) else value)


def _unmasked(obj: Any, phone: str) -> str:
    """Who corrects something else sends the masked number back as it was shown."""
    if phone.strip() == masked_phone(obj.phone):
        return str(obj.phone)
    raise InvalidInput(_("This number is masked. Enter it in full."), code="masked", field="phone")


def check_and_key(customer: Customer, now: datetime) -> None:
    """Ask the rule, then fill what the archive is compared by. Not saved here."""
    check_customer(
        name=customer.name,
        since=customer.since,
        annual_demand=customer.annual_demand,
        region_id=customer.region_id,
        outlet_region_id=customer.outlet.region_id if customer.outlet else None,
        today=timezone.localdate(now),
    )
    fill_keys(customer)


def _refuse_duplicate(customer: Customer, contact: dict[str, Any]) -> None:
    phones = [customer.phone, contact.get("phone", "")]
    found = possible_duplicates(name_key=name_key(customer.name), phones=phones)
    if found:
        raise may_be_there([f"{other.name} {other.number}" for other in found], found)


def may_be_there(names: Sequence[str], found: Sequence[Customer] = ()) -> Conflict:
    """What is said of a likely duplicate."""
    return Conflict(
        gettext_noop("This may be an existing customer: %(names)s."),
        code="possible_duplicate",
        params={"names": listed(names)},
        current=found,
    )


def contact_of(customer: Customer, facts: dict[str, Any]) -> Contact:
    """A person to speak with, and what they are found by. Not saved here."""
    contact = Contact(customer=customer)
    _put(contact, facts, CONTACT_FACTS)
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

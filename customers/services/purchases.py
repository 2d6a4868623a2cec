"""Purchases: what customers bought. Each has a service record for the life of the product (A2)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from aftersales.kernel.errors import DomainError, NotVisible, ensure
from aftersales.kernel.words import code_key
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, lock_all, save_with_history
from aftersales.tables.outcomes import Differing, Existing

from ..models import Customer, Product, Purchase
from ..permissions import can_edit, can_import, visible_to
from ..queries.rules import terms
from ..queries.warranties import facts_of
from ..rules.customer import check_purchase
from ..rules.serials import check_serials, serials_of
from ..rules.warranty import Basis, Terms, warranty
from ..signals import purchase_changed, purchase_changing
from . import serials
from .search import index_customer, index_customers
from .warranties import reckon

FACTS = frozenset(
    {
        "product",
        "grade",
        "batch",
        "serial",
        "quantity",
        "unit_price",
        "contract_number",
        "inspection_body",
        "purchased_on",
        "installed_on",
        "warranty_until",
    }
)


DAYS = frozenset({"purchased_on", "installed_on", "warranty_until"})


@dataclass(frozen=True)
class NewPurchase:
    """A purchase to import. key: identifies the row when the file is imported again. given: the fields that the file
    gives. nth: how many rows before it have the same contract, product and date. serial_reason: as in
    add_purchase."""

    customer_id: int
    key: str
    facts: dict[str, Any]
    given: frozenset[str] = frozenset()
    nth: int = 0
    serial_reason: str = ""


@transaction.atomic
def add_purchase(
    *,
    actor: Actor,
    now: datetime,
    customer_id: int,
    product: Product,
    reason: str = "",
    serial_reason: str = "",
    **facts: Any,
) -> Purchase:
    """Add a purchase. Price and warranty default to those of the product.

    serial_reason: why a serial number is right that is with another customer. Without it, it is a Conflict.
    """
    customer = lock(visible_to(actor), pk=customer_id)
    ensure(can_edit(actor, customer))
    require_in_use({"product": product})
    purchase = _save(_new(customer, facts | {"product": product}), customer, now, actor, reason or "purchase added")
    serials.sell(serials.sale_of(purchase, serial_reason), actor=actor, now=now)
    return purchase


@transaction.atomic
def add_purchases(
    *,
    actor: Actor,
    now: datetime,
    rows: Sequence[NewPurchase],
    reason: str = "",
    existing: str = Existing.KEEP,
) -> list[bool | Differing | DomainError]:
    """Import purchases, also of inactive products. For each row: True, how it differs from the purchase that exists
    already, or the error. existing: whether such purchases take the values of the file."""
    ensure(can_import(actor))
    ids = {row.customer_id for row in rows}
    customers = {customer.pk: customer for customer in lock_all(Customer.objects.filter(pk__in=ids))}
    terms_known = terms()
    there = _identified(rows)
    results: list[Purchase | bool | Differing | DomainError] = []
    for row in rows:
        try:
            if (customer := customers.get(row.customer_id)) is None:
                raise NotVisible(code="not_found", message="Not found")
            ensure(customer.erased_at is None)
            if (known := there.get(_identity(row))) is not None:
                results.append(_changed(known, row, existing, now, actor, reason or "import"))
            else:
                new = _checked(_new(customer, row.facts, row.key), now, terms_known)
                results.append(new)
                there |= {key: new for key in [_identity(row)] if key}
        except DomainError as error:
            results.append(error)
    results = _without_conflicts(rows, results)
    valid = [one for one in results if isinstance(one, Purchase)]
    create_all_with_history(Purchase, valid, actor=actor, reason=reason or "purchase added")
    sales = [
        serials.sale_of(one, row.serial_reason)
        for row, one in zip(rows, results, strict=True)
        if isinstance(one, Purchase)
    ]
    serials.hand_over(sales, actor=actor, now=now)
    index_customers({one.customer_id: one.customer for one in valid}.values())
    return [True if isinstance(one, Purchase) else one for one in results]


def _identity(row: NewPurchase) -> tuple[object, ...]:
    """What identifies a purchase: customer, product and serial number, else contract and date; nth of equal ones."""
    product, serial = row.facts["product"].pk, code_key(row.facts["serial"])
    if serial:
        return row.customer_id, product, serial, None, 0
    contract = code_key(row.facts["contract_number"])
    return (row.customer_id, product, contract, row.facts["purchased_on"], row.nth) if contract else ()


def _identified(rows: Sequence[NewPurchase]) -> dict[tuple[object, ...], Purchase]:
    """The purchases that these rows name, by their identity."""
    serials = {row.facts["serial"] for row in rows} - {""}
    contracts = {row.facts["contract_number"] for row in rows if not row.facts["serial"]} - {""}
    found: dict[tuple[object, ...], Purchase] = {}
    counts: Counter[tuple[object, ...]] = Counter()
    if not serials and not contracts:
        return found
    named = Purchase.objects.filter(
        Q(serial__in=serials) | Q(contract_number__in=contracts, serial=""),
        customer__in={row.customer_id for row in rows},
    )
    for row in lock_all(named.select_related("product")):
        if row.serial:
            found.setdefault((row.customer_id, row.product_id, row.serial, None, 0), row)
            continue
        key = (row.customer_id, row.product_id, row.contract_number, row.purchased_on)
        found[(*key, counts[key])] = row
        counts[key] += 1
    return found


def _changed(
    purchase: Purchase, row: NewPurchase, existing: str, now: datetime, actor: Actor, reason: str
) -> bool | Differing:
    """What the row says otherwise than the purchase; taken if the user wants it."""
    facts = {name: row.facts[name] for name in sorted(row.given) if _differs(_value(purchase, name), row.facts[name])}
    if existing == Existing.FILL:
        facts = {name: value for name, value in facts.items() if _value(purchase, name) in ("", None)}
    told = {name: (str(_value(purchase, name) or ""), str(value or "")) for name, value in facts.items()}
    # A purchase of a row before it in this file is not in the database yet.
    is_written = existing != Existing.KEEP and bool(facts) and purchase.pk is not None
    if is_written:
        before = (purchase.product_id, serials_of(purchase.serial, purchase.quantity))
        _set_facts(purchase, facts)
        save_with_history(_checked(purchase, now), actor=actor, reason=reason)
        serials.correct(purchase, before, actor=actor, now=now, why=row.serial_reason)
    return Differing(told, is_written) if told else False


def _value(purchase: Purchase, name: str) -> Any:
    """A fact as it was given: of the warranty, what was agreed."""
    return getattr(purchase, "warranty_agreed_until" if name == "warranty_until" else name)


def _differs(before: object, after: object) -> bool:
    if isinstance(before, str) and isinstance(after, str):
        return code_key(before) != code_key(after)
    return before != after


def _without_conflicts(
    rows: Sequence[NewPurchase], results: Sequence[Purchase | bool | Differing | DomainError]
) -> list[Purchase | bool | Differing | DomainError]:
    """The results, with the conflict in place of a purchase whose serial number somebody else has."""
    valid = [(row, one) for row, one in zip(rows, results, strict=True) if isinstance(one, Purchase)]
    found = iter(serials.conflicts([serials.sale_of(one, row.serial_reason) for row, one in valid]))
    return [(next(found) or one) if isinstance(one, Purchase) else one for one in results]


@transaction.atomic
def update_purchase(
    *, actor: Actor, now: datetime, purchase_id: int, reason: str = "", serial_reason: str = "", **facts: Any
) -> Purchase:
    """Correct a purchase. serial_reason: see add_purchase. Refused if what is proposed, approved or returned would
    exceed it."""
    purchase_changing.send(sender=None, purchase_id=purchase_id, actor=actor, now=now)
    customer = lock(visible_to(actor), purchases=purchase_id)
    ensure(can_edit(actor, customer))
    purchase = lock(Purchase, pk=purchase_id)
    require_in_use(facts, purchase)
    known = {name: getattr(purchase, name) for name in FACTS}
    before = (purchase.product_id, serials_of(purchase.serial, purchase.quantity))
    _set_facts(purchase, facts)
    if purchase.product_id != before[0]:
        purchase.warranty_months = purchase.product.warranty_months
    _save(purchase, customer, now, actor, reason or "purchase corrected")
    serials.correct(purchase, before, actor=actor, now=now, why=serial_reason)
    changed = {name: value for name, value in known.items() if value != getattr(purchase, name)}
    purchase_changed.send(sender=None, purchase=purchase, before=changed, actor=actor, now=now)
    return purchase


def _new(customer: Customer, facts: dict[str, Any], key: str | None = None) -> Purchase:
    purchase = Purchase(customer=customer, import_key=key)
    _set_facts(purchase, facts)
    if facts.get("unit_price") is None:
        purchase.unit_price = purchase.product.list_price
    purchase.warranty_months = purchase.product.warranty_months
    return purchase


def _set_facts(purchase: Purchase, facts: dict[str, Any]) -> None:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        if value is not None or name in DAYS:
            stored = "warranty_agreed_until" if name == "warranty_until" else name
            setattr(purchase, stored, value.strip() if isinstance(value, str) else value)


def _save(purchase: Purchase, customer: Customer, now: datetime, actor: Actor, reason: str) -> Purchase:
    save_with_history(_checked(purchase, now), actor=actor, reason=reason)
    index_customer(customer)
    return purchase


def _checked(purchase: Purchase, now: datetime, known: list[Terms] | None = None) -> Purchase:
    check_purchase(
        quantity=purchase.quantity,
        unit_price=purchase.unit_price,
        purchased_on=purchase.purchased_on,
        installed_on=purchase.installed_on,
        warranty_until=purchase.warranty_agreed_until,
        today=company_date(now),
    )
    check_serials(serials_of(purchase.serial, purchase.quantity), purchase.quantity)
    reckon(sold=purchase, now=now, known=known)
    return purchase


@transaction.atomic
def add_replacement(
    *,
    actor: Actor,
    now: datetime,
    original_id: int,
    serial: str,
    quantity: int,
    exchanged_on: date | None = None,
    warranty_until: date | None = None,
    serial_reason: str = "",
) -> Purchase:
    """Add the product that was sent as a replacement for another. Price and contract continue.

    exchanged_on: when it was sent, today by default; the warranty starts anew then, if the law or the company says so.
    warranty_until: an end that was agreed for the replacement. The caller (fulfilment) checks the permission.
    serial_reason: see add_purchase.
    """
    customer = lock(Customer, purchases=original_id)
    original = lock(Purchase.objects.select_related("product"), pk=original_id)
    purchase = Purchase(customer=customer, product=original.product, exchanged_on=exchanged_on or company_date(now))
    purchase.warranty_months = original.warranty_months
    copied = ("grade", "unit_price", "contract_number", "inspection_body", "purchased_on", "installed_on")
    _set_facts(purchase, {name: getattr(original, name) for name in copied})
    if warranty_until is None and not _starts_anew(purchase):
        warranty_until = original.warranty_agreed_until
    _set_facts(purchase, {"serial": serial, "quantity": quantity, "warranty_until": warranty_until})
    _save(purchase, customer, now, actor, "replacement sent")
    serials.sell(serials.sale_of(purchase, serial_reason), actor=actor, now=now)
    return purchase


def _starts_anew(purchase: Purchase) -> bool:
    """Whether the period starts at the exchange. If not, what was agreed for the original continues."""
    found = warranty(facts_of(purchase), terms(), date.max)
    return any(reason.basis == Basis.EXCHANGE for reason in found.reasons)


@transaction.atomic
def remove_replacement(*, actor: Actor, now: datetime, purchase_id: int) -> None:
    """Delete the purchase of a replacement whose dispatch is corrected. Its history stays. The caller (fulfilment)
    checks the permission, and that nothing refers to it.
    """
    customer = lock(Customer, purchases=purchase_id)
    purchase = lock(Purchase, pk=purchase_id)
    serials.forget(purchase, actor=actor, now=now)
    delete_with_history(purchase, actor=actor, reason="dispatch corrected")
    index_customer(customer)

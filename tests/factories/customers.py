"""Customers and what belongs to them, through the services that the product uses."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from aftersales.staff.models import Region, User
from customers.models import Customer, Product, Purchase
from customers.services.customers import create_customer
from customers.services.purchases import add_purchase

NOW = datetime(2026, 11, 20, 6, 0, tzinfo=UTC)


def make_region(code: str = "east", name: str = "华东", name_en: str = "East") -> Region:
    return Region.objects.get_or_create(code=code, defaults={"name": name, "name_en": name_en})[0]


def make_user(role: str, username: str = "", **more: Any) -> User:
    username = username or role
    return User.objects.filter(username=username).first() or User.objects.create_user(username, role=role, **more)


def make_customer(name: str = "蓝鲸示例乳业", **facts: Any) -> Customer:
    """Written by the system. contact="张三", contact_phone="13800002406" make its main contact."""
    contact = facts.pop("contact", "")
    phone = facts.pop("contact_phone", "")
    facts.setdefault("region", make_region())
    person = {"name": contact, "phone": phone} if contact else None
    return create_customer(actor=None, now=NOW, name=name, allow_duplicate=True, contact=person, **facts)


def make_product(code: str = "HX-250", name: str = "恒温培养箱", **more: Any) -> Product:
    facts = {"name": name, "name_en": "Incubator", "list_price": 12860} | more
    return Product.objects.get_or_create(code=code, defaults=facts)[0]


def make_purchase(customer: Customer, product: Product | None = None, **facts: Any) -> Purchase:
    return add_purchase(actor=None, now=NOW, customer_id=customer.pk, product=product or make_product(), **facts)

"""Two customers that were entered twice: one pair to be checked, and one merged last week."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from customers.models import Customer
from customers.services import duplicates
from customers.services.customers import create_customer
from customers.services.merges import confirm_merge, merge_customers

from .world import World

SAME_FIRM = "电话相同，客户确认是同一家单位"


def log_twice(world: World) -> None:
    """Call it after customers and tickets exist."""
    day = world.now - timedelta(days=9)
    first, second = (world.customer(name) for name in ("云杉虚构酒店", "蓝鲸示例乳业"))
    gone = _twin(world, first, name=f"{first.name}（总店）", now=day)
    when = day + timedelta(days=2)
    merge = merge_customers(actor=world.cast["service"], now=when, kept_id=first.pk, gone_id=gone.pk, reason=SAME_FIRM)
    if merge.state == "asked":
        confirm_merge(actor=world.cast["manager"], now=when, merge_id=merge.pk)
    _twin(world, second, name=f"{second.name}有限公司", now=day + timedelta(days=5))
    duplicates.scan(now=world.now)


def _twin(world: World, customer: Customer, **facts: Any) -> Customer:
    contact = customer.contacts.order_by("pk").first()
    return create_customer(
        actor=world.cast["service"],
        allow_duplicate=True,
        phone=customer.phone,
        region=customer.region,
        contact={"name": contact.name, "phone": contact.phone} if contact else None,
        reason="来电登记",
        **facts,
    )

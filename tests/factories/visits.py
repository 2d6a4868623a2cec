"""Visits, and a customer whose visits fall due."""

from datetime import date, datetime
from io import BytesIO
from typing import Any

from PIL import Image

from aftersales.office.services.files import store_bytes
from customers.models import Customer, TouchRule
from customers.rules.touches import Cap
from customers.services.touching import Claim, claim
from tests.factories import NOW, customer_of
from visits.models import Visit, VisitPhoto, VisitSignature
from visits.rules.cadence import cycle_key
from visits.rules.sealing import seal_of
from visits.services.installation import install_defaults
from visits.services.schedules import refresh


def cadence() -> None:
    """Important customers every 6 months, long-term ones every 12."""
    install_defaults(actor=None, now=NOW)


def limit_contacts(per_month: int) -> None:
    """So many contacts a month with each customer."""
    TouchRule.objects.all().delete()
    TouchRule.objects.create(**vars(Cap(per_month)), effective_from=date(2000, 1, 1))


def contacted(customer: Customer, on: date, purpose: str = "survey") -> None:
    """A contact of the month that the customer has had already."""
    claim(claims=[Claim(customer.pk, purpose, f"other {customer.pk} {on}", on)], now=NOW)


def scheduled() -> None:
    """Compute the schedules of all customers, which tests write without the services."""
    refresh(customer_ids=list(Customer.objects.values_list("pk", flat=True)), actor=None, now=NOW)


def customer_since(since: date | None, *, region: Any, tier: str = "important", n: int = 2, **more: Any) -> Customer:
    customer = customer_of(region, tier=tier, number=f"CU-2026-{n:05}", name=f"样例客户 {n}", **more)
    Customer.objects.filter(pk=customer.pk).update(since=since)
    customer.since = since
    return customer


def visit_of(customer: Customer, *, rep: Any, due_on: date, planned_on: date | None = None, **more: Any) -> Visit:
    """A planned visit; with took_place_at=… a visit that took place."""
    if more.get("took_place_at"):
        more.setdefault("state", "done")
    attempt = 1 + Visit.objects.filter(customer=customer).count()
    return Visit.objects.create(
        customer=customer,
        rep=rep,
        due_on=due_on,
        planned_on=planned_on or due_on,
        created_at=NOW,
        cycle=more.pop("cycle", cycle_key(customer.pk, more.get("counted_from") or due_on, attempt)),
        **more,
    )


def visited(customer: Customer, at: datetime, **more: Any) -> Visit:
    """A visit that took place."""
    return visit_of(customer, rep=more.pop("rep", None), due_on=at.date(), took_place_at=at, **more)


def picture(color: str = "teal", size: tuple[int, int] = (40, 30), kind: str = "PNG") -> bytes:
    out = BytesIO()
    Image.new("RGB", size, color).save(out, kind)
    return out.getvalue()


def signed_visit(customer: Customer, *, rep: Any, at: datetime = NOW, **more: Any) -> Visit:
    """A visit that took place, with a photo and the customer's signature. Asked again, it is returned."""
    if found := Visit.objects.filter(customer=customer, signature__isnull=False).first():
        return found
    visit = visited(customer, at, rep=rep, outcome="request", mood="critical", met_whom="张三", **more)
    stored = [
        store_bytes(data=picture(color), name=f"{color}.png", suffix="png", media_type="image/png", actor=rep, now=at)
        for color in ("teal", "black")
    ]
    VisitPhoto.objects.create(visit=visit, stored=stored[0])
    facts = {"name": "张三", "statement": "泵换了还响，周二前要答复。", "signed_at": at}
    seal = seal_of(**facts, picture_sha256=stored[1].sha256)
    VisitSignature.objects.create(visit=visit, picture=stored[1], seal=seal, **facts)
    return visit

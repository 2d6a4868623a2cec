"""The small fixed cast that tests share: the fixture `people`, or `cast()` once a test, in a database."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

from django.db import transaction

from aftersales.office.models import Company, WorkingPeriod
from aftersales.staff.enums import Role
from aftersales.staff.models import Department, Region, User
from complaints.quality.services import quality_rules
from complaints.services.installation import install_defaults
from customers.models import Contact, Customer, Product, Purchase
from customers.services import rules as customer_rules
from customers.services import serials
from customers.services.search import fill_keys, index_customer

from .replay import Replay

# A Wednesday, 10:00 in Shanghai.
NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
PASSWORD = "correct horse battery"


class Cast(SimpleNamespace):
    """clerk, colleague2 (service), manager, gm, rep, quality, quality_manager, warehouse (colleague), executive,
    admin, auditor, stranger (a rep of another region); customer, contact, sold; regions east and west."""


def person(username: str, role: str, **fields) -> User:
    """A user; sign in with `client.force_login(user)`."""
    user = User(
        username=username, name=fields.pop("name", username), role=role, email=f"{username}@example.test", **fields
    )
    user.set_password(PASSWORD)
    user.save()
    return user


def working_week() -> None:
    """Monday to Friday, 8:30-12:00 and 13:30-18:00."""
    for weekday in range(5):
        WorkingPeriod.objects.create(weekday=weekday, starts=time(8, 30), ends=time(12))
        WorkingPeriod.objects.create(weekday=weekday, starts=time(13, 30), ends=time(18))


def customer_of(region, *, rep=None, name="蓝鲸示例乳业", number="CU-2026-00001", **fields) -> Customer:
    """A complete customer with one contact."""
    customer = Customer.objects.create(
        number=number,
        name=name,
        region=region,
        rep=rep,
        address="样例路 8 号",
        phone="021 5550 2406",
        tier=fields.pop("tier", "long_term"),
        since=date(2019, 3, 1),
        created_at=NOW,
        **fields,
    )
    contact = Contact.objects.create(
        customer=customer,
        name="张三",
        title="品控主管",
        phone="138 0000 2406",
        email="zhangsan@example.test",
        is_primary=True,
    )
    for owner in (customer, contact):
        fill_keys(owner)
        owner.save()
    index_customer(customer)
    return customer


def sale(customer: Customer, *, price="12860.00", quantity=1, batch="B2603-17", code="HX-250", **fields) -> Purchase:
    """One purchase."""
    product, _ = Product.objects.get_or_create(
        code=code, defaults={"name": "恒温培养箱", "name_en": "Incubator", "category": "培养箱", "batch_tracked": True}
    )
    purchase = Purchase.objects.create(
        customer=customer,
        product=product,
        grade="一级品",
        batch=batch,
        quantity=quantity,
        unit_price=Decimal(price),
        purchased_on=date(2026, 4, 18),
        warranty_months=24,
        warranty_until=date(2028, 4, 17),
        **{"contract_number": "HC-2026-0418" if code == "HX-250" else f"HC-{code}", **fields},
    )
    with transaction.atomic():
        serials.sell(serials.sale_of(purchase), actor=None, now=NOW)
    return purchase


def _cast() -> Cast:
    Company.objects.create(name="售后服务", name_en="Aftersales")
    working_week()
    install_defaults(actor=None, now=NOW, since=datetime(2020, 1, 1, tzinfo=UTC))
    customer_rules.install_defaults(actor=None, now=NOW)
    quality_rules.install_defaults(actor=None, now=NOW)
    east = Region.objects.create(code="east", name="华东", name_en="East")
    west = Region.objects.create(code="west", name="西部", name_en="West")
    warehouse = Department.objects.create(code="warehouse", name="仓储部", name_en="Warehouse")
    rep = person("rep", Role.REP, region=east)
    people = {
        "clerk": person("clerk", Role.SERVICE, name="林小满"),
        "clerk2": person("clerk2", Role.SERVICE, name="周予安"),
        "manager": person("manager", Role.MANAGER, name="顾北"),
        "gm": person("gm", Role.GM, name="沈毅"),
        "quality": person("quality", Role.QUALITY),
        "quality_manager": person("quality_manager", Role.QUALITY_MANAGER),
        "warehouse": person("warehouse", Role.COLLEAGUE, department=warehouse),
        "executive": person("executive", Role.EXECUTIVE),
        "admin": person("admin", Role.ADMIN),
        "auditor": person("auditor", Role.AUDITOR),
        "stranger": person("stranger", Role.REP, region=west),
        "rep": rep,
    }
    customer = customer_of(east, rep=rep)
    return Cast(**people, east=east, west=west, customer=customer, contact=customer.contacts.get(), sold=sale(customer))


_replayed = Replay(_cast)


def cast() -> Cast:
    """All users, one customer, one purchase, the company, its working hours and the default rules."""
    return _replayed()

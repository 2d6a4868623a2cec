"""Customers and products of the demo company: products, customers with their contacts, and their purchases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

from aftersales.office.models import NumberSequence
from aftersales.search.text import pinyin
from aftersales.store.dates import company_date
from customers.enums import CustomerKind, Qualification, Tier
from customers.models import Contact, Customer, Product, Purchase, SerialNumber
from customers.rules.serials import serials_of
from customers.rules.warranty import LAW
from customers.services.search import KEPT_PURCHASES, fill_keys, set_search
from customers.services.warranties import reckon

from . import names
from .batches import HOT_BATCH, first_sale, sell
from .bulk import write
from .world import World

GRADES_OF_GOODS = ("一级品", "一级品", "一级品", "优等品", "合格品")
INSPECTION_BODY = "示例省产品质量检验院"

PRODUCTS = (
    ("HX-250", "恒温培养箱", "Incubator", "培养箱", 12860, 24, False),
    ("HX-120", "小型恒温培养箱", "Compact incubator", "培养箱", 8960, 24, False),
    ("TP-5", "电子天平", "Electronic balance", "天平", 4680, 24, True),
    ("LX-12", "离心机", "Centrifuge", "离心机", 15900, 24, True),
    ("ZB-80", "制冰机", "Ice maker", "制冷", 9800, 12, False),
    ("LS-3", "净水机", "Water purifier", "净水", 3280, 12, True),
    ("GZ-45", "干燥箱", "Drying oven", "干燥箱", 6750, 24, False),
    ("YL-30", "高压灭菌器", "Autoclave", "灭菌", 21800, 18, True),
    ("PH-2", "酸度计", "pH meter", "分析仪器", 1860, 12, False),
    ("XW-10", "生物显微镜", "Microscope", "光学", 11200, 36, True),
    ("LX-3", "净水机滤芯", "Filter cartridge", "耗材", 268, 0, False),
)


class Known(NamedTuple):
    """A customer that appears in a story."""

    name: str
    kind: str
    tier: str
    region: str
    since: int  # years ago
    contact: str
    title: str
    phone: int
    bought: tuple[tuple[str, int, int, int, int], ...]  # product, quantity, months ago, batch: months ago, number


C, P = CustomerKind.COMPANY, CustomerKind.PERSON
KNOWN = (
    Known("蓝鲸示例乳业", C, Tier.IMPORTANT, "east", 7, "张三", "品控主管", 2406,
          (("HX-250", 1, 7, *HOT_BATCH), ("TP-5", 2, 11, 12, 2), ("LX-12", 1, 37, 38, 11))),
    Known("样例海岸诊所", C, Tier.LONG_TERM, "east", 4, "赵敏行", "设备管理员", 1866,
          (("LX-12", 1, 2, 3, 4), ("PH-2", 3, 14, 15, 8))),
    Known("云杉虚构酒店", C, Tier.ORDINARY, "south", 2, "吴桐", "后勤主管", 1859, (("ZB-80", 2, 4, 5, 6),)),
    Known("北斗样例实验室", C, Tier.IMPORTANT, "north", 6, "赵六", "实验室主任", 1837,
          (("TP-5", 4, 5, 6, 9), ("HX-250", 2, 7, *HOT_BATCH))),
    Known("青禾样例食品厂", C, Tier.LONG_TERM, "east", 5, "王五", "质检员", 1802,
          (("HX-250", 2, 6, *HOT_BATCH), ("GZ-45", 1, 20, 21, 3))),
    Known("虚构山谷中学", C, Tier.ORDINARY, "east", 3, "钱七", "实验室主任", 1868,
          (("HX-120", 3, 10, 11, 5), ("ZB-80", 1, 9, 10, 2))),
    Known("李四（个人）", P, Tier.ORDINARY, "south", 1, "李四", "", 1881, (("LS-3", 1, 8, 9, 1), ("LX-3", 2, 2, 3, 1))),
    Known("银杏示例制药", C, Tier.IMPORTANT, "central", 8, "孙立新", "采购经理", 1910,
          (("YL-30", 2, 9, 10, 7), ("HX-250", 3, 6, *HOT_BATCH))),
    Known("远帆虚构检测中心", C, Tier.IMPORTANT, "west", 5, "马晓东", "实验室主任", 1923, (("XW-10", 4, 3, 4, 2), ("HX-250", 1, 5, *HOT_BATCH))),
    Known("Placeholder Pharma", C, Tier.LONG_TERM, "south", 3, "Ana Example", "QA lead", 1934, (("HX-250", 1, 6, *HOT_BATCH), ("TP-5", 2, 9, 10, 3))),
    Known("松鹤假想医院", C, Tier.LONG_TERM, "north", 6, "何静怡", "护士长", 1945, (("YL-30", 1, 12, 13, 2), ("HX-120", 2, 7, 8, 4))),
    Known("鹿鸣示例烘焙", C, Tier.ORDINARY, "central", 1, "袁佳怡", "生产厂长", 1956, (("ZB-80", 1, 1, 2, 3),)),
)  # fmt: skip
# The satisfaction grade now and before, if a story needs it; the grading rule gives the reasons.
GRADES = {
    "蓝鲸示例乳业": ("D", "B"),
    "远帆虚构检测中心": ("E", "C"),
    "北斗样例实验室": ("A", "B"),
    "虚构山谷中学": ("C", "B"),
}


def furnish(world: World, *, customers: int) -> None:
    """Products, the customers of the stories, and further customers up to the given number."""
    _products(world)
    rows = [*_known(world), *_others(world, customers - len(KNOWN))]
    sell(
        world,
        rows,
        lambda code, quantity, on, batch: _sold(world, code, quantity, on, batch),
        told=frozenset(known.name for known in KNOWN),
    )
    world.customers = [customer for customer, _contact, _bought in rows]
    _number(world.customers)
    for customer, contact, bought in rows:
        set_search(customer, [contact], bought[:KEPT_PURCHASES])
    write(Customer, world.customers, at="created_at")
    for customer, contact, bought in rows:
        contact.customer = customer
        for sold in bought:
            sold.customer = customer
    write(Contact, [contact for _customer, contact, _bought in rows], at=world.now)
    write(Purchase, [sold for _customer, _contact, bought in rows for sold in bought], at=world.now)
    _give_pieces(world, [sold for _customer, _contact, bought in rows for sold in bought])
    for customer, contact, bought in rows:
        world.contacts[customer.pk] = contact
        world.purchases[customer.pk] = bought


def _give_pieces(world: World, purchases: Sequence[Purchase]) -> None:
    """Each serial number is with the customer who bought the piece."""
    named = {(sold.product_id, key): sold for sold in purchases for key in serials_of(sold.serial, sold.quantity)}
    pieces = [
        SerialNumber(product_id=product, serial=key, purchase=sold, since=world.now)
        for (product, key), sold in named.items()
    ]
    write(SerialNumber, pieces, at=world.now)


INSTALLED = frozenset({"YL-30"})


def _products(world: World) -> None:
    rows = [
        Product(
            code=code,
            name=name,
            name_en=name_en,
            category=category,
            list_price=Decimal(price),
            warranty_months=months,
            needs_installation=code in INSTALLED,
            batch_tracked=True,
            serial_tracked=serial,
            unit="个" if months == 0 else "台",
        )
        for code, name, name_en, category, price, months, serial in PRODUCTS
    ]
    write(Product, rows, at=world.now)
    world.products = {row.code: row for row in rows}


Row = tuple[Customer, Contact, list[Purchase]]


def _known(world: World) -> Iterator[Row]:
    for known in KNOWN:
        since = world.months_back(12 * known.since).replace(day=5)
        customer = _customer(world, known.name, known.kind, known.tier, known.region, since, known.phone)
        if known.name in GRADES:
            customer.grade, customer.previous_grade = GRADES[known.name]
            customer.graded_at = world.at(6, "17:30")
        contact = Contact(name=known.contact, title=known.title, phone=names.mobile(known.phone), is_primary=True)
        bought = [
            _sold(world, code, quantity, world.months_back(months).replace(day=18), world.batch(made, number))
            for code, quantity, months, made, number in known.bought
        ]
        yield _keyed(customer, contact, bought)


def _others(world: World, count: int) -> Iterator[Row]:
    rng, known = world.rng, {row.name for row in KNOWN}
    fresh = (name for name in names.companies(rng) if name not in known)
    tiers = (Tier.IMPORTANT, Tier.LONG_TERM, Tier.ORDINARY, Tier.PROSPECT)
    for number in range(count):
        is_person = rng.random() < 0.08
        who = names.person(rng)
        name = f"{who}（个人）" if is_person else next(fresh)
        tier = Tier.ORDINARY if is_person else rng.choices(tiers, (12, 30, 50, 8))[0]
        since = world.today - timedelta(days=rng.randint(40, 2600))
        region = rng.choice(list(names.CITIES))
        customer = _customer(world, name, P if is_person else C, tier, region, since, number)
        title = "" if is_person else rng.choice(names.TITLES)
        phone = names.mobile(3000 + number)
        contact = Contact(name=who, title=title, phone=phone, is_primary=True)
        yield _keyed(customer, contact, [] if tier == Tier.PROSPECT else _bought(world, since))


def _customer(world: World, name: str, kind: str, tier: str, region: str, since: date, number: int) -> Customer:
    rng = world.rng
    place = world.regions[region]
    grade = rng.choices("ABCDE ", (14, 40, 18, 9, 3, 16))[0].strip()
    return Customer(
        name=name,
        kind=kind,
        tier=tier,
        region=place,
        outlet=rng.choice(world.outlets[place.pk]),
        address=names.address(rng, region),
        phone=names.mobile(3000 + number) if kind == P else names.land_line(rng, region),
        email="" if kind == P and rng.random() < 0.5 else f"service@customer{number}.example",
        qualification=rng.choices(Qualification.values, (20, 72, 8))[0],
        since=since,
        annual_demand=Decimal(rng.randint(2, 60) * 5000) if kind == C else None,
        rep=rng.choice(world.cast.reps_of(place)),
        grade=grade,
        previous_grade=rng.choice("ABC") if grade else "",
        graded_at=world.ago(days=rng.randint(5, 80)) if grade else None,
        created_at=world.moment(since, time(10, 0)) if since < world.today else world.now,
    )


def _bought(world: World, since: date) -> list[Purchase]:
    rng = world.rng
    days = (world.today - since).days
    rows = []
    for _ in range(rng.choices((1, 2, 3, 4, 6), (30, 32, 20, 12, 6))[0]):
        on = world.today - timedelta(days=rng.randint(1, min(days, 1100)))
        months_ago = (world.today.year - on.year) * 12 + world.today.month - on.month
        code = rng.choices(list(world.products), (16, 10, 14, 9, 11, 12, 7, 5, 8, 5, 9))[0]
        made, number = months_ago + rng.randint(1, 3), rng.randint(1, 16)
        if code == "HX-250" and 4 <= months_ago <= 7 and rng.random() < 0.6:
            made, number = HOT_BATCH
        rows.append(_sold(world, code, rng.choices((1, 2, 3, 5), (70, 18, 8, 4))[0], on, world.batch(made, number)))
    return rows


def _sold(world: World, code: str, quantity: int, on: date, batch: str) -> Purchase:
    rng, product = world.rng, world.products[code]
    on = max(on, first_sale(world, code, batch) or on)
    serial = _serial(world, f"{code.replace('-', '')}{on:%y%m}") if product.serial_tracked else ""
    sold = Purchase(
        product=product,
        grade=rng.choice(GRADES_OF_GOODS),
        batch=batch,
        serial=serial,
        quantity=quantity,
        unit_price=product.list_price,
        contract_number=f"HC-{on:%Y}-{on:%m%d}{rng.randint(0, 99):02d}",
        inspection_body=INSPECTION_BODY if product.list_price > 5000 else "",
        purchased_on=on,
        installed_on=min(on + timedelta(days=6), company_date(world.now)) if product.needs_installation else None,
        warranty_months=product.warranty_months,
    )
    reckon(sold=sold, now=world.now, known=[LAW])
    return sold


def _serial(world: World, prefix: str) -> str:
    """A serial number that no other piece has."""
    number = world.rng.randint(1000, 9999)
    while f"{prefix}{number}" in world.serials:
        number += 1
    world.serials.add(f"{prefix}{number}")
    return f"{prefix}{number}"


def _keyed(customer: Customer, contact: Contact, bought: list[Purchase]) -> Row:
    sound = pinyin(contact.name).split(" ")[0] or contact.name.split()[0].lower()
    contact.email = f"{sound}@example.test" if customer.email else ""
    fill_keys(customer)
    fill_keys(contact)
    return customer, contact, bought


def _number(customers: list[Customer]) -> None:
    """Numbers in the order in which the customers were added."""
    last: Counter[int] = Counter()
    for customer in sorted(customers, key=_opened):
        year = _opened(customer).year
        last[year] += 1
        customer.number = f"CU-{year}-{last[year]:05d}"
    NumberSequence.objects.bulk_create([NumberSequence(key=f"CU-{year}", last=n) for year, n in last.items()])


def _opened(customer: Customer) -> datetime:
    return customer.created_at

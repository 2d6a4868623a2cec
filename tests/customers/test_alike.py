"""Likely duplicates: names by their core, numbers with and without area code, measured on a generated list."""

import random

import pytest
from django.urls import reverse

from aftersales.audit.models import AccessLogEntry
from aftersales.kernel.errors import Conflict
from customers.models import Customer, DuplicatePair
from customers.queries.alike import Asked, possible_duplicates, same_name
from customers.services.bulk import NewCustomer, create_customers
from customers.services.customers import add_contact, create_customer, update_contact, update_customer
from customers.services.duplicates import keep_apart, scan
from customers.services.search import index_all
from tests.factories import NOW
from tests.factories.clients import client_of

SAME = [
    ("杭州蓝鲸乳业有限公司", "蓝鲸乳业（集团）股份有限公司"),
    ("杭州蓝鲸乳业有限公司", "浙江省杭州市余杭区蓝鲸乳业有限责任公司"),
    ("杭州蓝鲸乳业有限公司", "蓝鲸乳业(杭州)有限公司"),
    ("杭州蓝鲸乳业有限公司", "蓝鲸"),
    ("杭州蓝鲸乳业有限公司", "兰鲸乳业"),
    ("杭州蓝鲸乳业有限公司", "杭州蓝鲸乳业有限公司上海分公司"),
    ("杭州蓝鲸乳业有限公司", "lanjing"),
    ("杭州蓝鲸乳业有限公司", "lan jing ru ye"),
    ("杭州蓝鲸乳业有限公司", "lanjing ruye youxian gongsi"),
    ("昆山金马机械有限公司", "苏州金马机械"),
    ("单氏五金", "shanshi wujin"),
    ("吕氏五金", "lüshi"),
    ("曾家酒店", "增家酒店"),
    ("Blue Whale Dairy Co., Ltd.", "Blue Whale Dairy Limited"),
    ("Blue Whale Dairy Co., Ltd.", "Blue Whale"),
    ("张三", "章三"),
    ("张三", "张三先生"),
]
DIFFERENT = [
    ("杭州蓝鲸乳业有限公司", "上海蓝鲸乳业有限公司"),
    ("杭州蓝鲸乳业有限公司", "宁波蓝鲸乳业有限公司"),
    ("杭州蓝鲸乳业有限公司", "蓝鲸机械有限公司"),
    ("杭州蓝鲸乳业有限公司", "杭州白鲸乳业有限公司"),
    ("蓝鲸乳业有限公司北京分公司", "蓝鲸乳业有限公司上海分公司"),
    ("杭州银行", "宁波银行"),
    ("东方", "东方红机械有限公司"),
    ("张三", "李四"),
    ("Blue Whale Ltd", "Blue Wharf Ltd"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_variants_of_a_name_are_one_company(one, other):
    assert same_name(one, other) and same_name(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_names_that_contradict_each_other_are_two_companies(one, other):
    assert not same_name(one, other) and not same_name(other, one)


_BRANDS = """
蓝鲸 松鹤 鹿鸣 海纳 金陵 远航 腾达 恒信 博雅 瑞丰 华灿 天工 长青 乐安 中和 重信 单城 曾记 覃氏 绿源 吕祖
盛世 鼎新 云帆 晨曦 启明 弘毅 嘉禾 同创 星辰 蓝海 白鹭 青松 红叶 紫光 银河 玉兰 凤凰 麒麟 骏马 飞鹰 卓越
创新 永固 宏图 万通 百川 千禧 九州 八方
"""
VARIANTS = 600
BRANDS = _BRANDS.split()
_CITIES = """
杭州 宁波 上海 苏州 广州 深圳 成都 武汉 长沙 青岛
"""
CITIES = _CITIES.split()
_HOMES = "浙江 浙江 上海 江苏 广东 广东 四川 湖北 湖南 山东"
OF = dict(zip(CITIES, _HOMES.split(), strict=True))
_CODES = "0571 0574 021 0512 020 0755 028 027 0731 0532"
CODES = dict(zip(CITIES, _CODES.split(), strict=True))
_TRADES = """
乳业 机械 电子科技 食品 化工 医疗器械 建材 物流 自动化设备 纺织
"""
TRADES = _TRADES.split()
LEGAL = ["有限公司", "有限责任公司", "股份有限公司", "（集团）有限公司", "集团股份有限公司"]
SAID = {"蓝": "兰", "鹤": "贺", "鸣": "明", "信": "欣", "达": "答", "源": "园", "晨": "辰", "河": "何", "通": "同"}


def variant(draw: random.Random, brand: str, city: str, trade: str, phone: str) -> tuple[str, str]:
    """The same company as somebody else would write it."""
    from pypinyin import lazy_pinyin

    local = phone[len(CODES[city]) :]
    spoken = "".join(SAID.get(sign, sign) for sign in brand)
    return draw.choice(
        [
            (f"{city}{brand}{trade}{draw.choice(LEGAL)}", ""),
            (f"{OF[city]}{brand}{trade}{draw.choice(LEGAL)}", ""),
            (f"{city}市{brand}{trade}{draw.choice(LEGAL)}", ""),
            (f"{brand}{trade}（{city}）{draw.choice(LEGAL)}", ""),
            (f"{brand}{trade}{draw.choice(LEGAL)}", ""),
            (f"{brand}{trade}", ""),
            (f"{city}{brand}", ""),
            (brand, ""),
            (f"{city}{brand}{trade}有限公司{draw.choice(['销售部', '第一分公司', '总部', '办事处'])}", ""),
            (f"{spoken}{trade}有限公司", ""),
            ("".join(lazy_pinyin(brand + trade)), ""),
            (" ".join(lazy_pinyin(brand)), ""),
            ("采购部王经理", phone),
            ("采购部王经理", local),
            ("采购部王经理", f"+86 {CODES[city][1:]} {local} 转 {draw.randrange(100, 999)}"),
        ]
    )


def stranger(draw: random.Random, brand: str, city: str, trade: str, near: str) -> tuple[str, str]:
    """Another company whose name looks similar."""
    elsewhere = draw.choice([name for name in CITIES if OF[name] != OF[city]])
    other = draw.choice([name for name in TRADES if name not in trade and trade not in name])
    legal = draw.choice(LEGAL)
    return draw.choice(
        [
            (f"{elsewhere}{brand}{trade}{legal}", ""),
            (f"{brand}{trade}（{elsewhere}）{legal}", ""),
            (f"{city}{brand}{other}{legal}", ""),
            (f"{brand}{other}", ""),
            (f"{city}{near}{trade}{legal}", ""),
            (f"{near}{trade}", ""),
            (f"{city}{brand[:1]}{near[-1:]}{near[:1]}{trade}{legal}", ""),
        ]
    )


@pytest.mark.django_db
def test_duplicates_are_found_among_variants():
    """At least 95 of 100 variants of a company are recognised, and at least 80 of 100 questions are about the same."""
    draw = random.Random(11)
    companies = []
    for place, brand in enumerate(BRANDS):
        for turn in range(2):
            city, trade = CITIES[(place + turn * 3) % 10], TRADES[(place * 3 + turn * 5) % 10]
            phone = f"{CODES[city]}{draw.randrange(20_000_000, 89_999_999)}"
            companies.append((brand, city, trade, phone))
    Customer.objects.bulk_create(
        Customer(
            number=f"CU-{nth:05}",
            name=f"{city}{brand}{trade}{LEGAL[nth % 5]}",
            phone=phone if nth % 3 else phone[len(CODES[city]) :],
            created_at=NOW,
        )
        for nth, (brand, city, trade, phone) in enumerate(companies)
    )
    index_all(now=NOW)
    known = dict(Customer.objects.values_list("number", "pk"))
    right = wrong = missed = 0
    for nth in range(VARIANTS):
        place = nth % len(companies)
        brand, city, trade, phone = companies[place]
        if nth % 3:
            name, number = variant(draw, brand, city, trade, phone)
            found = {row.pk for row in possible_duplicates(Asked.of(name, [number]))}
            hit = known[f"CU-{place:05}"] in found
            right, missed = right + hit, missed + (not hit)
        else:
            near = draw.choice([other for other in BRANDS if other != brand])
            name, number = stranger(draw, brand, city, trade, near)
            taken = {known[f"CU-{at:05}"] for at, one in enumerate(companies) if one[0] in name and one[2] in name}
            found = {row.pk for row in possible_duplicates(Asked.of(name, [number]))} - (
                taken - {known[f"CU-{place:05}"]}
            )
            wrong += bool(found)
    assert right / (right + missed) >= 0.95
    assert right / (right + wrong) >= 0.8


@pytest.fixture
def known(people):
    """A customer of the west, which the rep of the east may not see."""
    people.customer.number = "CU-2019-00001"
    people.customer.save()
    return create_customer(
        actor=people.clerk,
        now=NOW,
        name="沧州白鹭机械有限公司",
        phone="0317-2345678",
        region=people.west,
        contact={"name": "赵五", "phone": "13655550001"},
    )


def refused(act, **more):
    with pytest.raises(Conflict) as error:
        act(**more)
    assert error.value.code == "possible_duplicate"
    return error.value


@pytest.mark.django_db
def test_every_door_asks_about_a_phone_that_another_customer_has(people, known):
    by = {"actor": people.clerk, "now": NOW}
    mine = people.customer
    refused(create_customer, **by, name="另一家", phone="+86 317 2345678转2")
    refused(update_customer, **by, customer_id=mine.pk, phone="136-5555-0001")
    refused(update_customer, **by, customer_id=mine.pk, name="白鹭机械")
    refused(add_contact, **by, customer_id=mine.pk, name="钱", phone="0086 13655550001")
    refused(update_contact, **by, contact_id=mine.contacts.get().pk, phone="0317 2345678")
    outcome = create_customers(
        actor=people.manager, now=NOW, rows=[NewCustomer({"name": "白鹭机械（集团）"})], reason="import"
    )
    assert outcome[0].code == "possible_duplicate"
    changed = update_customer(**by, customer_id=mine.pk, phone="136-5555-0001", allow_duplicate=True)
    assert changed.phone_digits == "13655550001"
    assert update_customer(**by, customer_id=mine.pk, address="新址").address == "新址"


@pytest.mark.django_db
def test_pages_and_api_ask_and_let_the_user_go_on(people, known):
    client = client_of(people.clerk)
    url = reverse("contact_new", args=[people.customer.number])
    assert b"allow_duplicate" not in client.get(url).content
    answer = client.post(url, {"name": "钱", "phone": "13655550001"})
    assert answer.status_code == 409 and b"allow_duplicate" in answer.content
    assert client.post(url, {"name": "钱", "phone": "13655550001", "allow_duplicate": "on"}).status_code == 302
    edit = client.post(reverse("customer_edit", args=[people.customer.number]), {"name": "白鹭机械"})
    assert edit.status_code == 409 and known.number in edit.content.decode()
    url = f"/api/v1/customers/{people.customer.number}/"
    answer = client.patch(url, {"phone": "0317-2345678"}, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (409, "possible_duplicate")
    both = {"phone": "0317-2345678", "allow_duplicate": True}
    assert client.patch(url, both, content_type="application/json").status_code == 200


@pytest.mark.django_db
def test_pair_that_was_kept_apart_is_not_asked_again(people, known):
    update_customer(
        actor=people.clerk, now=NOW, customer_id=people.customer.pk, phone="13655550001", allow_duplicate=True
    )
    scan(now=NOW)
    pair = _pair(people.customer, known)
    keep_apart(actor=people.clerk, now=NOW, pair_id=pair.pk, reason="two firms")
    update_customer(actor=people.clerk, now=NOW, customer_id=people.customer.pk, phone="0317-2345678")


def _pair(one, other):
    first, second = sorted([one.pk, other.pk])
    return DuplicatePair.objects.get(first=first, second=second)


@pytest.mark.django_db
def test_hint_tells_nothing_of_a_customer_that_the_asker_may_not_see(people, known):
    client = client_of(people.rep)
    typed = {"name": "无关", "phone": "03172345678"}
    answers = [
        client.post("/api/v1/customers/", typed, content_type="application/json"),
        client.post(reverse("customer_new"), typed),
        client.post(reverse("customers_duplicates"), typed),
        client.post(reverse("customer_edit", args=[people.customer.number]), typed),
    ]
    assert [answer.status_code for answer in answers] == [409, 409, 200, 409]
    for answer in answers:
        text = answer.content.decode()
        assert known.number not in text and "白鹭" not in text
        assert "another region" in text or "其他区域" in text
    counted = AccessLogEntry.objects.filter(kind="search", subject=known.number, actor=people.rep)
    assert counted.count() == 1


@pytest.mark.django_db
def test_scan_pairs_short_names_and_numbers_without_area_code(people):
    names = ["华灿光电股份有限公司", "华灿", "无关的店", "宁波华灿纺织有限公司"]
    phones = ["0571-66667777", "", "66667777", ""]
    rows = Customer.objects.bulk_create(
        Customer(number=f"CU-{n}", name=name, phone=phone, region=people.east, created_at=NOW)
        for n, (name, phone) in enumerate(zip(names, phones, strict=True))
    )
    index_all(now=NOW)
    scan(now=NOW)
    assert _pair(rows[0], rows[1]).reasons == ["name"] and _pair(rows[0], rows[2]).reasons == ["phone"]
    with pytest.raises(DuplicatePair.DoesNotExist):
        _pair(rows[0], rows[3])


@pytest.mark.django_db
def test_external_number_is_unique_and_finds_the_customer(people):
    by = {"actor": people.clerk, "now": NOW}
    update_customer(**by, customer_id=people.customer.pk, external_number=" ｋ-0７7 ")
    client = client_of(people.clerk)
    body = {"name": "别的", "external_number": "K-077"}
    answer = client.post("/api/v1/customers/", body, content_type="application/json")
    assert answer.status_code == 400 and "external_number" in answer.content.decode()
    assert client.get("/api/v1/customers/k-077/").json()["external_number"] == "K-077"
    assert client.post("/api/v1/customers/search/", {"q": "K-077"}, content_type="application/json").json()

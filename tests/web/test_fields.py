"""Fields of forms read what people write; page and API read it the same way."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import override

from aftersales.web.fields import AmountField, CountField, DayField, MomentField, NumberField, QuantityField
from customers.models import Customer, Product
from tests.factories.clients import api_client_of
from tests.factories.customers import make_product

REFUSED = ["١٢", "1_000", "NaN", "inf", "-inf", "Infinity", "1e400", "1e5", "1.2.3", "½", "²", "0x10"]


@pytest.mark.parametrize("text", REFUSED)
@pytest.mark.parametrize("field", [AmountField(), QuantityField(), NumberField(), CountField()])
def test_no_field_of_numbers_reads_other_scripts_or_spellings(field, text):
    with pytest.raises(ValidationError):
        field.clean(text)


@pytest.mark.parametrize(
    ("field", "text", "number"),
    [
        (AmountField(), "１００", Decimal(100)),
        (NumberField(), "￥１２，８６０．５０", Decimal("12860.50")),
        (NumberField(), "1,200元", Decimal(1200)),
        (CountField(), "１００", 100),
        (CountField(), "5.0", 5),
        (QuantityField(), "１２", 12),
    ],
)
def test_full_width_digits_are_the_plain_ones(field, text, number):
    assert field.clean(text) == number


def test_limits_of_a_field_stay():
    with pytest.raises(ValidationError):
        CountField(min_value=1).clean("０")
    with pytest.raises(ValidationError):
        NumberField(max_digits=5, decimal_places=2).clean("１２３４５")
    with pytest.raises(ValidationError):
        NumberField(min_value=0).clean("-1")


def test_days_and_moments_are_read_in_every_form_with_one_meaning():
    assert DayField().clean("2026年1月2日") == date(2026, 1, 2)
    assert MomentField().clean("2026年1月2日 下午 2:30") == datetime(2026, 1, 2, 6, 30, tzinfo=UTC)
    assert MomentField().clean("2026-01-02T08:15:30.123456+08:00") == datetime(
        2026, 1, 2, 0, 15, 30, 123456, tzinfo=UTC
    )
    for field, text in ((DayField(), "01/02/2026"), (DayField(), "46346"), (MomentField(), "2026-01-02 25:00")):
        with pytest.raises(ValidationError):
            field.clean(text)


@pytest.mark.parametrize("price", ["١٢", "1_000", "NaN", "inf", "1e400"])
def test_api_names_the_field_of_a_number_it_refuses(people, price):
    sent = {"code": "P-1", "name": "样品", "list_price": price}
    answer = api_client_of(people.admin).post("/api/v1/products/", sent, format="json")
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["field"] == "list_price"


def test_infinite_number_of_json_is_refused(people):
    sent = '{"code": "P-1", "name": "x", "list_price": 1e400}'
    answer = api_client_of(people.admin).generic("POST", "/api/v1/products/", sent, content_type="application/json")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "list_price")


@pytest.fixture
def free_number(people):
    """New customers are numbered from 1 in the test's year."""
    people.customer.number = "CU-2019-00001"
    people.customer.save()


@pytest.mark.usefixtures("free_number")
def test_names_lose_direction_overrides_whichever_way_they_come(people, client):
    answer = api_client_of(people.manager).post(
        "/api/v1/customers/", {"name": "甲\u202egpj.厂\u200b", "phone": "021-66660000"}, format="json"
    )
    assert answer.status_code == 201
    assert Customer.objects.get(number=answer.json()["number"]).name == "甲gpj.厂"
    client.force_login(people.manager)
    client.post("/customers/new/", {"name": "乙\u2066厂", "kind": "company", "tier": "ordinary"})
    assert Customer.objects.filter(name="乙厂").exists()


def test_name_of_hidden_signs_only_is_no_name(people):
    answer = api_client_of(people.manager).post("/api/v1/customers/", {"name": "\u202e\u200b"}, format="json")
    assert answer.status_code == 400


@pytest.mark.parametrize("batch", ["b-77", "Ｂ－７７", " B-77 "])
def test_batches_and_codes_are_one_in_any_case_and_width(people, batch):
    customer, product = people.customer, make_product("P-1")
    client = api_client_of(people.manager)
    sent = {"customer": customer.number, "product": "ｐ-1", "batch": batch, "quantity": 1}
    made = client.post("/api/v1/sales/", sent, format="json")
    assert (made.status_code, made.json()["batch"]) == (201, "B-77")
    assert client.get("/api/v1/sales/", {"batch": "ｂ-77"}).json()["count"] == 1
    assert Product.objects.get(code="p-1") == product


@pytest.mark.parametrize(
    ("field", "value", "zh", "en"),
    [
        (
            forms.CharField(max_length=3),
            "四个字符",
            "内容过长：共 4 个字符，最多 3 个。",
            "Too long: 4 characters, the limit is 3.",
        ),
        (forms.IntegerField(max_value=5), 9, "不能大于 5。", "The highest value is 5."),
        (
            forms.DecimalField(max_digits=6, decimal_places=2),
            "1.234",
            "小数最多 2 位。",
            "The limit of decimal places is 2.",
        ),
        (forms.ChoiceField(choices=[("a", "A")]), "b", "“b”不在可选项中。", "“b” isn’t one of the options."),
        (
            forms.EmailField(),
            "x",
            "请填写邮箱地址，例如 name@example.com。",
            "Enter an email address, such as name@example.com.",
        ),
    ],
)
def test_wrong_values_are_told_in_the_words_of_the_product(field, value, zh, en):
    for language, said in (("zh-hans", zh), ("en", en)):
        with override(language):
            with pytest.raises(ValidationError) as refused:
                field.clean(value)
            assert refused.value.messages == [said]

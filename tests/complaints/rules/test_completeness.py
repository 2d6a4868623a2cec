from dataclasses import replace
from datetime import date

import pytest
from django.utils import translation

from complaints.rules.completeness import OF_GOODS, REQUIRED, Goods, is_reachable, missing_for_approval

pytestmark = pytest.mark.once

COMPLETE = {
    "customer_name": "华北建材有限公司",
    "address": "石家庄市裕华路 8 号",
    "contact": True,
    "problem_found": "表面裂纹",
    "remedy": "refund",
    "lines": ["line"],
}


BOUGHT = Goods("", "一级", date(2026, 1, 5), "B20260105", batch_tracked=True)


def fields(*goods, **changes):
    return [missing.field for missing in missing_for_approval(COMPLETE | changes, goods or [BOUGHT])]


def test_complete_ticket_misses_nothing():
    assert fields() == []


@pytest.mark.parametrize("field", sorted(set(REQUIRED) - set(OF_GOODS)))
@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", []])
def test_each_missing_field_is_named(field, blank):
    assert fields(**{field: blank}) == [field]


@pytest.mark.parametrize("field", OF_GOODS)
@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000"])
def test_each_purchase_needs_its_facts(field, blank):
    assert fields(replace(BOUGHT, **{field: blank})) == [field]
    second = replace(BOUGHT, name="HX-250", **{field: blank})
    [missing] = missing_for_approval(COMPLETE, [BOUGHT, second])
    assert (missing.field, missing.text) == (field, f"{missing.label}（HX-250）")


def test_empty_ticket_misses_every_field_in_the_order_of_the_form():
    missing = missing_for_approval({}, [Goods("", "", None, "", batch_tracked=True)])
    assert [part.field for part in missing] == list(REQUIRED)
    with translation.override("en"):
        assert [part.text for part in missing][:2] == ["Customer name", "Address"]


def test_batch_is_required_only_where_it_is_tracked():
    assert fields(replace(BOUGHT, batch="", batch_tracked=False)) == []


@pytest.mark.parametrize(
    ("phones", "emails", "reachable"),
    [
        ([], [], False),
        (["", " "], ["", " "], False),
        (["-", "无"], [""], False),
        (["0311-8600 0000"], [], True),
        (["", "１３８００００２４０６"], [""], True),
        ([""], ["zhang@example.com"], True),
    ],
)
def test_any_way_to_reach_the_customer_is_enough(phones, emails, reachable):
    assert is_reachable(phones, emails) is reachable


def test_proposal_without_remedy_needs_no_lines():
    assert fields(lines=[], remedy="none") == []

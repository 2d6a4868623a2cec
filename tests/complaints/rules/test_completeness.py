from datetime import date

import pytest
from django.utils import translation

from complaints.rules.completeness import REQUIRED, missing_for_approval

pytestmark = pytest.mark.once

COMPLETE = {
    "customer_name": "华北建材有限公司",
    "address": "石家庄市裕华路 8 号",
    "contact": "0311-8600 0000",
    "grade": "一级",
    "purchase_date": date(2026, 1, 5),
    "batch": "B20260105",
    "batch_tracked": True,
    "problem": "表面裂纹",
    "remedy": "refund",
    "lines": ["line"],
}


def fields(**changes):
    return [missing.field for missing in missing_for_approval(COMPLETE | changes)]


def test_complete_ticket_misses_nothing():
    assert fields() == []


@pytest.mark.parametrize("field", REQUIRED)
@pytest.mark.parametrize("blank", [None, "", "  ", "\u3000", []])
def test_each_missing_field_is_named(field, blank):
    assert fields(**{field: blank}) == [field]


def test_empty_ticket_misses_every_field_in_the_order_of_the_form():
    missing = missing_for_approval({"batch_tracked": True})
    assert [part.field for part in missing] == list(REQUIRED)
    with translation.override("en"):
        assert [str(part.label) for part in missing][:2] == ["Customer name", "Address"]


def test_batch_is_required_only_where_it_is_tracked():
    assert fields(batch="", batch_tracked=False) == []


def test_proposal_without_remedy_needs_no_lines():
    assert fields(lines=[], remedy="none") == []

"""Pages of long lists."""

import pytest
from django.test import RequestFactory

from aftersales.office.models import NumberSequence
from aftersales.store import paging
from aftersales.store.paging import page_of

pytestmark = pytest.mark.django_db


def page(number, size=10):
    return page_of(RequestFactory().get("/", {"page": number}), NumberSequence.objects.order_by("key"), size)


@pytest.fixture
def rows():
    NumberSequence.objects.bulk_create(NumberSequence(key=f"{n:05}") for n in range(95))


def keys(found):
    return [row.key for row in found]


def test_each_page_holds_its_rows(rows):
    assert keys(page(1)) == [f"{n:05}" for n in range(10)]
    assert keys(page(9)) == [f"{n:05}" for n in range(80, 90)]
    last = page(10)
    assert keys(last) == [f"{n:05}" for n in range(90, 95)]
    assert (last.has_next(), last.start_index(), last.end_index()) == (False, 91, 95)


@pytest.mark.parametrize("number", ["", "0", "-1", "x", "1e9", "９", None])
def test_invalid_page_number_gives_a_page(rows, number):
    assert len(page(number or "")) in {5, 10}


def test_deep_page_by_ids_equals_the_ordinary_page(rows, monkeypatch):
    monkeypatch.setattr(paging, "DEEP", 20)
    assert keys(page(9)) == [f"{n:05}" for n in range(80, 90)]
    assert page(9).has_next()


def test_pages_beyond_the_limit_have_no_count(rows, monkeypatch):
    monkeypatch.setattr(paging, "COUNT_LIMIT", 30)
    assert page(1).paginator.over_limit
    assert keys(page(9)) == [f"{n:05}" for n in range(80, 90)]
    assert not page(10).has_next()
    assert keys(page(5000)) == []

"""Prepared queries: the text is written once and holds no value; each run has its own values."""

from datetime import timedelta

import pytest
from django.db.models import F, Q, Value

from aftersales.staff.models import Region
from aftersales.store import prepared
from aftersales.store.prepared import Given, Prepared, read_moment, read_money, rows_of, union
from customers.models import Customer
from tests.factories import NOW
from tests.factories import cast as make_cast

pytestmark = pytest.mark.django_db
SECRET = "east"


@pytest.fixture
def cast():
    return make_cast()


@pytest.fixture(autouse=True)
def fresh():
    prepared._texts.clear()
    yield
    prepared._texts.clear()


def of_region(code, since=NOW, built=None):
    def made():
        if built is not None:
            built.append(code)
        rows = Customer.objects.filter(region__code=Given("code"), created_at__lte=Given("since")).order_by()
        return rows.annotate(told=Value("x")).values_list("told", "number")

    return Prepared("customers of a region", made, {"code": code, "since": since})


def test_text_is_written_once_and_each_run_has_its_own_values(cast):
    built = []
    numbers = [rows_of(*of_region(code, built=built).sql()) for code in ("east", "west", "east")]
    assert built == ["east"]
    assert numbers[0] == numbers[2] == [("x", cast.customer.number)] and numbers[1] == []
    assert rows_of(*of_region("east", NOW - timedelta(seconds=1)).sql()) == []
    assert not any(SECRET in repr(kept) for kept in prepared._texts.items())


def test_union_leaves_out_what_can_find_nothing(cast):
    nothing = Prepared("nothing", lambda: Region.objects.filter(Q(pk__in=[])).values_list("code", "name"))
    assert nothing.sql() == ("", [])
    assert union([nothing]) == ("", []) and rows_of("", []) == []
    assert rows_of(*union([nothing, of_region("east"), nothing])) == [("x", cast.customer.number)]


def test_number_of_texts_is_limited(monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)
    for n in range(10):
        Prepared(n, lambda: Region.objects.annotate(one=F("code")).values_list("one")).sql()
    assert len(prepared._texts) <= 3


def test_values_are_read_as_every_driver_gives_them():
    assert read_moment("2026-11-18 02:00:00") == read_moment(NOW.replace(tzinfo=None)) == read_moment(NOW) == NOW
    assert read_moment(None) is None and read_money(None) is None
    assert str(read_money(0.1 + 0.2)) == str(read_money(3) / 10).ljust(4, "0") == "0.30"

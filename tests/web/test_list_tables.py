"""Lists whose columns each person chooses: every one shows the chosen columns in their order, and only those."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from django.utils.translation import override

from aftersales.audit.queries.changes import ACCESS_SORTS
from aftersales.store.contributions import contributions
from aftersales.web.list_columns import columns_of
from complaints.quality.models import Investigation
from complaints.quality.queries.actions import ACTION_SORTS
from complaints.quality.queries.costs import COST_SORTS
from complaints.quality.queries.investigations import INVESTIGATION_SORTS
from customers.models import Purchase
from customers.queries.customer import SORTS as CUSTOMER_SORTS
from customers.queries.purchases import SORTS as PURCHASE_SORTS
from surveys.queries.grades import SORTS as GRADE_SORTS
from tests.factories import NOW, customer_of, sale
from tests.factories.clients import api_client_of, client_of
from tests.factories.world import build, print_at_once
from tests.quality import factories as make
from tests.visits import care
from visits.queries.care import SORTS as PLAN_SORTS
from visits.queries.forums import SORTS as FORUM_SORTS

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
# The rows of tickets are written in Python, see tests/complaints/test_ticket_rows.py.
LISTS = sorted(one.name for one in contributions("COLUMNS") if one.name != "tickets")
CELLS = {
    path: set(re.findall(r'{% cell "(\w+)" %}', path.read_text(encoding="utf-8")))
    for path in TEMPLATES.rglob("*.html")
    if "{% cells columns %}" in path.read_text(encoding="utf-8")
}
READER = {"access_log": "auditor"}
ADDRESS = {"panel": "?tab=members", "actions": "?tab=actions", "trainings": "?tab=held"}
# From so many columns on a list lets people choose. The rest are parts of the page of one thing, and lists that the
# administrator reads to compare every column.
MANY = 5
FIXED = {
    "audit/seals.html",
    "backups/backups.html",
    "certification/evaluations.html",
    "customers/_sold.html",
    "people/training.html",
    "quality/_campaign_customers.html",
    "quality/_samples.html",
    "surveys/questionnaires.html",
    "surveys/results/responses.html",
    "visits/_coverage_rows.html",
    "visits/care_plan.html",
    "visits/forum_guests.html",
}


def test_every_column_has_a_cell_and_every_cell_a_column():
    drawn = sorted(map(sorted, CELLS.values()))
    assert drawn == sorted(sorted(column.key for column in columns_of(name).columns) for name in LISTS)


def test_long_tables_let_people_choose():
    wide = set()
    for path in TEMPLATES.rglob("*.html"):
        heads = re.findall(r"s-table--rows[^>]*>\s*<thead>.*?</thead>", path.read_text(encoding="utf-8"), re.DOTALL)
        if any(len(re.findall(r"<th[ >]", head)) >= MANY for head in heads):
            wide.add(str(path.relative_to(TEMPLATES)))
    assert wide == FIXED


@pytest.fixture
def things(db, monkeypatch, at_now):
    print_at_once(monkeypatch)
    return build()


def page_of(client, name):
    html = client.get(reverse(name) + ADDRESS.get(name, "")).content.decode()
    table = re.search(r'<table class="s-table s-table--rows.*?</table>', html, re.DOTALL)
    if table is None:
        return html, [], 0
    heads = [re.sub(r"<[^>]+>|[↑↓]", "", one).strip() for one in re.findall(r"<th\s.*?</th>", table[0], re.DOTALL)]
    first = re.search(r"<tbody>.*?<tr[^>]*>(.*?)</tr>", table[0], re.DOTALL)
    return html, heads, len(re.findall(r"<td[ >]", first[1]))


@pytest.mark.slow
def test_lists_show_the_chosen_columns_in_their_order(things):
    empty = []
    for name in LISTS:
        user = getattr(things.cast, READER.get(name, "manager"))
        user.language = "en"
        user.save()
        client, known = client_of(user), columns_of(name)
        with override("en"):
            labels = {column.key: str(column.label) for column in known.columns}
        html, heads, cells = page_of(client, name)
        if not heads:
            empty.append(name)
            continue
        assert len(heads) == cells > 1, name
        assert f'action="{reverse("list_columns", args=[name])}"' in html
        shown = [column.key for column in known.columns if labels[column.key] in heads]
        chosen = [known.always, *[key for key in reversed(shown) if key != known.always][:2]]
        answer = client.post(reverse("list_columns", args=[name]), {"column": chosen, "next": reverse(name)})
        assert answer.status_code == 302
        assert page_of(client, name)[1:] == ([labels[key] for key in chosen], len(chosen)), name
    assert empty == ["responses"], "there are fewer than five answers"


SORTED = {
    "access_log": ACCESS_SORTS,
    "actions": ACTION_SORTS,
    "care_plans": PLAN_SORTS,
    "costs": COST_SORTS,
    "forums": FORUM_SORTS,
    "investigations": INVESTIGATION_SORTS,
    "customers": CUSTOMER_SORTS,
    "grades": GRADE_SORTS,
    "purchases": PURCHASE_SORTS,
}


@pytest.mark.parametrize("name", LISTS)
def test_columns_offer_the_orders_that_an_index_serves(name):
    offered = {order for column in columns_of(name).columns for order in column.orders}
    assert offered == set(SORTED.get(name, ()))


@pytest.mark.django_db
def test_customers_and_purchases_are_put_in_order(people, client):
    sold = sale(customer_of(people.east, number="CU-2020-00001", name="Zulu"), code="ZZ-1", batch="B1")
    Purchase.objects.filter(pk=sold.pk).update(purchased_on=date(2020, 1, 2))
    client.force_login(people.manager)
    for sort in CUSTOMER_SORTS:
        names = [row.name for row in client.get(reverse("customers"), {"sort": sort}).context["rows"]]
        assert len(names) > 1, sort
        if "name" in sort:
            assert names == sorted(names, reverse=sort.startswith("-"))
    for sort in PURCHASE_SORTS:
        days = [row.purchase.purchased_on for row in client.get(reverse("purchases"), {"sort": sort}).context["rows"]]
        assert days == sorted(days, reverse=sort.startswith("-")) and len(days) > 1
    page = client.get(reverse("customers"), {"sort": "-name", "tier": "important"})
    assert page.context["columns"][0]["sorted"] == "descending"
    assert page.context["columns"][0]["sort_url"] == "?tier=important&sort=name"
    assert client.get(reverse("customers"), {"sort": "password"}).status_code == 200


# What each order sorts by, of a row of the page and of one of the API.
PUT_IN_ORDER = {
    "investigations": (
        {"tab": "open"},
        {
            "due": (lambda row: row.investigation.due_at, "due_at"),
            "number": (lambda row: row.investigation.number, "number"),
        },
    ),
    "actions": (
        {"tab": "actions"},
        {"due": (lambda row: row.action.due_on, "due_on"), "number": (lambda row: row.action.number, "number")},
    ),
    "costs": ({}, {"day": (lambda row: row.day, "day")}),
    "care_plans": ({"tab": "running"}, {"until": (lambda row: row.plan.ends_on, "ends_on")}),
    "forums": ({"tab": "all"}, {"starts": (lambda row: row.forum.starts_at, "starts_at")}),
}


@pytest.fixture
def rows_of_each(people, at_now):
    """Two rows of each list, so that an order can be seen."""
    for days in (40, 20):
        day = NOW.date() + timedelta(days=days)
        make.given(people, due_on=day)
        make.labour(people, happened_on=NOW.date() - timedelta(days=days))
        care.running(people, ends_on=day)
        care.planned(people, starts_at=NOW + timedelta(days=days))
    Investigation.objects.filter(pk=Investigation.objects.earliest("pk").pk).update(due_at=NOW + timedelta(days=99))


@pytest.mark.parametrize("name", PUT_IN_ORDER)
def test_list_is_put_in_order_on_the_page_and_in_the_api(people, rows_of_each, name):
    params, orders = PUT_IN_ORDER[name]
    user = people.quality_manager if name in {"investigations", "actions", "costs"} else people.manager
    client, api = client_of(user), api_client_of(user)
    noun = f"/api/v1/{name.replace('_', '-')}/"
    for order, (on_page, in_api) in orders.items():
        for sort in (order, f"-{order}"):
            page = client.get(reverse(name), {**params, "sort": sort})
            values = [on_page(row) for row in page.context["rows"]]
            assert len(set(values)) > 1 and values == sorted(values, reverse=sort.startswith("-")), sort
            (head,) = [one for one in page.context["columns"] if one.get("sorted")]
            assert head["sorted"] == ("descending" if sort.startswith("-") else "ascending")
            assert all(f"{key}={value}" in head["sort_url"] for key, value in params.items())
            values = [row[in_api] for row in api.get(noun, {"sort": sort}).json()["results"]]
            assert len(set(values)) > 1 and values == sorted(values, reverse=sort.startswith("-")), sort
    assert client.get(reverse(name), {**params, "sort": "password"}).status_code == 200
    assert api.get(noun, {"sort": "password"}).status_code == 400

"""The pages of batches: figures equal the rows they open, for everybody who may see them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.dateparse import parse_date

from aftersales.store.dates import start_of
from complaints.models import Fulfilment
from complaints.quality import services as quality
from complaints.quality.models import BatchRecord, BatchWarning, batch_url
from complaints.quality.presentation.batch_list import batch_spark
from complaints.quality.presentation.batches import batch_page
from complaints.quality.queries import batches as queries
from complaints.quality.queries.batch_weeks import weeks_of
from complaints.quality.queries.batches import BatchKey
from complaints.services import fulfilment
from customers.models import Product
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

from .batches import COMPLAINTS, UNITS, monday, sold, story, told


@pytest.fixture
def product(db):
    return Product.objects.create(code="HX-250T", name="恒温培养箱", name_en="Incubator")


@pytest.fixture
def batch(people, product, freezer):
    story(people, product, "B2603-17", complaints=COMPLAINTS[:24], units=UNITS[:24])
    quality.sweep_batches(now=NOW)
    return product


@pytest.fixture
def freezer(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)


def page(client, url):
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_page_shows_rate_limits_and_warnings(people, batch, language):
    client = client_of(people.quality_manager, language)
    answer = page(client, batch_url(batch.pk, "B2603-17"))
    found, text = answer.context["batch"], answer.content.decode()
    assert [figure.value for figure in found.figures] == ["1,086", "1", "65", "9.2", "0"]
    assert found.open_warning.warning.rule in ("beyond", "run")
    assert "2.21 ‰" in text
    assert "9.2" in text
    assert "7.8" in text
    assert "640" in text
    assert ("Beyond the limit" if language == "en" else "越过上限") in text


def test_every_figure_opens_the_rows_that_it_counts(people, batch):
    client = client_of(people.quality, "en")
    found = page(client, batch_url(batch.pk, "B2603-17")).context["batch"]
    sold_figure, holders, complaints, rate, back = found.figures
    assert sum(row.quantity for row in page(client, sold_figure.url).context["page"]) == 1086
    assert page(client, holders.url).context["page"].paginator.count == 1
    assert page(client, complaints.url).context["page"].paginator.count == 65
    assert page(client, rate.url).context["page"].paginator.count == 10
    assert page(client, back.url).context["page"].paginator.count == 0
    for problem in found.problems:
        assert page(client, problem.url).context["page"].paginator.count == problem.count
    for mark, row in zip(reversed(found.chart.drawings[0][1].marks), found.chart.rows, strict=True):
        assert mark.url == row.url
        assert page(client, row.url).context["page"].paginator.count == row.complaints


def test_weeks_are_those_of_the_company(people, product):
    """Sunday 23:59 and Monday 00:01 in Shanghai are Sunday 15:59 and 16:01 in UTC."""
    row = sold(people, product, "B1", 10, monday(3))
    edge = start_of(monday(1))
    told(people, row, edge - timedelta(minutes=1))
    told(people, row, edge + timedelta(minutes=1))
    weeks = weeks_of([BatchKey(product.pk, "B1")], NOW)[BatchKey(product.pk, "B1")]
    assert [(week.first, week.complaints, week.units) for week in weeks.rows] == [
        (monday(3), 0, 10),
        (monday(2), 1, 10),
        (monday(1), 1, 10),
        (monday(0), 0, 10),
    ]


def test_units_in_use_are_sold_less_accepted_back(people, product):
    people.sold.product, people.sold.batch, people.sold.quantity = product, "B1", 5
    people.sold.purchased_on = monday(2)
    people.sold.save()
    approval = tickets.approved(people, lines=[tickets.line(people, 3)])
    row = Fulfilment.objects.get(proposal=approval.proposal)
    line, steps = row.lines.get(), {"fulfilment_id": row.pk, "actor": people.warehouse, "now": NOW}
    fulfilment.receive_goods(quantities={line.pk: 3}, condition="外箱压痕", **steps)
    key = BatchKey(product.pk, "B1")
    assert weeks_of([key], NOW)[key].units == 5
    fulfilment.inspect_goods(findings={line.pk: ("传感器漂移", "sample")}, **steps)
    assert weeks_of([key], NOW)[key].units == 2
    back = queries.came_back(product.pk, "B1")
    assert [(row.remedy, row.received, row.accepted) for row in back] == [("refund", 3, 3)]
    (holding,) = queries.holdings(product.pk, "B1", queries.sold_by_customer(product.pk, "B1"))
    assert (holding.sold, holding.back, holding.left) == (5, 3, 2)


def test_units_without_a_sale_date_are_not_in_the_rate(people, product):
    sold(people, product, "B1", 10, monday(2))
    sold(people, product, "B1", 7, None)
    key = BatchKey(product.pk, "B1")
    weeks = weeks_of([key], NOW)[key]
    assert (weeks.units, weeks.undated) == (10, 7)
    answer = page(client_of(people.quality, "en"), batch_url(product.pk, "B1"))
    assert "not in the rate: 7" in answer.content.decode()


def test_batches_of_the_same_name_are_two_pages(people, batch):
    other = Product.objects.create(code="ZB-80T", name="制冰机")
    sold(people, other, "B2603-17", 4, monday(2))
    client = client_of(people.quality, "en")
    found = page(client, batch_url(other.pk, "B2603-17")).context["batch"]
    assert [figure.value for figure in found.figures][:3] == ["4", "1", "0"]
    listed = page(client, reverse("batches") + "?tab=all&q=b2603-17").context["rows"]
    assert {row.title for row in listed} >= {"HX-250T B2603-17", "ZB-80T B2603-17"}


def test_product_without_batches_has_one_page(people, product):
    product.batch_tracked = False
    product.save()
    sold(people, product, "", 4, monday(2))
    sold(people, product, "X", 6, monday(2))
    client = client_of(people.quality, "en")
    found = page(client, batch_url(product.pk, "")).context["batch"]
    assert (found.title, found.figures[0].value) == ("HX-250T", "10")
    listed = page(client, reverse("batches") + "?tab=all&product=HX-250T").context["rows"]
    assert [row.title for row in listed] == ["HX-250T"]


@pytest.mark.parametrize("batch", ["A/B", "A,B", "A B", "批次&1", "..", "a?b#c"])
def test_any_batch_number_has_an_address(people, product, batch):
    row = sold(people, product, batch, 4, monday(2))
    row.refresh_from_db()
    told(people, row, NOW)
    client = client_of(people.quality, "en")
    found = page(client, batch_url(product.pk, row.batch)).context["batch"]
    assert page(client, found.figures[2].url).context["page"].paginator.count == 1


def test_unknown_batches_weeks_and_problems_are_not_found(people, batch):
    client = client_of(people.quality, "en")
    for url in (
        batch_url(batch.pk, "B9999"),
        batch_url(10**30, "B2603-17"),
        batch_url(batch.pk, "B2603-17", "batch_complaints", week="2026-99-99"),
        batch_url(batch.pk, "B2603-17", "batch_complaints", week="x"),
        batch_url(batch.pk, "B2603-17", "batch_complaints", problem="99"),
        batch_url(batch.pk, "B2603-17", "batch_complaints", problem="x"),
    ):
        assert client.get(url).status_code == 404, url


@pytest.mark.parametrize("role", ["warehouse", "rep", "admin"])
def test_who_sees_only_some_tickets_sees_no_batch(people, batch, role):
    client = client_of(getattr(people, role), "en")
    for route in ("batch", "batch_complaints", "batch_units", "batch_holders", "batch_returns"):
        assert client.get(batch_url(batch.pk, "B2603-17", route)).status_code == 404
    assert client.get(reverse("batches")).status_code == 404


def test_lists_and_pages_take_the_same_number_of_queries(people, batch, django_assert_max_num_queries):
    client = client_of(people.quality, "en")
    for number in range(30):
        row = sold(people, batch, f"B{number}", 5, monday(20))
        told(people, row, NOW)
    for url, most in ((reverse("batches") + "?tab=all", 24), (batch_url(batch.pk, "B2603-17"), 48)):
        with django_assert_max_num_queries(most):
            page(client, url)


def test_tabs_hold_what_they_count(people, batch):
    sold(people, batch, "QUIET", 5, monday(2))
    client = client_of(people.quality, "en")
    first = page(client, reverse("batches"))
    assert first.context["tab"] == "warned"
    assert [row.title for row in first.context["rows"]] == ["HX-250T B2603-17"]
    for tab in first.context["tabs"]:
        assert page(client, tab["url"]).context["page"].paginator.count == tab["count"]


def test_warning_is_dismissed_on_the_page(people, batch):
    warning = BatchWarning.objects.get(rule="beyond")
    client = client_of(people.quality, "en")
    url = reverse("batch_warning_verb", args=[warning.pk, "dismiss"])
    empty = client.post(url, {"reason": "", "version": 1})
    assert empty.status_code == 422
    assert "dismiss" in empty.context["forms"]
    assert client.post(url, {"reason": "装箱问题", "version": 1}).status_code == 302
    warning.refresh_from_db()
    assert (warning.state, warning.reason) == ("dismissed", "装箱问题")
    refused = client_of(people.manager, "en").post(
        reverse("batch_warning_verb", args=[BatchWarning.objects.get(rule="run").pk, "dismiss"]), {"reason": "x"}
    )
    assert refused.status_code == 403


def test_facts_of_a_batch_are_recorded(people, batch):
    client = client_of(people.quality, "en")
    url = batch_url(batch.pk, "B2603-17", "batch_record")
    wrong = client.post(url, {"produced": "10", "in_stock": "20"})
    assert wrong.status_code == 400
    assert "in_stock" in wrong.context["forms"]["record"].errors
    sent = {"produced": "1240", "in_stock": "154", "blocked": "86", "made_from": "2026-03-12", "note": "胶号 E-44"}
    assert client.post(url, sent).status_code == 302
    row = BatchRecord.objects.get()
    assert (row.produced, row.blocked, row.made_from) == (1240, 86, parse_date("2026-03-12"))
    assert "胶号 E-44" in page(client, batch_url(batch.pk, "B2603-17")).content.decode()
    stale = client.post(url, {**sent, "produced": "1250", "version": "7"})
    assert stale.status_code == 409
    assert client_of(people.manager, "en").post(url, sent).status_code == 403


def test_holders_are_exported_by_the_rules_of_exports(people, batch):
    answer = page(client_of(people.quality, "en"), batch_url(batch.pk, "B2603-17"))
    assert answer.context["export"]["list"] == "batch_holders"
    started = client_of(people.manager, "en").post(
        reverse("export_new"), {"list": "batch_holders", "filters": answer.context["export"]["query"]}
    )
    assert started.status_code == 200


def test_rules_are_set_in_the_settings(people):
    client = client_of(people.quality_manager, "en")
    url = reverse("warning_rules")
    assert client.get(url).status_code == 200
    wrong = client.post(url, {"beyond": "on", "fewest": "0", "run": "on", "run_weeks": "3"})
    assert wrong.status_code == 422
    assert {"fewest", "run_weeks"} <= set(wrong.context["form"].errors)
    assert client.post(url, {"beyond": "on", "fewest": "4", "run_weeks": "9"}).status_code == 302
    assert client_of(people.quality, "en").post(url, {"fewest": "4", "run_weeks": "9"}).status_code == 403


def test_api_reads_batches_and_judges_warnings(people, batch):
    client = client_of(people.quality, "en")
    listed = client.get("/api/v1/batches/?product=HX-250T").json()
    assert [(row["product"], row["batch"], row["complaints"]) for row in listed["results"]] == [
        ("HX-250T", "B2603-17", 65)
    ]
    one = client.get(f"/api/v1/batches/{batch.pk}/?batch=B2603-17").json()
    assert (one["sold"], one["complaints"], one["centre"], one["sigma_z"]) == (1086, 65, 2.21, 1.308)
    assert one["weeks"][-2]["says"] == "beyond"
    assert one["weeks"][-2]["limit"] == 7.82
    saved = client.patch(f"/api/v1/batches/{batch.pk}/?batch=B2603-17", {"produced": 1240}, "application/json")
    assert (saved.status_code, saved.json()["record"]["produced"]) == (200, 1240)
    warnings = client.get("/api/v1/batch-warnings/?state=new").json()["results"]
    assert {row["rule"] for row in warnings} == {"beyond", "run"}
    url = f"/api/v1/batch-warnings/{warnings[0]['id']}/dismiss/"
    assert client.post(url, {}, "application/json").status_code == 400
    assert client.post(url, {"reason": "装箱问题"}, "application/json").json()["state"] == "dismissed"
    assert client.get(f"/api/v1/batches/{batch.pk}/?batch=NONE").status_code == 404
    assert client.get("/api/v1/batches/?wrong=1").status_code == 400
    rules = client.get("/api/v1/early-warning-rules/").json()
    assert rules == {"beyond": True, "fewest": 3, "run": True, "run_weeks": 8, "version": 0}
    manager = client_of(people.quality_manager, "en")
    changed = manager.patch("/api/v1/early-warning-rules/", {"run": False}, "application/json").json()
    assert (changed["run"], changed["beyond"], changed["version"]) == (False, True, 1)


def test_side_column_gets_the_spark_of_a_batch(people, batch):
    ticket = queries.complaints_of(batch.pk, "B2603-17").first()
    found = batch_spark(ticket, NOW)
    assert (found["title"], found["count"]) == ("HX-250T B2603-17", 65)
    assert found["spark"].limit is not None


def test_batch_without_complaints_or_dates_says_so(people, product):
    sold(people, product, "B1", 4, monday(2))
    sold(people, product, "B2", 4, None)
    for name, word in (("B1", "Too early to tell."), ("B2", "No rate yet.")):
        with translation.override("en"):
            assert batch_page(product, name, people.quality, NOW).answer[0] == word

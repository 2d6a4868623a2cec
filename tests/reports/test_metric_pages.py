"""The page of a metric and the catalogue: rows by channel, what each page says of a change, and what is limited."""

from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation
from django.utils.html import strip_tags

from aftersales.staff.models import Outlet, User
from complaints.models import Ticket
from customers.models import Customer
from reports.enums import View
from reports.presentation.metric_page import used_on
from reports.presentation.questions import ASKED, codes_of, views_for
from reports.queries.dashboard import BATCHES, CHANNELS, PRODUCTS, REPLIES, dashboard_page
from reports.queries.metrics import by_channel, rows_of, slice_of, told
from reports.rules.asked import asked_period
from reports.rules.metrics import METRICS, metric_of
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.reports import at, replied, ticket

from .test_metrics import ALL, figures_of, fill, shown_parts, size

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = timedelta(days=1)


@pytest.fixture
def filled(cast):
    fill(cast)
    for channel in ("web", "letter"):
        replied(cast, DAY / 4, region=cast.east, channel=channel)
        ticket(cast, NOW - DAY, region=cast.west, channel=channel, purchase=cast.sold, batch="B1")
    return cast


def told_by(url, user):
    """How many rows the address of a figure opens, for somebody who knows only the address."""
    parts = urlsplit(url)
    params = dict(parse_qsl(parts.query))
    metric = metric_of(parts.path.split("/")[3])
    slice_ = slice_of(user, params, NOW)
    return size(rows_of(metric, slice_, asked_period(params, slice_.today).days, params["part"]))


FILTERS = ({"channel": "email"}, {"channel": "web"}, {"batch": "B1"}, {"region": "east", "channel": "web"})


def more_filters(cast):
    """Each filter of a dashboard, with tickets in it."""
    team = cast.warehouse.department
    outlet = Outlet.objects.create(region=cast.east, name="华东服务中心")
    Customer.objects.filter(pk=cast.customer.pk).update(outlet=outlet)
    User.objects.filter(pk=cast.clerk.pk).update(department=team)
    Ticket.objects.filter(number__endswith="1").update(owner=cast.clerk)
    return (*FILTERS, {"product": cast.sold.product.code}, {"outlet": str(outlet.pk)}, {"team": team.code})


def test_address_of_a_figure_alone_opens_as_many_rows_whatever_is_filtered(filled):
    """A filter that narrows the count but is not in the address would open other rows."""
    for filters in more_filters(filled):
        _slice, found = figures_of(filled.executive, {}, **filters)
        for code, each in found.items():
            for figure in filter(None, (each.figure, each.against)):
                for part, count in shown_parts(figure).items():
                    assert told_by(figure.part(part).url, filled.executive) == count, (filters, code, part)


@pytest.mark.parametrize("view", list(View))
def test_marks_of_charts_open_as_many_rows_whatever_is_filtered(filled, view):
    """Every bar whose rows are tickets: by product, by batch, by channel, and late replies by region."""
    columns = {PRODUCTS: "about_products", BATCHES: "about_products", CHANNELS: "all"}
    seen, client = 0, client_of(filled.executive, "en")
    for filters in more_filters(filled):
        page = dashboard_page(filled.executive, view, codes_of(view), filters, NOW)
        shown = client.get(reverse("dashboard"), {"view": view, **filters})
        urls = {
            shape.url
            for cell in shown.context["cells"]
            if cell.plot
            for shape in cell.plot.shapes
            if getattr(shape, "url", "")
        }
        for split, name in ((PRODUCTS, "product"), (BATCHES, "batch"), (CHANNELS, "channel"), (REPLIES, "region")):
            for key, sums in page.found.get(split, {}).items():
                wanted = [url for url in urls if (name, key) in parse_qsl(urlsplit(url).query) and counts(url, split)]
                count = sums.columns["reply"] - sums.columns["reply_kept"] if split == REPLIES else None
                for url in wanted:
                    expected = count if split == REPLIES else sums.columns[columns[split]]
                    assert told_by(url, filled.executive) == expected, (view, filters, url)
                    seen += 1
    assert seen


def counts(url, split):
    """Whether a mark counts what the split counts; a line of the same metric does not."""
    code, part = urlsplit(url).path.split("/")[3], dict(parse_qsl(urlsplit(url).query))["part"]
    if split == REPLIES:
        return (code, part) == ("first_reply_in_time", "rest")
    return part == "numerator" and code == ("tickets_logged" if split == CHANNELS else "complaints_per_thousand")


@pytest.mark.parametrize("code", [metric.code for metric in METRICS if "channel" in metric.filters])
def test_rows_by_channel_add_up_and_each_opens_its_rows(filled, code, django_assert_max_num_queries):
    slice_, found = figures_of(filled.executive, {})
    whole = found[code].figure
    with django_assert_max_num_queries(1):
        channels = by_channel(whole, slice_)
    assert sum(one.numerator_rows for one in channels.values()) == whole.numerator_rows
    if whole.metric.denominator and code != "complaints_per_thousand":
        assert sum(one.denominator_rows for one in channels.values()) == whole.denominator_rows
    if not whole.hidden and not any(one.hidden for one in channels.values()):
        assert sum(one.counts.numerator for one in channels.values()) == whole.counts.numerator
    for one in channels.values():
        for part, count in shown_parts(one).items():
            assert told_by(one.part(part).url, filled.executive) == count, (code, part)


def test_page_shows_rows_by_channel_unless_one_was_asked_for(filled):
    client = client_of(filled.executive, "en")
    page = client.get(reverse("metric", args=["tickets_logged"]))
    lines = {line["name"]: line["value"] for line in page.context["channels"]}
    assert lines["Email"] == "2" and page.context["whole"]["value"] == str(sum(map(int, lines.values())))
    narrowed = client.get(reverse("metric", args=["tickets_logged"]), {"channel": "email"})
    assert narrowed.context["channels"] == [] and "Email" in narrowed.context["subtitle"]
    assert client.get(reverse("metric", args=["visits_done"])).context["channels"] == []


def test_metric_page_and_catalogue_say_what_they_are_limited_to(filled):
    client = client_of(filled.executive, "en")
    asked = {"region": "east", "channel": "email"}
    assert {"East", "Email"} <= set(client.get(reverse("metrics"), asked).context["subtitle"])
    page = client.get(reverse("metric", args=["visits_done"]), asked).context["subtitle"]
    assert "East" in page and "Email" not in page  # visits have no channel


def test_metric_page_lists_what_every_page_says_of_its_change(cast):
    """The more changes a page judges together, the less it takes for significant: both verdicts are on the page."""
    for n in range(14):
        ticket(cast, at("2026-10-10 02:00") + n * DAY)
    for n in range(4):
        ticket(cast, at("2026-07-10 02:00") + n * DAY)
    client = client_of(cast.executive, "en")
    slice_ = slice_of(cast.executive, {}, NOW)
    found = told(ALL, slice_, asked_period({}, slice_.today))
    for code in ("complaints_logged", "tickets_logged"):
        with translation.override("en"):
            used = dict(used_on(metric_of(code), found, cast.executive.role))
            for view in (view for view in views_for(cast.executive.role) if code in codes_of(view)):
                on_page = dashboard_page(cast.executive, view, codes_of(view), {}, NOW).told[code]
                word = {"significant": "significant", "usual": "within the usual"}[on_page.move.verdict]
                assert used[View(view).label].startswith(word), (view, code)
        text = unescape(strip_tags(client.get(reverse("metric", args=[code])).content.decode()))
        assert all(sure in text for sure in used.values() if sure)
        assert used["This catalogue"].startswith("significant") or used["This catalogue"].startswith("within the usual")
    for route, params in (("dashboard", {"view": "executive"}), ("metrics", {})):
        assert "may say otherwise of the same change" in client.get(reverse(route), params).content.decode()


def test_dashboard_that_the_reader_may_not_open_has_no_verdict(filled):
    found = told(ALL, slice_of(filled.clerk, {}, NOW), asked_period({}, NOW.date()))
    with translation.override("en"):
        used = dict(used_on(metric_of("tickets_logged"), found, filled.clerk.role))
        shown = {str(View(view).label) for view in ASKED if "tickets_logged" in codes_of(view)}
        assert set(used) == {*shown, "This catalogue"}
        assert used[str(View.MANAGER.label)] == "" != used[str(View.SERVICE.label)]


def test_catalogue_lists_every_clause_and_a_chinese_title_needs_no_space(filled):
    page = client_of(filled.executive).get(reverse("metrics")).content.decode()
    with translation.override("zh-hans"):
        for metric in METRICS:
            for clause in metric.clauses:
                assert f"<span>{clause}</span>" in page, clause
    assert "》 " not in strip_tags(page)

"""Metrics: the same figure everywhere, exactly its rows behind it, and only for those who may see it."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from django.utils.html import escape
from openpyxl import load_workbook

from complaints.models import TicketEntry
from complaints.quality.models import Action, CostEntry, Investigation
from customers.models import Customer
from reports.documents import dashboard as paper
from reports.documents.sheet import dashboard_sheet
from reports.enums import Unit, View
from reports.presentation.questions import answers_of, codes_of, views_for
from reports.presentation.words import change_text, figure_text, main_url
from reports.queries.dashboard import dashboard_page
from reports.queries.metrics import PARTS, rows_of, slice_of, told
from reports.queries.metrics.recipes import RECIPES
from reports.rules.asked import asked_period
from reports.rules.metric import rounded
from reports.rules.metrics import METRICS, metrics_for
from surveys.models import CallBack
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.reports import at, closed, replied, sla_target, ticket, waiting_things
from tests.factories.surveys import answers, questionnaires
from visits.models import Visit

DAY = timedelta(days=1)
ALL = [metric.code for metric in METRICS]


def fill(cast):
    """Something of everything, in two regions, this quarter and the last one."""
    for region in (cast.east, cast.west):
        for days in (0, 1, 3, 8, 20, 47, 49, 100, 120, 365):
            ticket(cast, NOW - days * DAY, region=region, batch=f"B{days % 3}", purchase=cast.sold)
        replied(cast, 3 * DAY, region=region)
        replied(cast, DAY / 4, region=region, kind="inquiry", channel="email")
        replied(cast, DAY / 4, at("2026-07-10 02:00"), region=region)
        late = ticket(cast, NOW - 4 * DAY, region=region, kind="return")
        sla_target(late, due_at=NOW - DAY)
        sla_target(late, due_at=NOW - DAY / 2, code="solution")
        for n in range(6):
            replied_at = NOW - 4 * DAY
            row = closed(
                cast, NOW - 2 * DAY, "120.50", region=region, reopened_count=n % 2, first_replied_at=replied_at
            )
            if n == 2:
                TicketEntry.objects.create(ticket=row, kind="customer", at=replied_at + DAY, body="还是漏")
        closed(cast, at("2026-08-01 02:00"), "10", region=region)
        CostEntry.objects.create(
            ticket=row,
            kind="labour",
            amount="80.25",
            happened_on=NOW.date() - DAY,
            recorded_by=cast.clerk,
            recorded_at=NOW,
        )
    form = questionnaires()
    for region, csats in ((cast.east, [5, 5, 4, 2, 1, 3]), (cast.west, [5] * 7)):
        answers(form, NOW.date(), csats, region=region)
    waiting_things(cast)
    Investigation.objects.filter(number="QI-2026-00001").update(cause_category="method")
    Action.objects.create(
        number="AC-2026-00002",
        kind="corrective",
        title="改工艺",
        ticket=row,
        owner=cast.quality,
        due_on=(NOW - 20 * DAY).date(),
        created_at=NOW - 40 * DAY,
        done_at=NOW - 21 * DAY,
        state="effective",
        verified_at=NOW - 3 * DAY,
    )
    Customer.objects.filter(pk=cast.customer.pk).update(grade="E")
    CallBack.objects.create(customer=cast.customer, why="score", opened_at=NOW - 3 * DAY, due_at=NOW - 2 * DAY)
    due = NOW.date() - 3 * DAY
    Visit.objects.create(
        customer=cast.customer, cycle="x", due_on=due, planned_on=due, rep=cast.rep, created_at=NOW - 90 * DAY
    )
    return cast


@pytest.fixture
def filled(cast):
    return fill(cast)


def figures_of(user, params, **filters):
    slice_ = slice_of(user, filters, NOW)
    return slice_, told(ALL, slice_, asked_period(params, slice_.today))


def test_every_metric_has_a_recipe_and_a_name_in_both_languages():
    from django.utils import translation

    assert set(RECIPES) == set(ALL)
    for metric in METRICS:
        with translation.override("en"):
            english = str(metric.name)
        with translation.override("zh-hans"):
            assert str(metric.name) != english, metric.code


def test_every_figure_has_exactly_its_rows(filled):
    for role, filters in (
        ("executive", {}),
        ("manager", {"region": "east"}),
        ("manager", {"batch": "B1"}),
        ("auditor", {"channel": "email"}),
        ("rep", {}),
    ):
        user = getattr(filled, role)
        for params in ({}, {"period": "2026-11"}, {"period": "2026-Q3"}, {"from": "2026-11-10", "to": "2026-11-18"}):
            slice_, found = figures_of(user, params, **filters)
            for code, each in found.items():
                for figure in filter(None, (each.figure, each.against)):
                    shown = shown_parts(figure)
                    counted = {part: size(rows_of(figure.metric, slice_, figure.span, part)) for part in shown}
                    assert counted == shown, (role, filters, params, code)


def shown_parts(figure):
    if figure.hidden:
        return {}
    parts = PARTS[:1] if not figure.metric.denominator else PARTS if figure.metric.is_share else PARTS[:2]
    return {part: figure.part(part).count for part in parts}


def size(rows):
    """Units sold count as many."""
    if not rows.query.combinator and rows.model.__name__ == "Purchase":
        return sum(rows.values_list("quantity", flat=True))
    return rows.count()


def test_values_of_the_metrics(filled):
    _slice, found = figures_of(filled.executive, {})
    values = {code: figure_text(each.figure) for code, each in found.items()}
    assert values["late_now"] == "2"
    assert (
        values["solved_at_once"] == "33.3%"
    )  # of twelve, six were reopened and of two others the customer wrote twice
    assert values["reopened"] == "50.0%"
    assert values["cost_of_poor_quality"] == "¥160.50"
    assert values["satisfied"] == "76.9%"
    assert values["call_backs_open"] == "1"
    assert values["unhappy_customers"] == "1"
    assert values["investigations_late"] == "1"
    assert values["actions_late"] == "1"
    assert values["actions_effective"] == "100.0%"
    assert values["visits_late"] == "1"
    assert found["late_now"].figure.counts.numerator == 2


def test_few_answers_are_hidden_and_those_that_a_subtraction_would_show(filled):
    _slice, found = figures_of(filled.executive, {})
    assert not found["satisfied"].figure.hidden
    answers(questionnaires(), NOW.date(), [1, 1], region=None)
    _slice, east = figures_of(filled.executive, {}, region="east")
    assert not east["satisfied"].figure.hidden
    team = filled.warehouse.department.code
    _slice, few = figures_of(filled.executive, {}, team=team)
    hidden = few["satisfied"].figure
    hidden_days = figures_of(filled.executive, {"from": "2026-11-18", "to": "2026-11-18"})[1]["satisfied"].figure
    assert str(hidden_days.span.first) == "2026-11-01"  # the answers of one day cannot be singled out
    assert hidden.hidden and hidden.value is None and hidden.numerator is None and hidden.rows.url == ""


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("role", ["executive", "clerk", "rep"])
def test_every_figure_of_every_dashboard_opens_as_many_rows(filled, client, role):
    user = getattr(filled, role)
    client.force_login(user)
    for view in views_for(user.role):
        page = client.get(reverse("dashboard"), {"view": view})
        assert page.status_code == 200
        expected = {}
        for each in page.context["answers"]:
            assert each.sentence
        found = dashboard_page(user, view, codes_of(view), {}, NOW)
        for each in found.told.values():
            for figure in filter(None, (each.figure, each.against, *each.series)):
                for part, count in shown_parts(figure).items():
                    expected[figure.part(part).url] = count
        links = {
            unescape(link)
            for link in re.findall(r'href="(/reports/metrics/[a-z_]+/rows/[^"]+)"', page.content.decode())
        }
        assert links
        for link in links & set(expected):
            shown = client.get(link)
            counted = shown.context["page"].paginator.count
            if "units" in link or "part=denominator" in link and "thousand" in link:
                continue
            assert counted == expected[link], link
        for link in links - set(expected):
            assert client.get(link).status_code == 200, link


def exact(value):
    """A figure that is hidden is no number anywhere."""
    return None if value in (None, "hidden") else Decimal(str(value))


def in_points(metric, cell):
    """Excel has 96.8% as 0.968."""
    value = exact(cell)
    return value * 100 if value is not None and metric.unit == Unit.PERCENT else value


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("view", list(View))
def test_page_api_excel_and_paper_show_the_same_figures(filled, view):
    """Every figure of every dashboard, with its numerator, denominator and margin, and what it is compared with."""
    client = client_of(filled.executive, "en")
    with translation.override("en"):
        page = dashboard_page(filled.executive, view, codes_of(view), {}, NOW)
        api = {row["code"]: row for row in client.get(reverse("api-metric-list")).json()}
        sheet = load_workbook(dashboard_sheet(page)).active
        cells = {row[0]: row for row in sheet.iter_rows(values_only=True)}
        printed = paper.html(page, "en")
        shown = client.get(reverse("dashboard"), {"view": view}).content.decode()
        assert page.told and {answer.value for answer in answers_of(view, page.told, page.asked)}
        for code, each in page.told.items():
            figure, metric, told_now = each.figure, each.figure.metric, api[code]["figure"]
            row = cells[str(metric.name)]
            assert exact(told_now["value"]) == rounded(metric, figure.value) == in_points(metric, row[2]), code
            assert exact(told_now["numerator"]) == figure.numerator == exact(row[5]), code
            assert exact(told_now["denominator"]) == figure.denominator == exact(row[6]), code
            if each.against:
                then = in_points(metric, row[8])
                assert exact(api[code]["against"]["value"]) == rounded(metric, each.against.value) == then, code
                assert row[8] == "hidden" if each.against.hidden else row[8] != "hidden", code
                if each.move and each.move.direction:
                    assert row[9] == {"up": "+", "down": "−"}[each.move.direction] + change_text(metric, each.move), (
                        code
                    )
            listed = unescape(client.get(reverse("metric", args=[code])).content.decode())
            assert figure_text(figure) in listed and figure_text(figure) in printed, code
            if str(main_url(figure)) and escape(main_url(figure)) in shown:
                assert f">{figure_text(figure)}</a>" in unescape(shown), code


@pytest.mark.usefixtures("clock")
def test_paper_and_excel_say_what_their_figures_are_limited_to(filled):
    with translation.override("zh-hans"):
        asked = {"region": "east", "batch": "B1"}
        page = dashboard_page(filled.executive, View.EXECUTIVE, codes_of(View.EXECUTIVE), asked, NOW)
        printed = paper.html(page, "zh-hans")
        assert "区域：华东" in printed and "批号：B1" in printed
        assert "截至 2026-11-18 10:00" in printed  # with its year, on paper
        about = {row[0]: row[1] for row in load_workbook(dashboard_sheet(page))["说明"].iter_rows(values_only=True)}
    assert (about["区域"], about["批号"], about["看板"]) == ("华东", "B1", "经营看板")
    assert about["期间"].startswith("2026 年第 4 季度") and about["截至"] == "2026-11-18 10:00"


@pytest.mark.usefixtures("clock")
def test_metrics_are_seen_by_those_who_may_see_their_rows(filled, client):
    hidden = {role: set(ALL) - {metric.code for metric in metrics_for(role)} for role in ("service", "rep", "quality")}
    assert {"refunds_paid", "cost_of_poor_quality", "call_backs_open"} <= hidden["service"]
    assert "investigations_open" in hidden["rep"] and "satisfied" in hidden["quality"]
    for name, role in (("clerk", "service"), ("rep", "rep"), ("quality", "quality")):
        client.force_login(getattr(filled, name))
        api = {row["code"] for row in client.get(reverse("api-metric-list")).json()}
        assert api == set(ALL) - hidden[role]
        for code in sorted(hidden[role]):
            for route in ("metric", "metric_rows", "api-metric-detail"):
                assert client.get(reverse(route, args=[code])).status_code == 404, (route, code)


@pytest.mark.usefixtures("clock")
def test_dashboard_of_another_role_is_not_found(filled, client):
    client.force_login(filled.clerk)
    assert client.get(reverse("dashboard"), {"view": "executive"}).status_code == 404
    assert client.get(reverse("dashboard"), {"view": "owner"}).status_code == 400


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize("role", ["executive", "manager", "quality"])
def test_number_of_queries_does_not_grow_with_rows(filled, client, role):
    client.force_login(getattr(filled, role))
    url = reverse("dashboard")
    client.get(url)

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(url).status_code == 200
        return len(queries)

    few = asked()
    for _n in range(30):
        replied(filled, DAY, batch="B9")
    assert asked() == few <= 15


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    "params",
    [{"region": "moon"}, {"product": "\x00"}, {"batch": "x" * 41}, {"outlet": "1e9"}, {"team": "'"}, {"period": "NaN"}],
)
def test_hostile_address_is_refused(filled, client, params):
    client.force_login(filled.executive)
    for route, args in (("dashboard", []), ("metrics", []), ("metric_rows", ["late_now"]), ("api-metric-list", [])):
        answer = client.get(reverse(route, args=args), params)
        assert answer.status_code == 400, route
    assert next(iter(params)) in answer.json()["errors"] or answer.json()


@pytest.mark.usefixtures("clock")
def test_rep_is_kept_to_the_own_region(filled, client):
    client.force_login(filled.rep)
    own = client.get(reverse("api-metric-detail", args=["tickets_logged"])).json()
    asked = client.get(reverse("api-metric-detail", args=["tickets_logged"]), {"region": "west"}).json()
    assert own["figure"] == asked["figure"]
    assert (own["figure"]["value"], own["figure"]["rows"]["count"]) == ("16.00", 16)


@pytest.mark.usefixtures("clock")
def test_metric_page_shows_the_fraction_and_its_clause(filled, client):
    client.force_login(filled.executive)
    text = client.get(reverse("metric", args=["first_reply_in_time"])).content.decode()
    assert "GB/T 27922" in text
    assert "promises.reply_kept" in text


@pytest.mark.usefixtures("clock")
def test_changes_of_a_page_are_judged_together_and_alike_on_paper_in_excel_and_in_the_api(cast):
    for n in range(14):
        ticket(cast, at("2026-10-10 02:00") + n * DAY)
    for n in range(4):
        ticket(cast, at("2026-07-10 02:00") + n * DAY)
    client = client_of(cast.executive, "en")
    url, asked = reverse("dashboard"), {"view": "executive"}
    alone = told(["complaints_logged"], slice_of(cast.executive, {}, NOW), asked_period({}, NOW.date()))
    assert alone["complaints_logged"].sure.verdict == "significant"
    page = dashboard_page(cast.executive, View.EXECUTIVE, codes_of(View.EXECUTIVE), {}, NOW)
    found = page.told["complaints_logged"]
    assert found.sure.verdict == "usual" and found.sure.chance > alone["complaints_logged"].sure.chance
    assert found.move.tone == ""
    assert "within the usual" in paper.html(page, "en")
    assert "within the usual" in client.get(url, asked).content.decode()
    row = next(row for row in load_workbook(dashboard_sheet(page)).active.values if row[0] == "Complaints")
    assert "within the usual" in row
    api = client.get(reverse("api-metric-detail", args=["complaints_logged"])).json()
    assert (api["verdict"], api["test"]) == ("usual", "poisson") and api["chance"] >= found.sure.chance


@pytest.mark.usefixtures("clock")
def test_every_mark_of_the_bridge_of_costs_opens_its_rows(filled):
    client = client_of(filled.executive, "en")
    page = client.get(reverse("dashboard"), {"view": "executive"})
    (cell,) = [cell for cell in page.context["cells"] if "Cost" in cell.title]
    marks = [shape for shape in cell.plot.shapes if getattr(shape, "words", "")]
    assert marks and all(mark.url for mark in marks)
    (labour,) = [mark for mark in marks if "cost=labour" in mark.url]
    assert escape(labour.url) in page.content.decode()
    rows = client.get(labour.url)
    assert rows.context["page"].paginator.count == 2 and "Labour" in rows.content.decode()
    assert client.get(labour.url.replace("labour", "love")).status_code == 400

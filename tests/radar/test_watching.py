"""The nightly look, its signals, their verbs, page and API."""

from datetime import timedelta

import pytest
from django.utils.html import escape

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.notifications.models import Notification
from aftersales.store.dates import start_of
from complaints.models import Ticket
from complaints.services.search import index
from customers.models import Product
from reports.radar import services
from reports.radar.models import RadarRun, RadarSignal
from reports.radar.queries.signals import tickets_url
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.quality.batches import monday, sold, told

WEEKS = 30
API = "/api/v1/radar-signals/"


@pytest.fixture
def rising(people):
    """A batch with one complaint a week about its temperature, and nine in each of the last two whole weeks."""
    product = Product.objects.create(code="HX-250T", name="恒温培养箱")
    bought = sold(people, product, "B2603-17", 400, monday(60))
    others = sold(people, product, "B2601-02", 400, monday(60))
    for back in range(1, WEEKS):
        at = start_of(monday(back)) + timedelta(hours=30)
        for purchase, count in ((bought, 9 if back <= 2 else 1), (others, 1)):
            for _complaint in range(count):
                row = told(people, purchase, at, region=people.east)
                index(row)
                row.save()
    return product


def test_signal_is_made_once_and_told_once(people, rising):
    assert services.watch(now=NOW) >= 1
    assert services.watch(now=NOW + timedelta(days=1)) == 0
    signal = RadarSignal.objects.get(level="alarm")
    assert (signal.product, signal.batch, signal.weeks, signal.count) == (rising, "B2603-17", 2, 18)
    assert RadarRun.objects.count() == 1
    rows = Notification.objects.filter(template="radar_rising", channel="page")
    assert [(row.user, row.params["count"]) for row in rows] == [(people.quality_manager, "18")]


def test_figure_opens_exactly_the_tickets_behind_it(people, rising, at_now):
    services.watch(now=NOW)
    signal = RadarSignal.objects.get(level="alarm")
    client = client_of(people.quality_manager, "en")
    page = client.get("/reports/radar/").content.decode()
    assert "B2603-17" in page and "Tickets: 18" in page and "1 in " in page
    listed = client.get(tickets_url(signal).replace("/tickets/", "/api/v1/tickets/")).json()
    assert listed["count"] == 18
    assert Ticket.objects.filter(batch="B2603-17").count() > 18


def test_signal_ends_when_the_series_is_usual_again(people, rising):
    services.watch(now=NOW)
    assert services.watch(now=NOW + timedelta(weeks=8)) >= 1
    assert not RadarSignal.objects.filter(ended_at=None).exists()


def test_quality_judges_a_signal_and_a_second_one_is_refused(people, rising):
    services.watch(now=NOW)
    signal = RadarSignal.objects.get(level="alarm")
    args = {"signal_id": signal.pk, "now": NOW}
    with pytest.raises(NotPermitted):
        services.acknowledge(**args, actor=people.clerk)
    assert services.acknowledge(**args, actor=people.quality).state == "seen"
    with pytest.raises(Conflict):
        services.acknowledge(**args, actor=people.quality_manager)
    with pytest.raises(InvalidInput):
        services.dismiss(**args, actor=people.quality, reason=" ")
    other = Ticket.objects.exclude(batch="B2603-17").first()
    opening = {**args, "actor": people.quality_manager, "title": "温度漂移", "lead": people.quality_manager}
    with pytest.raises(InvalidInput):
        services.investigate(**opening, ticket=other)
    ticket = Ticket.objects.filter(batch="B2603-17").order_by("-reported_at").first()
    found = services.investigate(**opening, ticket=ticket)
    assert (found.state, found.investigation.ticket) == ("investigated", ticket)


def test_api_lists_signals_and_takes_the_verbs(people, rising, at_now):
    services.watch(now=NOW)
    client = client_of(people.quality_manager, "en")
    [row] = client.get(API, {"level": "alarm"}).json()["results"]
    assert (row["problem_name"], row["batch"], row["count"]) == ("Temperature unstable or off", "B2603-17", 18)
    said = client.post(f"{API}{row['id']}/dismiss/", {"reason": "known"}, content_type="application/json")
    assert (said.status_code, said.json()["state"]) == (200, "dismissed")
    assert client.post(f"{API}{row['id']}/dismiss/", {}, content_type="application/json").status_code == 400
    assert client_of(people.rep, "en").get(API).status_code == 404


def test_page_opens_the_sheet_of_a_verb_and_has_a_constant_number_of_queries(
    people, rising, at_now, django_assert_max_num_queries
):
    client = client_of(people.quality_manager, "zh-hans")
    assert client.get("/reports/radar/").status_code == 200
    services.watch(now=NOW)
    signal = RadarSignal.objects.get(level="alarm")
    opened = client.get("/reports/radar/", {"signal": signal.pk, "open": "investigate"}).content.decode()
    assert f'action="/reports/radar/{signal.pk}/investigate/"' in opened
    assert client.get("/reports/radar/", {"signal": "９9x", "open": "none"}).status_code == 200
    for n in range(20):
        RadarSignal.objects.create(
            key=f"x{n}",
            kind="return",
            level="look",
            week=monday(1),
            last_week=monday(1),
            weeks=1,
            count=3,
            usual=1,
            chance=0.01,
            counts=[1, 3],
            low=0,
            high=2,
            found_at=NOW,
        )
    with django_assert_max_num_queries(22):
        assert client.get("/reports/radar/").status_code == 200


def test_dashboards_answer_what_is_rising_by_the_radar(people, rising, at_now):
    client = client_of(people.quality_manager, "en")
    url = "/reports/?view=quality"
    assert "Nothing rises beyond what chance explains." in client.get(url).content.decode()
    services.watch(now=NOW)
    signal = RadarSignal.objects.get(level="alarm")
    answer = next(one for one in client.get(url).context["answers"] if one.key == "rising")
    assert answer.state == "late"
    assert "batch B2603-17" in answer.sentence and escape(tickets_url(signal)) in answer.sentence
    elsewhere = next(one for one in client.get(f"{url}&region=west").context["answers"] if one.key == "rising")
    assert elsewhere.state == "ok" and "B2603-17" not in elsewhere.sentence
    # A rep doesn't see the radar, but the figures of the own region.
    assert "B2603-17" not in client_of(people.rep, "en").get("/reports/").content.decode()

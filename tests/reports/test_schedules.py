"""The schedules of reports and market notes: pages, API, and what is refused."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse
from django.utils.translation import override

from aftersales.kernel.errors import InvalidInput, NotPermitted
from aftersales.tables.exporting import Retelling
from reports.models import MarketNote, ReportSchedule
from reports.rules.contents import in_language
from reports.services import market
from reports.services.schedules import update_schedule
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.factories.world import upload

from .library import note, schedules

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def at_now(time_machine):
    time_machine.move_to(NOW, tick=False)


def test_schedule_is_changed_on_the_page_with_history(cast):
    schedules()
    row = ReportSchedule.objects.get(kind="complaints")
    address = reverse("report_schedule", args=[row.pk])
    sent = {"rhythm": "quarter", "days_after": "5", "roles": ["gm"], "is_active": "on", "version": row.version}
    answer = client_of(cast.manager).post(address, sent)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.rhythm, row.days_after, row.roles, str(row.next_first)) == ("quarter", 5, ["gm"], "2026-10-01")
    assert row.next_at.isoformat() == "2027-01-04T22:00:00+00:00"
    assert row.history.first().history_user == cast.manager


def test_recipients_must_be_readers_and_the_satisfaction_report_is_quarterly(cast):
    schedules()
    cost, satisfaction = (ReportSchedule.objects.get(kind=kind) for kind in ("cost", "satisfaction"))
    with pytest.raises(InvalidInput) as refused:
        update_schedule(schedule_id=cost.pk, roles=["service"], actor=cast.admin, now=NOW)
    assert refused.value.field == "roles"
    with pytest.raises(InvalidInput):
        update_schedule(schedule_id=satisfaction.pk, rhythm="month", actor=cast.admin, now=NOW)
    with pytest.raises(NotPermitted):
        update_schedule(schedule_id=cost.pk, days_after=3, actor=cast.gm, now=NOW)


def test_schedule_is_changed_by_the_api(cast):
    schedules()
    row = ReportSchedule.objects.get(kind="visits")
    api = api_client_of(cast.admin)
    answer = api.patch(f"/api/v1/report-schedules/{row.pk}/", {"days_after": 29}, format="json")
    assert answer.status_code == 400 and answer.json()["errors"][0]["field"] == "days_after"
    answer = api.patch(f"/api/v1/report-schedules/{row.pk}/", {"is_active": False}, format="json")
    assert answer.status_code == 200 and answer.json()["is_active"] is False


def test_market_note_is_written_changed_and_withdrawn(cast):
    client = client_of(cast.rep)
    sent = {
        "title": "客户要分期",
        "kind": "demand",
        "first": "2026-10-01",
        "last": "2026-10-31",
        "region": cast.east.code,
        "findings": "三家客户问到分期。",
        "source": "走访记录",
        "files": upload(),
    }
    assert client.post(reverse("market_note_new"), sent).status_code == 302
    row = MarketNote.objects.get()
    assert (row.number, row.author, row.region, row.files.count()) == ("MN-2026-00001", cast.rep, cast.east, 1)
    page = client.get(row.get_absolute_url()).content.decode()
    assert "客户要分期" in page and "photo.pdf" in page
    changed = {**sent, "title": "客户要分期付款", "version": row.version}
    changed.pop("files")
    assert client.post(reverse("market_note_change", args=[row.number]), changed).status_code == 302
    assert client.post(reverse("market_note_change", args=[row.number]), changed).status_code == 409
    market.withdraw_note(note_id=row.pk, withdraw_reason="来源有误", actor=cast.manager, now=NOW)
    row.refresh_from_db()
    assert (row.title, row.state, row.history.count()) == ("客户要分期付款", "withdrawn", 3)
    assert client.get(reverse("market_notes")).content.decode().count("客户要分期付款") == 0


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"first": date(2026, 12, 1), "last": date(2026, 12, 31)}, "first"),
        ({"first": date(2026, 10, 31), "last": date(2026, 10, 1)}, "last"),
        ({"source": "  "}, "source"),
    ],
)
def test_market_note_names_the_field_that_is_wrong(cast, facts, field):
    with pytest.raises(InvalidInput) as refused:
        note(cast.manager, **facts)
    assert refused.value.field == field


def test_only_the_author_or_a_manager_changes_a_note(cast):
    row = note(cast.rep)
    with pytest.raises(NotPermitted):
        market.change_note(note_id=row.pk, title="x", actor=cast.clerk, now=NOW)
    assert market.change_note(note_id=row.pk, title="新标题", actor=cast.manager, now=NOW).title == "新标题"


def test_market_report_holds_the_notes_of_its_period(cast):
    from reports.presentation.contents import contents_of
    from reports.rules.periods import Span

    note(cast.manager)
    note(cast.manager, title="旧闻", first=date(2026, 8, 1), last=date(2026, 8, 31))
    found = contents_of("market", Span(date(2026, 10, 1), date(2026, 10, 31)), "month", NOW).as_json()
    plain = in_language(found, "zh-hans")
    assert [row[1] for row in plain["sections"][0]["table"]["rows"]] == ["竞品降价"]
    assert "分期付款" in plain["sections"][1]["sentences"][1]


def test_market_notes_are_written_by_the_api(cast):
    api = api_client_of(cast.clerk)
    body = {
        "title": "新国标",
        "kind": "technology",
        "first": "2026-10-01",
        "last": "2026-10-31",
        "findings": "十二月起实施。",
        "source": "标准委公告",
    }
    made = api.post("/api/v1/market-notes/", body, format="json")
    assert made.status_code == 201 and made.json()["number"] == "MN-2026-00001"
    assert api.post("/api/v1/market-notes/", {**body, "first": "0001-01-01"}, format="json").status_code == 400
    assert api_client_of(cast.executive).post("/api/v1/market-notes/", body, format="json").status_code == 403
    listed = api.get("/api/v1/market-notes/?kind=technology").json()
    assert [row["title"] for row in listed["results"]] == ["新国标"]


def test_what_customers_asked_for_is_listed_by_period_and_masked(cast):
    from tests.factories.visits import visit_of
    from visits.models import Visit

    row = visit_of(cast.customer, rep=cast.rep, due_on=NOW.date())
    words = "请寄新版手册到 13800138000"
    Visit.objects.filter(pk=row.pk).update(state="done", took_place_at=NOW, requirements=words)
    client = client_of(cast.manager)
    page = client.get(reverse("market_asked")).content.decode()
    assert "请寄新版手册到 138 **** 8000" in page
    earlier = client.get(reverse("market_asked"), {"begin": "2026-01-01", "end": "2026-01-31"}).content.decode()
    assert "请寄新版手册" not in earlier
    api = api_client_of(cast.manager).get("/api/v1/market-notes/requirements/?begin=2026-11-01").json()
    assert [one["customer"] for one in api["results"]] == [cast.customer.number]


def test_log_of_an_export_of_notes_tells_filters_in_words(cast):
    retell = Retelling()
    with override("en"):
        assert retell("market_notes", "tab=price, region=east") == ["Type: Price", "Region: East"]
        unknown = retell("market_notes", "tab=gone, region=nowhere, product=X")
        assert unknown == ["Type: gone", "Region: nowhere", "Product: X"]

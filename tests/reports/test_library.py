"""Stored reports: made once, whatever happens to the workers, numbered, never changed, tried again when they fail."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from openpyxl import load_workbook

from aftersales.audit.models import AccessLogEntry
from aftersales.audit.queries.verification import verify
from aftersales.audit.services.seals import seal_all
from aftersales.desk.services.due import run_job
from aftersales.kernel.errors import Conflict, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.render.pdf import RenderError
from aftersales.store.schedule import jobs
from customers.services.erasure import erase_customer
from reports.documents import stored
from reports.models import ReportFile, ReportSchedule, StoredReport
from reports.permissions import KIND_READERS
from reports.presentation.contents.service import CODES
from reports.presentation.stored import report_view
from reports.queries.checks import changed_contents
from reports.queries.metrics import figure, slice_of
from reports.rules.contents import content_hash, in_language
from reports.rules.metric import rounded
from reports.rules.metrics import BY_CODE
from reports.rules.periods import Span
from reports.services import library as services
from reports.services import making
from tests.complaints.factories import logged
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from .library import DECEMBER, made, note, ordered, schedules

pytestmark = pytest.mark.django_db
MINUTE, OCTOBER = timedelta(minutes=1), NOW - timedelta(days=30)
ALL_FILES = {("zh-hans", "pdf"), ("zh-hans", "xlsx"), ("en", "pdf"), ("en", "xlsx")}


@pytest.fixture(autouse=True)
def printer(monkeypatch):
    """Prints the HTML itself, so that a test need not wait for the renderer."""
    monkeypatch.setattr(stored, "render_pdf", lambda html, **_limits: b"%PDF-1.7\n" + html.encode())


def files_of(row: StoredReport) -> set[tuple[str, str]]:
    return set(row.files.values_list("language", "format"))


def test_report_is_made_numbered_stored_and_sent_as_a_link(cast):
    schedules()
    row = made("complaints")
    assert (row.state, row.number, row.tries) == ("made", "RP-2026-00001", 0)
    assert files_of(row) == ALL_FILES
    assert row.content_hash == content_hash(row.snapshot)
    told = Notification.objects.filter(template="report_complaints", channel="page")
    assert {one.user.role for one in told} == {"manager", "gm", "quality", "quality_manager", "executive"}
    assert row.told == told.count()
    assert set(told[0].params) == {"number", "first", "last", "corrects"} and told[0].url == row.get_absolute_url()


def test_month_and_quarter_are_planned_once_and_caught_up(cast):
    schedules(since=NOW.date().replace(month=9, day=1))
    assert making.plan_due(now=NOW) > 0
    while making.plan_due(now=NOW):
        pass
    rows = StoredReport.objects.filter(kind="complaints").order_by("first")
    assert [(str(row.first), str(row.last)) for row in rows] == [
        ("2026-09-01", "2026-09-30"),
        ("2026-10-01", "2026-10-31"),
    ]
    assert [str(row.last) for row in StoredReport.objects.filter(kind="market")] == ["2026-09-30"]
    schedule = ReportSchedule.objects.get(kind="complaints")
    assert (str(schedule.next_first), schedule.next_at) == ("2026-11-01", DECEMBER)
    assert making.plan_due(now=NOW) == 0
    assert making.plan_due(now=DECEMBER - MINUTE) == 0


def test_run_due_turns_a_month(cast):
    schedules()
    ours = [job for job in jobs() if job.task in ("reports.plan_reports", "reports.make_reports")]
    assert [run_job(job, now=DECEMBER) for job in ours] == [5, 5]
    assert [run_job(job, now=DECEMBER) for job in ours] == [0, 0]
    assert set(StoredReport.objects.values_list("kind", "state")) == {
        (kind, "made") for kind in ("service", "complaints", "visits", "quality", "cost")
    }


def test_same_period_is_never_planned_twice(cast):
    ordered()
    with pytest.raises(IntegrityError), transaction.atomic():
        ordered()


@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_report():
    from tests.factories import cast as make_cast

    make_cast()
    schedules()
    ready, done = Barrier(2), []

    def work() -> None:
        ready.wait()
        for act in (making.plan_due, making.make_due):
            done.append(act(now=DECEMBER))
        connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    while making.make_due(now=DECEMBER):
        pass
    assert StoredReport.objects.filter(state="made").count() == 5
    numbers = sorted(StoredReport.objects.values_list("number", flat=True))
    assert numbers == [f"RP-2026-{n:05}" for n in range(1, 6)]
    assert ReportFile.objects.count() == 20
    assert Notification.objects.filter(template="report_service", channel="page").count() == 3


@pytest.mark.parametrize("step", ["_fix", "_print", "_store", "_finish"])
def test_worker_killed_at_a_step_is_completed_by_the_next_run(cast, monkeypatch, step):
    schedules()
    row = ordered()

    def killed(*args, **options):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(making, step, killed)
        with pytest.raises(KeyboardInterrupt):
            making.make_due(now=NOW)
    assert making.make_due(now=NOW + MINUTE) == 0  # the claim of the killed worker holds
    assert making.make_due(now=NOW + making.LEASE + MINUTE) == 1
    row.refresh_from_db()
    assert (row.state, row.number, row.tries, row.fault) == ("made", "RP-2026-00001", 1, "killed")
    assert files_of(row) == ALL_FILES and row.files.count() == 4


def test_killed_worker_leaves_the_figures_as_they_were(cast, monkeypatch):
    row = ordered()
    with monkeypatch.context() as patch:
        patch.setattr(making, "_print", lambda *args: 1 / 0)
        making.make_due(now=NOW)
    row.refresh_from_db()
    before = row.content_hash
    logged(cast, kind="complaint")
    assert making.make_due(now=NOW + timedelta(hours=1)) == 1
    row.refresh_from_db()
    assert row.content_hash == before == content_hash(row.snapshot)


def test_failed_report_is_tried_again_with_back_off_and_told_to_the_administrator(cast, monkeypatch):
    row = ordered()

    def full(html, **_limits):
        raise RenderError("memory")

    waits, now = [], NOW
    with monkeypatch.context() as patch:
        patch.setattr(stored, "render_pdf", full)
        for _attempt in range(5):
            assert making.make_due(now=now) == 0
            row.refresh_from_db()
            waits.append(row.make_at and int((row.make_at - now).total_seconds() / 60))
            now = row.make_at or now
        assert making.make_due(now=now + timedelta(days=1)) == 0
    assert waits == [5, 20, 80, 320, None]
    assert (row.state, row.tries, row.fault) == ("failed", 5, "memory")
    told = Notification.objects.filter(channel="page").order_by("pk")
    assert [(one.template, one.user.role) for one in told] == [
        ("report_failed", "admin"),
        ("report_given_up", "admin"),
    ]
    page = client_of(cast.admin).get(row.get_absolute_url()).content.decode()
    assert "not enough memory" in page or "内存" in page
    services.retry_report(report_id=row.pk, actor=cast.admin, now=now)
    assert making.make_due(now=now) == 1
    row.refresh_from_db()
    assert (row.state, row.number) == ("made", "RP-2026-00001")


def test_made_report_is_never_changed_and_a_change_is_found(cast):
    row = made()
    before = (row.snapshot, row.content_hash, list(row.files.values_list("sha256", flat=True)))
    logged(cast, kind="complaint")
    assert making.make_due(now=NOW + timedelta(days=1)) == 0
    with pytest.raises(RuleViolation):
        services.retry_report(report_id=row.pk, actor=cast.admin, now=NOW)
    row.refresh_from_db()
    assert before == (row.snapshot, row.content_hash, list(row.files.values_list("sha256", flat=True)))
    assert list(changed_contents()) == []
    StoredReport.objects.filter(pk=row.pk).update(snapshot={**row.snapshot, "kind": "x"})
    assert list(changed_contents()) == [("reports.storedreport", row.pk, "differs")]
    StoredReport.objects.filter(pk=row.pk).update(snapshot={**row.snapshot, "kind": "***"})
    assert list(changed_contents()) == [("reports.storedreport", row.pk, "differs")]


@pytest.mark.parametrize("is_sealed", [True, False])
def test_words_that_an_erasure_took_out_are_no_fault(cast, is_sealed):
    written = note(cast.manager, findings=f"{cast.customer.name}考虑换供应商")
    row = made("market")
    assert cast.customer.name in str(row.snapshot)
    if is_sealed:
        seal_all(now=NOW)
    erase_customer(actor=cast.manager, now=NOW, customer_id=cast.customer.pk, reason="DSR")
    row.refresh_from_db()
    written.refresh_from_db()
    assert cast.customer.name not in written.findings + str(row.snapshot)
    seal_all(now=NOW)
    assert list(changed_contents()) == []
    assert verify(now=NOW).fault is None
    StoredReport.objects.filter(pk=row.pk).update(snapshot={**row.snapshot, "kind": "x"})
    assert verify(now=NOW).fault is not None


def test_correction_is_a_new_number_that_names_the_old_one(cast):
    row = made()
    new = services.correct_report(report_id=row.pk, reason="漏了一张工单", actor=cast.manager, now=NOW)
    assert making.make_due(now=NOW) == 1
    new.refresh_from_db()
    assert (new.number, new.edition, new.replaces) == ("RP-2026-00002", 2, row)
    assert "RP-2026-00001" in stored.html(new, "en")
    with pytest.raises(Conflict):
        services.correct_report(report_id=row.pk, reason="x", actor=cast.manager, now=NOW)
    with pytest.raises(NotPermitted):
        services.correct_report(report_id=new.pk, reason="x", actor=cast.clerk, now=NOW)


def test_report_by_hand_needs_a_period_that_is_over_and_has_none(cast):
    asked = {"kind": "complaints", "rhythm": "month", "actor": cast.manager, "now": NOW}
    with pytest.raises(RuleViolation):
        services.order_report(day=NOW.date(), **asked)
    row = services.order_report(day=NOW.date().replace(month=10), **asked)
    assert (str(row.first), str(row.last)) == ("2026-10-01", "2026-10-31")
    with pytest.raises(Conflict):
        services.order_report(day=NOW.date().replace(month=10, day=1), **asked)


@pytest.mark.parametrize("kind", sorted(KIND_READERS))
def test_every_kind_is_printed_in_both_languages_from_one_set_of_figures(cast, kind):
    logged(cast, kind="complaint", now=OCTOBER, received_at=OCTOBER)
    row = made(kind, "quarter" if kind == "satisfaction" else "month")
    english, chinese = (in_language(row.snapshot, language) for language in ("en", "zh-hans"))
    assert english["title"] != chinese["title"]
    for one, other in zip(english["sections"], chinese["sections"], strict=True):
        pairs = zip(one["measures"], other["measures"], strict=True)
        assert all((a["value"], a["before"], a["verdict"]) == (b["value"], b["before"], b["verdict"]) for a, b in pairs)
    for language in ("en", "zh-hans"):
        paper = stored.html(row, language)
        assert row.number in paper and row.content_hash in paper


def test_workbook_has_the_figures_of_the_snapshot(cast):
    logged(cast, kind="complaint", now=OCTOBER, received_at=OCTOBER)
    row = made()
    file = row.files.get(language="en", format="xlsx")
    book = load_workbook(BytesIO(file.stored.file.read()))
    lines = [[cell.value for cell in line] for line in book["Key figures"].iter_rows(min_row=2)]
    measures = [one for section in in_language(row.snapshot, "en")["sections"] for one in section["measures"]]
    assert [(line[1], line[2], line[3]) for line in lines] == [
        (one["name"], as_share(one, "value"), as_share(one, "before")) for one in measures
    ]
    assert measures[0]["value"] == 1 and lines[0][1] == "Complaints"


def as_share(measure, name):
    """Excel has 96.8% as 0.968."""
    value = measure[name]
    return value / 100 if value is not None and measure["unit"] == "percent" else value


def test_formula_in_a_name_stays_text_in_the_workbook(cast):
    row = made("market")
    snapshot = row.snapshot
    snapshot["sections"][0]["sentences"] = [{"en": "=1+1", "zh-hans": "=1+1"}]
    row.snapshot = snapshot
    book = load_workbook(BytesIO(stored.xlsx(row, "en")))
    cell = next(line[1] for line in book["Text"].iter_rows() if line[1].value == "=1+1")
    assert cell.data_type == "s" and cell.quotePrefix


def test_reader_of_another_kind_finds_nothing_and_the_administrator_no_contents(cast):
    cost = made("cost")
    assert client_of(cast.clerk).get(cost.get_absolute_url()).status_code == 404
    address = reverse("report_file", args=[cost.pk, "en", "xlsx"])
    assert client_of(cast.clerk).get(address).status_code == 404
    assert client_of(cast.admin).get(address).status_code == 403
    assert cost.content_hash[:8] in client_of(cast.gm).get(cost.get_absolute_url()).content.decode()
    answer = client_of(cast.gm).get(address)
    assert answer.status_code == 200 and b"".join(answer.streaming_content).startswith(b"PK")
    api = api_client_of(cast.gm)
    found = api.get(f"/api/v1/reports/{cost.pk}/contents/").json()
    assert found["contents"] == cost.snapshot
    assert api_client_of(cast.admin).get(f"/api/v1/reports/{cost.pk}/contents/").status_code == 403
    assert [row["number"] for row in api.get("/api/v1/reports/?kind=cost").json()["results"]] == [cost.number]


def test_library_asks_as_much_for_thirty_reports_as_for_one(cast):
    made()
    client = client_of(cast.gm)
    client.get(reverse("reports"))

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse("reports")).status_code == 200
        return len(seen)

    one = asked()
    for n in range(30):
        StoredReport.objects.create(
            kind="quality",
            rhythm="month",
            first=NOW.date().replace(year=1990 + n, day=1),
            last=NOW.date().replace(year=1990 + n, day=28),
            created_at=NOW,
            make_at=NOW,
            fault="disk",
            tries=1,
        )
    assert asked() == one


def test_view_of_a_report_numbers_its_sections(cast):
    row = made()
    view = report_view(row.snapshot)
    assert [one.heading for one in view.sections][:2] == ["一、投诉有多少", "二、与上期相比"]
    with override("en"):
        assert report_view(row.snapshot).sections[0].heading == "1 How many complaints"
    assert view.sections[-1].code == "how_sure"


def test_figures_equal_those_of_the_dashboards_to_the_digit(cast):
    logged(cast, kind="complaint", now=OCTOBER, received_at=OCTOBER)
    row = made("service")
    slice_, span = slice_of(cast.gm, {}, NOW), Span(row.first, row.last)
    measures = [one for section in row.snapshot["sections"] for one in section["measures"]]
    assert {one["code"] for one in measures} == set(CODES)
    for one in measures:
        metric = BY_CODE[one["code"]]
        value = rounded(metric, figure(metric, slice_, span).value)
        assert (None if one["value"] is None else Decimal(str(one["value"]))) == value


def test_who_opened_a_report_is_recorded_and_shown_to_those_who_answer_for_it(cast, at_now):
    row = made()
    reader, url = client_of(cast.quality, "en"), row.get_absolute_url()
    for _twice in range(2):
        assert reader.get(url).status_code == 200
        assert reader.get(reverse("report_file", args=[row.pk, "en", "pdf"])).status_code == 200
    api_client_of(cast.gm).get(f"/api/v1/reports/{row.pk}/contents/")
    client_of(cast.admin).get(url)  # who sees how it was made, but not what it says
    found = AccessLogEntry.objects.filter(kind="report", subject=row.number).order_by("pk")
    assert [(one.actor, one.detail) for one in found] == [
        (cast.quality, "page"),
        (cast.quality, "en.pdf"),
        (cast.gm, "page"),
    ]
    page = client_of(cast.manager, "en").get(url).content.decode()
    assert "Who opened it" in page and str(cast.quality) in page and "English PDF" in page
    assert "Who opened it" not in reader.get(url).content.decode()

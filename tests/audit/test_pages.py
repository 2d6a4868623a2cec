"""Pages of the audit log: each row once, filters, and what each role may read."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from django.utils.functional import Promise

from aftersales.audit.enums import AccessKind
from aftersales.audit.models import AccessLogEntry, SealHead
from aftersales.audit.queries.changes import Filter, histories, page_of_changes, way_to
from aftersales.audit.services.access import record_access
from aftersales.audit.services.seals import seal_due
from aftersales.audit.texts.columns import columns_of, noun_of
from aftersales.audit.texts.read import spoken
from aftersales.audit.texts.reasons import code_of, reason_of
from aftersales.staff.models import Department, Region
from aftersales.store.contributions import contributions
from aftersales.store.personal import declared
from aftersales.store.writing import save_with_history
from aftersales.tables.exporting import Retelling, listing_for
from complaints.services.tickets import log_ticket
from customers.models import Contact
from customers.services.personal_data import reveal_phone
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

WRITTEN = re.compile(r"reason=\"([a-z][a-z _]*)\"")
APPS = ("complaints", "customers", "visits", "surveys", "aftersales")


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


def get(user, address="/audit/", **params):
    client = client_of(user, "en")
    return client.get(address, params)


def change(entry):
    return entry.change.noun, [(line.field, line.before, line.after) for line in entry.change.lines]


def everything(user, wanted=Filter(), size=7):  # noqa: B008
    found, before = [], ""
    while True:
        entries, before = page_of_changes(user, wanted, before, size)
        found += [(entry.table, entry.pk) for entry in entries]
        if not before:
            return found


def test_pages_hold_every_row_once_also_rows_with_the_same_time(people):
    for table in histories().values():
        table.objects.update(history_date=NOW)
    Department.history.order_by("pk").update(history_date=NOW - timedelta(days=1))
    found = everything(people.auditor)
    there = {
        (model._meta.label_lower, pk)
        for model in histories().values()
        for pk in model.objects.values_list("pk", flat=True)
    }
    assert len(found) == len(set(found))
    assert set(found) == there


def test_change_shows_actor_old_and_new_values_and_reason(people):
    people.customer.tier = "important"
    save_with_history(people.customer, actor=people.clerk, reason="record")
    [first, *_rest], _next = page_of_changes(people.auditor, Filter(number="cu-2026-00001 "))
    assert (first.change.by, first.change.kind) == (people.clerk, "~")
    assert change(first) == ("Customer CU-2026-00001", [("tier", "Long-term", "Important")])


def test_search_by_number_finds_the_record_and_its_parts_only(people):
    facts = {
        "kind": "complaint",
        "description": "设定 37 ℃ 实测 41 ℃",
        "channel": "hotline",
        "customer": people.customer,
    }
    tickets = [log_ticket(actor=people.clerk, now=NOW, **facts) for _ in range(2)]
    found = everything(people.auditor, Filter(number=tickets[0].number))
    assert {"complaints.historicalticket", "complaints.historicalslatarget"} <= {table for table, _pk in found}
    assert len(found) == len(everything(people.auditor, Filter(number=tickets[1].number)))
    assert {table.split(".")[0] for table, _pk in found} == {"complaints"}
    assert everything(people.auditor, Filter(number="TK-1999-99999")) == []


@pytest.mark.parametrize(
    ("table", "goal", "way"),
    [
        ("complaints.ticket", "complaints.ticket", "id"),
        ("complaints.refund", "complaints.ticket", "fulfilment__proposal__ticket"),
        ("customers.contact", "customers.customer", "customer"),
        ("complaints.ticket", "customers.customer", ""),
        ("staff.department", "complaints.ticket", ""),
    ],
)
def test_row_of_a_part_leads_to_its_record(table, goal, way):
    assert way_to(table, goal) == way


def test_pages_filter_by_person_table_and_day(people):
    made = save_with_history(Department(code="lab", name="化验室"), actor=people.clerk)
    mine = everything(people.auditor, Filter(person=people.clerk.pk))
    assert mine == [("staff.historicaldepartment", made.history.get().pk)]
    assert {table for table, _pk in everything(people.auditor, Filter(model="staff.region"))} == {
        "staff.historicalregion"
    }
    today = made.history.get().history_date.date()
    assert everything(people.auditor, Filter(until=today - timedelta(days=3))) == []


def test_auditor_sees_masked_phones_and_administrator_sees_no_values(people):
    contact = Contact.objects.get()
    contact.phone, contact.email, contact.title = "139 1111 2222", "new@example.test", "厂长"
    save_with_history(contact, actor=people.clerk, reason="details: he told us his private number")
    wanted = Filter(model="customers.contact")
    seen = page_of_changes(people.auditor, wanted)[0][0].change
    assert {line.field: line.after for line in seen.lines} == {
        "title": "厂长",
        "phone": "139 **** 2222",
        "email": "•••",
    }
    hidden = page_of_changes(people.admin, wanted)[0][0].change
    assert {line.after for line in hidden.lines} <= {"•••", "139 **** 2222"}
    assert "private" not in hidden.reason
    rule = save_with_history(Department(code="lab", name="化验室"), actor=people.admin)
    rows = page_of_changes(people.admin, Filter(model="staff.department"))[0]
    assert ("name", "–", "化验室") in change(rows[0])[1], rule


def test_every_table_and_column_has_a_name():
    tables = [*histories().values(), *(one.model for one in declared())]
    assert [model for model in tables if not isinstance(noun_of(model), Promise)] == []
    nameless = [
        (table, name)
        for table, model in histories().items()
        for name, label in columns_of(model).items()
        if not isinstance(label, Promise)
    ]
    assert nameless == []


def test_every_reason_of_a_service_has_a_text():
    root = Path(__file__).parents[2]
    sources = [path for app in APPS for path in root.glob(f"{app}/**/services/**/*.py")]
    written = {reason for path in sources for reason in WRITTEN.findall(path.read_text("utf-8"))}
    assert {reason for reason in written | set(dict(contributions("TICKET_EVENTS"))) if not code_of(reason)} == set()
    assert len(written) > 60
    assert reason_of("merged with CU-2026-00015: 同一家") == "Merged from CU-2026-00015: 同一家"
    assert (code_of("属实，同意"), reason_of("属实，同意")) == ("", "属实，同意"), "what people wrote stands alone"


@pytest.mark.parametrize(
    ("app", "code", "told"),
    [("visits", "signed", "Signed by the customer"), ("people", "signed", "Signed"), ("quality", "signed", "Signed")],
)
def test_code_of_two_apps_is_told_in_the_words_of_the_one_that_holds_the_record(app, code, told):
    with translation.override("en"):
        assert reason_of(code, app) == told
        assert reason_of("logged", app) == "Logged", "the words of other apps are known too"


def test_number_of_queries_does_not_grow_with_rows(people):
    client = client_of(people.auditor)

    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/audit/", {"model": "staff.department"}).status_code == 200
        return len(seen)

    save_with_history(Department(code="first", name="一"), actor=people.clerk)
    asked()  # fills the caches of the company
    few = asked()
    for n in range(40):
        save_with_history(Department(code=f"d{n}", name="部门"), actor=people.clerk)
    assert asked() == few
    assert few < 12


def test_reveal_of_a_phone_is_recorded_and_shown(people):
    reveal_phone(
        actor=people.manager,
        now=NOW,
        customer_id=people.customer.pk,
        contact_id=people.contact.pk,
        reason="回访",
    )
    read = AccessLogEntry.objects.get()
    assert (read.actor, read.kind, read.subject, read.reason) == (
        people.manager,
        AccessKind.REVEAL,
        "CU-2026-00001",
        "回访",
    )
    page = get(people.auditor, "/audit/access/", number="CU-2026-00001")
    assert "CU-2026-00001" in page.content.decode()
    assert "138 0000 2406" not in page.content.decode()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", "CSV, masked, approved by gm for manager, Type: Return, Status: Logged, Closed, Search"),
        ("zh-hans", "CSV、已脱敏、gm代manager批准、类型：退货、状态：受理、已关闭、搜索"),
    ],
)
def test_access_log_says_the_filters_of_an_export_in_words(people, language, told):
    """On the page and in its export."""
    detail = "csv; masked; export 7; consent: gm for manager; kind=return, state=new,closed, q"
    row = record_access(actor=people.admin, now=NOW, kind=AccessKind.EXPORT, subject="tickets", detail=detail, count=3)
    with translation.override(language):
        assert spoken(row.subject, row.detail, Retelling()) == told
        listing = listing_for(people.auditor, "access_log")
        (exported,) = listing.dress(people.auditor, listing.rows(people.auditor, {}, NOW), {})
        assert exported.told == told


def test_texts_of_filters_are_looked_up_once_a_page(people, django_assert_max_num_queries):
    def exports(count):
        for n in range(count):
            region = Region.objects.create(code=f"r{n}-{count}", name=f"第{n}区{count}")
            detail = f"csv; region={region.pk}, rep={people.rep.pk}"
            for subject in ("customers", "purchases"):
                record_access(actor=people.admin, now=NOW, kind=AccessKind.EXPORT, subject=subject, detail=detail)

    exports(1)
    with CaptureQueriesContext(connection) as few:
        page = get(people.auditor, "/audit/access/").content.decode()
    assert "第0区1" in page and str(people.rep) in page
    exports(9)
    with django_assert_max_num_queries(len(few)):
        assert "第8区9" in get(people.auditor, "/audit/access/").content.decode()


def test_page_names_the_first_mismatch(people):
    seal_due(now=NOW)
    assert "not yet verified" in get(people.auditor).content.decode()
    fault = {"model": "customers.historicalcustomer", "pk": 7, "what": "changed", "seal": 3, "other": None}
    SealHead.objects.update(verified_at=NOW, fault=fault)
    assert "First mismatch: Customer 7, changed (seal 3)." in get(people.auditor).content.decode()


BAD = {"person": "9" * 40, "model": "no.such", "since": "2026-13-01", "until": "soon", "before": "x y z"}


@pytest.mark.parametrize(("name", "value"), BAD.items())
def test_invalid_filters_are_ignored_by_the_page_and_refused_by_the_api(people, name, value):
    assert get(people.auditor, **{name: value}).status_code == 200
    client = api_client_of(people.auditor)
    refused = client.get("/api/v1/audit/changes/", {name: value})
    assert refused.status_code == 400
    assert [one["field"] for one in refused.json()["errors"]] == [name]
    place = f"2026-11-18T02:00:00+00:00 staff.region {'9' * 40}"
    assert client.get("/api/v1/audit/changes/", {"before": place}).status_code == 200


def test_api_lists_changes_reads_and_seals(people):
    record_access(actor=people.admin, now=NOW, kind=AccessKind.EXPORT, subject="tickets", count=23)
    seal_due(now=NOW)
    client = api_client_of(people.auditor)
    body = client.get("/api/v1/audit/changes/", {"model": "customers.customer"}).json()
    assert body["next"] == ""
    read = client.get("/api/v1/audit/access/").json()["results"][0]
    assert (read["kind"], read["count"], read["actor"]) == ("export", 23, "admin")
    last = SealHead.objects.get()
    assert client.get(f"/api/v1/audit/seals/{last.number}/").json()["hash"] == last.hash
    assert client.post("/api/v1/audit/seals/", {}).status_code == 405

"""A worker checks and imports files: each row once, also after a kill; errors are named; the file is deleted."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override
from rest_framework.test import APIClient

from aftersales.kernel.errors import Conflict, DomainError, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.office.models import StoredFile
from aftersales.staff.services.tokens import issue_token
from aftersales.tables.columns import fields_of
from aftersales.tables.importing import importer_of
from aftersales.transfers.models import ImportFault, ImportRun
from aftersales.transfers.services.imports import running
from aftersales.transfers.services.imports.asking import begin, receive, stop
from aftersales.transfers.services.imports.running import LEASE, run_due_imports
from complaints.models import Ticket
from customers.models import Contact, Customer
from tests.factories import NOW
from tests.factories.clients import api_client_of

API = "/api/v1/imports/"
TABLE = "客户名称,电话,客户级别,联系人,手机\n" + "".join(
    f"第{n}号样例厂,021-5555{n:04},重要,李四,139{n:08}\n" for n in range(20)
)
BAD = "没有级别的厂,021-77770001,黄金,,\n,021-77770002,重要,,\n"


@pytest.fixture(autouse=True)
def small_batches(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(running, "PAUSE", 0)
    monkeypatch.setattr(running, "BATCH", 6)


@pytest.fixture(autouse=True)
def first_customer_number_is_free(people):
    """Imported customers are numbered from 1 in the test's year."""
    people.customer.number = "CU-2019-00001"
    people.customer.save()


def upload(text: str = TABLE + BAD, encoding: str = "gb18030", name: str = "客户.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(encoding))


def received(people, text: str = TABLE + BAD, kind: str = "customers", actor=None) -> ImportRun:
    return receive(actor=actor or people.manager, now=NOW, kind=kind, upload=upload(text))


def done(people, run: ImportRun, *, trial: bool = False, **more) -> ImportRun:
    begin(actor=run.created_by, now=NOW, run_id=run.pk, trial=trial, **more)
    run_due_imports(now=NOW)
    run.refresh_from_db()
    return run


def figures(run: ImportRun) -> tuple[int, int, int]:
    return run.added, run.known, run.failed


def test_trial_imports_nothing_and_names_the_bad_rows(people):
    before = Customer.objects.count()
    run = done(people, received(people), trial=True)
    assert (run.state, figures(run), run.total, run.done) == ("checked", (20, 0, 2), 22, 22)
    assert [(fault.line, fault.field) for fault in run.faults.all()] == [(22, "tier"), (23, "name")]
    assert set(run.faults.first().reasons) == {"zh-hans", "en"}
    assert Customer.objects.count() == before


def test_imported_rows_equal_created_ones_and_a_second_run_adds_nothing(people):
    run = done(people, received(people))
    assert (run.state, figures(run)) == ("done", (20, 0, 2))
    customer = Customer.objects.get(name="第3号样例厂")
    assert (customer.tier, customer.phone_digits, customer.main_contact.name) == ("important", "02155550003", "李四")
    assert customer.history.get().history_user == people.manager
    assert " 02155550003" in customer.search_text or customer.search_text
    assert customer.contacts.get().history.count() == 1
    assert figures(done(people, received(people))) == (0, 20, 2)
    numbers = Customer.objects.filter(created_at__gte=NOW).order_by("pk").values_list("number", flat=True)
    assert len(set(numbers)) == len(numbers)


def test_row_that_is_twice_in_a_file_is_imported_once_also_in_a_trial(people):
    first = TABLE.splitlines(keepends=True)
    run = done(people, received(people, TABLE + first[1]), trial=True)
    assert figures(run) == (20, 1, 0)
    assert figures(done(people, run)) == (20, 1, 0)


def test_likely_duplicates_are_refused_also_within_a_batch(people):
    text = "name,phone\n蓝鲸示例乳业,021-1\n另一家,021 5550 2406\n新客户,021-66660000\n新客厂,021-66660000\n"
    run = done(people, received(people, text))
    assert figures(run) == (1, 0, 3)
    shown = [fault.reasons["en"] for fault in run.faults.all()]
    assert people.customer.number in shown[0]
    assert people.customer.name not in "".join(shown)  # administrators need not see customers


class Killed(BaseException):
    """An exception that no except clause of the product catches, like a kill signal."""


@pytest.mark.parametrize("after", [0, 1, 3])
def test_killed_import_is_continued_without_gaps_or_doubles(people, monkeypatch, after):
    run, land, calls = received(people), running._Work._land, []

    def dying(work, rows):
        if len(calls) == after:
            raise Killed
        calls.append(rows)
        land(work, rows)

    begin(actor=people.manager, now=NOW, run_id=run.pk, trial=False)
    with monkeypatch.context() as patch:
        patch.setattr(running._Work, "_land", dying)
        with pytest.raises(Killed):
            run_due_imports(now=NOW)
    assert Customer.objects.filter(name__endswith="号样例厂").count() == min(20, after * 6)
    assert run_due_imports(now=NOW + timedelta(seconds=30)) == 0  # the lease still holds
    assert run_due_imports(now=NOW + LEASE + timedelta(minutes=1)) == 1
    run.refresh_from_db()
    assert (run.state, figures(run)) == ("done", (20, 0, 2))
    assert Customer.objects.filter(name__endswith="号样例厂").count() == 20
    assert Contact.objects.filter(name="李四").count() == 20
    assert ImportFault.objects.filter(run=run).count() == 2


def test_import_killed_within_a_batch_saves_none_of_its_rows(people, monkeypatch):
    run = received(people)
    begin(actor=people.manager, now=NOW, run_id=run.pk, trial=False)
    with monkeypatch.context() as patch:
        patch.setattr(ImportFault.objects, "bulk_create", lambda rows: (_ for _ in ()).throw(Killed))
        with pytest.raises(Killed):
            run_due_imports(now=NOW)
    assert not Customer.objects.filter(name__endswith="号样例厂").exists()


def test_worker_without_the_lease_stops_and_imports_nothing(people, monkeypatch):
    run, land = received(people), running._Work._land

    def overtaken(work, rows):
        ImportRun.objects.filter(pk=run.pk).update(lease="somebody else")
        land(work, rows)

    begin(actor=people.manager, now=NOW, run_id=run.pk, trial=False)
    monkeypatch.setattr(running._Work, "_land", overtaken)
    assert run_due_imports(now=NOW) == 0
    assert not Customer.objects.filter(name__endswith="号样例厂").exists()


def test_all_or_nothing_import_saves_all_rows_or_none(people):
    run = done(people, received(people), all_or_nothing=True)
    assert (run.state, run.is_trial) == ("waiting", True)  # nothing was imported: a trial names the bad rows
    run_due_imports(now=NOW)
    run.refresh_from_db()
    assert (run.state, run.failed, run.faults.count()) == ("checked", 2, 2)
    assert not Customer.objects.filter(name__endswith="号样例厂").exists()
    with pytest.raises(RuleViolation):
        begin(actor=people.manager, now=NOW, run_id=run.pk, trial=False)
    assert figures(done(people, received(people, TABLE), all_or_nothing=True)) == (20, 0, 0)


def test_mapping_of_columns_is_remembered(people):
    text = "宝号,热线,不要\n甲,021-1,x\n"
    run = received(people, text)
    assert run.names == {"宝号": "", "热线": "", "不要": ""}
    for names in ({}, {"宝号": "name", "热线": "name"}, {"宝号": "nonsense"}):
        with pytest.raises(InvalidInput):
            begin(actor=people.manager, now=NOW, run_id=run.pk, trial=True, names=names)
    done(people, run, trial=True, names={"宝号": "name", "热线": "phone"})
    assert received(people, text).names == {"宝号": "name", "热线": "phone", "不要": ""}


def test_corrected_bad_rows_are_imported(people, client):
    run = done(people, received(people, "客户名称,电话,客户级别\n=甲厂,+86 139 0000 0001,黄金\n乙厂,,重要\n"))
    client.force_login(people.manager)
    answer = client.get(f"/settings/imports/{run.pk}/bad-rows.csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    lines = text.splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=甲厂,")
    again = received(people, text.replace("黄金", "重要"))
    assert list(again.names.values()) == ["name", "phone", "tier", ""]
    assert figures(done(people, again)) == (1, 0, 0)
    assert Customer.objects.get(name="=甲厂").phone == "+86 139 0000 0001"


def test_files_are_deleted_at_once_or_after_a_week_with_bad_rows(people, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        clean, bad = done(people, received(people, TABLE)), done(people, received(people))
    assert clean.file is None
    path = Path(bad.file.file.path)
    assert path.exists()
    assert not set(path.name) & set("客户")
    with django_capture_on_commit_callbacks(execute=True):
        run_due_imports(now=NOW + timedelta(days=7, hours=1))
    bad.refresh_from_db()
    assert (bad.file, bad.faults.count(), bad.failed) == (None, 0, 2)
    assert not path.exists()
    assert not StoredFile.objects.filter(name="客户.csv").exists()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "a,a\n1,2\n",
        "\x00\x01\x02",
        "客户名称\n" + "字" * 40_000 + "\n",
        "客户名称\n" + "\ud83d".encode("utf-8", "replace").decode() + "\n",
    ],
)
def test_unreadable_files_are_refused_with_a_reason(people, text):
    try:
        run = received(people, text)
        run = done(people, run, trial=True)
    except DomainError:
        return
    assert run.state in {"checked", "failed"}


def test_import_is_for_permitted_roles_only(people):
    for actor, kind in ((people.clerk, "customers"), (people.manager, "products"), (people.manager, "nonsense")):
        with pytest.raises(NotPermitted):
            receive(actor=actor, now=NOW, kind=kind, upload=upload())
    run = received(people, actor=people.admin)
    with pytest.raises(NotPermitted):
        begin(actor=people.manager, now=NOW, run_id=run.pk, trial=True)
    assert figures(done(people, run)) == (20, 0, 2)
    with pytest.raises(Conflict):
        begin(actor=people.admin, now=NOW, run_id=run.pk, trial=True)
    with pytest.raises(Conflict):
        stop(actor=people.admin, now=NOW, run_id=run.pk)


def test_import_notifies_its_user(people):
    done(people, received(people))
    notice = Notification.objects.get(template="import_done", channel="page")
    assert (notice.user, notice.params) == (people.manager, {"added": 20, "known": 0, "failed": 2})


def test_tickets_are_imported_by_the_worker(people):
    run = done(
        people, received(people, "product_category,negative,text\n手机,1,黑屏\n手机,2,怎么算\n手机,0,好\n", "tickets")
    )
    assert figures(run) == (2, 0, 1)
    assert Ticket.objects.get(description="黑屏").opened_by == people.manager


def test_file_that_cannot_be_imported_fails_with_a_reason(people):
    type(people.clerk).objects.filter(role__in=("service", "manager")).update(is_active=False)
    run = done(people, received(people, "text\n好\n", "tickets"), trial=True)
    assert (run.state, bool(run.problem)) == ("failed", True)


def test_bad_rows_are_grouped_by_error(people, client):
    rows = "".join(f"厂{n},021-88880{n:03},{'黄金' if n % 3 else '白银'}\n" for n in range(40)) + ",021-1,重要\n"
    run = done(people, received(people, "客户名称,电话,客户级别\n" + rows), trial=True)
    client.force_login(people.manager)
    shown = client.get(f"/settings/imports/{run.pk}/", headers={"Accept-Language": "en"}).content.decode()
    assert shown.count('<td class="subject">') == 3
    assert "26 rows, starting at line 3" in shown or "26 行，自第 3 行起" in shown
    assert run.failed == 41


def test_pages_lead_from_upload_to_import(people, client):
    client.force_login(people.manager)
    assert client.get("/settings/imports/").status_code == 200
    answer = client.post("/settings/imports/new/", {"kind": "customers", "file": upload()})
    page = answer["Location"]
    assert "客户等级" in client.get(page).content.decode()
    columns = {f"column_{n}": field for n, field in enumerate(("name", "phone", "tier", "", ""))}
    assert client.post(f"{page}check/", {"column_0": "phone"}).status_code == 400
    assert client.post(f"{page}check/", columns).status_code == 302
    assert 'hx-trigger="every 2s"' in client.get(page).content.decode()
    run_due_imports(now=NOW)
    shown = client.get(page, headers={"HX-Request": "true"}).content.decode()
    assert "黄金" in shown
    assert (
        client.get(page, headers={"HX-Request": "true"})["Cache-Control"] == "no-store"
    )  # so that going back shows the complete page
    assert "hx-trigger" not in shown
    assert client.post(f"{page}start/").status_code == 302
    assert client.post(f"{page}start/").status_code == 409
    run_due_imports(now=NOW)
    assert Customer.objects.filter(name__endswith="号样例厂").count() == 20
    client.force_login(people.admin)
    assert client.get(page).status_code == 200
    assert client.get(f"{page}bad-rows.csv").status_code == 403


def test_list_takes_the_same_number_of_queries_for_many(people, client):
    client.force_login(people.admin)
    counts = []
    for number in (1, 30):
        ImportRun.objects.bulk_create(
            ImportRun(kind="customers", file_name="x", created_by=people.admin, created_at=NOW) for _ in range(number)
        )
        with CaptureQueriesContext(connection) as found:
            client.get("/settings/imports/")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_api_imports_as_the_pages_do(people):
    """With a token and other headings: kinds, trial, mapped columns, import, bad rows, corrected rows."""
    client = APIClient(
        HTTP_AUTHORIZATION=f"Token {issue_token(actor=people.manager, label='erp', now=timezone.now())[1]}"
    )
    kinds = {one["kind"]: one["columns"] for one in client.get(f"{API}kinds/").json()}
    assert [column["name"] for column in kinds["customers"] if column["required"]] == ["name"]
    assert "products" not in kinds
    file = upload((TABLE + BAD).replace("客户名称,电话", "宝号,热线"))
    refused = client.post(API, {"kind": "customers", "file": file, "dry_run": "true"}, format="multipart")
    assert (refused.status_code, refused.json()["code"]) == (400, "no_column")
    file.seek(0)
    names = json.dumps({"宝号": "name"})
    made = client.post(API, {"kind": "customers", "file": file, "dry_run": "true", "names": names}, format="multipart")
    assert (made.status_code, made.json()["state"], made.json()["names"]["热线"]) == (202, "waiting", "")
    page = f"{API}{made.json()['id']}/"
    run_due_imports(now=NOW)
    assert client.post(f"{page}check/", {"names": {"热线": "nonsense"}}, format="json").status_code == 400
    assert client.post(f"{page}check/", {"names": {"热线": "phone"}}, format="json").status_code == 202
    assert client.post(f"{page}check/").status_code == 409
    run_due_imports(now=NOW)
    one = client.get(page).json()
    assert (one["state"], one["done"], one["total"], one["failed"]) == ("checked", 22, 22, 2)
    assert [row["line"] for row in one["bad_rows"]] == [22, 23]
    assert "长期" in one["bad_rows"][0]["reason"]  # the values that are allowed
    assert client.post(f"{page}start/").status_code == 202
    assert client.post(f"{page}start/").status_code == 409
    run_due_imports(now=NOW)
    assert Customer.objects.filter(phone_digits__startswith="0215555").count() == 20
    text = b"".join(client.get(f"{page}errors/").streaming_content).decode("utf-8-sig")
    assert len(text.splitlines()) == 3
    mended = upload(text.replace("黄金", "重要"), encoding="utf-8-sig")
    again = client.post(API, {"kind": "customers", "file": mended}, format="multipart").json()
    assert again["names"]["热线"] == "phone"  # remembered
    run_due_imports(now=NOW)
    assert client.get(f"{API}{again['id']}/").json()["added"] == 1
    assert [one["state"] for one in client.get(API).json()["results"]] == ["done", "done", "stopped"]
    client.credentials(HTTP_AUTHORIZATION=f"Token {issue_token(actor=people.clerk, label='x', now=timezone.now())[1]}")
    assert client.get(API).status_code == client.get(f"{API}kinds/").status_code == client.get(page).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "nonsense"},
        {"kind": "customers", "file": "text"},
        {"kind": "customers", "names": "[1]"},
        {"kind": "customers", "names": '{"客户名称": 3}'},
        {"kind": "customers", "names": '{"客户名称": "nonsense"}'},
        {"kind": "customers", "names": '{"客户名称": ""}'},
        {"kind": ["a", "b"], "dry_run": "maybe"},
    ],
)
def test_invalid_requests_get_a_clear_error(people, body):
    client = api_client_of(people.manager)
    answer = client.post(API, {"file": upload()} | body, format="multipart")
    assert 400 <= answer.status_code < 500
    assert not ImportRun.objects.exclude(state="stopped").exists()


USERS = "用户名,姓名,角色,部门,大区,邮箱\nlan,兰心,客服,Warehouse,,lan@example.test\nqi,齐备,rep,,华东,\nbad,无此角色,国王,,,\nx,无此部门,rep,月球部,,\n"


def test_accounts_are_imported_without_passwords(people):
    with pytest.raises(NotPermitted):
        received(people, USERS, "users")
    run = done(people, received(people, USERS, "users", people.admin))
    assert figures(run) == (2, 0, 2)
    assert [fault.field for fault in run.faults.all()] == ["role", "department"]
    accounts = type(people.admin).objects
    lan, qi = accounts.get(username="lan"), accounts.get(username="qi")
    assert (lan.role, lan.department.code, qi.role, qi.region) == ("service", "warehouse", "rep", people.east)
    assert not qi.has_usable_password()  # the administrator gives one on the account's page
    assert figures(done(people, received(people, USERS, "users", people.admin))) == (0, 2, 2)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "importer", [importer_of(kind) for kind in ("customers", "products", "sales", "tickets", "users")]
)
def test_labels_of_pages_are_accepted_as_headings(importer, language):
    with override(language):
        labels = {name: str(label) for name, label in importer.labels.items()}
    assert fields_of(list(labels.values()), importer.words) == labels


AMBIGUOUS = {"姓名"}  # the customer, or the contact where the customer has a column


def test_no_heading_names_two_fields():
    for kind in ("customers", "products", "sales", "tickets", "users"):
        fields = importer_of(kind).words.items()
        words = [word for name, said in fields for word in {word.casefold() for word in (name, *said)} - AMBIGUOUS]
        assert sorted(words) == sorted(set(words)), kind

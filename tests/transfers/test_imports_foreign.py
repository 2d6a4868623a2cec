"""Imports of foreign files on the page and in the API: what was read is told before anything lands, known rows are
changed by choice, an interrupted import continues, every reader gets the reasons in their language."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import Conflict
from aftersales.staff.models import User
from aftersales.tables.cells import day_of, moment_of
from aftersales.transfers.models import ImportRun
from aftersales.transfers.services.imports import running
from aftersales.transfers.services.imports.asking import begin, pause, receive, resume
from aftersales.transfers.services.imports.running import run_due_imports
from complaints.models import Ticket
from customers.models import Customer
from tests.factories import NOW
from tests.factories.clients import api_client_of

API = "/api/v1/imports/"
CHINA = timezone(timedelta(hours=8))


@pytest.fixture(autouse=True)
def small_batches(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    monkeypatch.setattr(running, "PAUSE", 0)
    monkeypatch.setattr(running, "BATCH", 6)


@pytest.fixture(autouse=True)
def first_customer_number_is_free(people):
    people.customer.number = "CU-2019-00001"
    people.customer.save()


def upload(text: str, coding: str = "utf-8", name: str = "客户.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(coding))


def imported(people, text: str, kind: str = "customers", *, trial: bool = False, actor=None, **more) -> ImportRun:
    actor = actor or people.manager
    run = receive(actor=actor, now=NOW, kind=kind, upload=upload(text))
    begin(actor=actor, now=NOW, run_id=run.pk, trial=trial, **more)
    run_due_imports(now=NOW)
    run.refresh_from_db()
    return run


def test_page_shows_what_was_read_before_anything_lands(people, client):
    client.force_login(people.manager)
    text = "客戶名單\n\n客戶名稱（必填）,手機號碼,經營範圍\n臺灣電子,13911119001,食品\n"
    sent = client.post("/settings/imports/new/", {"kind": "customers", "file": upload(text, "big5")})
    shown = client.get(sent["Location"]).content.decode()
    assert "臺灣電子" in shown
    assert "經營範圍" in shown
    run = ImportRun.objects.get()
    assert (run.heading_line, run.coding, run.unread) == (3, "cp950", ["經營範圍"])


def test_api_names_the_columns_that_are_not_read(people):
    sent = {"kind": "customers", "file": upload("客户名称,经营范围\n甲厂,食品\n"), "dry_run": "true"}
    told = api_client_of(people.manager).post(API, sent, format="multipart").json()
    assert (told["unread"], told["heading_line"], told["existing"]) == (["经营范围"], 1, "keep")


def test_differences_are_told_first_and_taken_by_choice(people):
    imported(people, "客户名称,电话,地址\n甲厂,021-55550001,上海市1号\n")
    client = api_client_of(people.manager)
    text = "客户名称,电话,地址\n甲厂,021-55550001,上海市2号\n"
    sent = {"kind": "customers", "file": upload(text), "dry_run": "true", "existing": "update"}
    page = f"{API}{client.post(API, sent, format='multipart').json()['id']}/"
    run_due_imports(now=NOW)
    told = client.get(page).json()
    assert (told["added"], told["known"], told["updated"], told["failed"]) == (0, 0, 1, 0)
    assert "上海市2号" in told["differing_rows"][0]["difference"]
    assert Customer.objects.get(name="甲厂").address == "上海市1号"
    assert client.post(f"{page}start/").status_code == 202
    run_due_imports(now=NOW)
    assert Customer.objects.get(name="甲厂").address == "上海市2号"


def test_interrupted_import_continues_where_it_stood(people, monkeypatch):
    text = "客户名称\n" + "".join(f"第{n}号样例厂\n" for n in range(20))
    run = receive(actor=people.manager, now=NOW, kind="customers", upload=upload(text))
    begin(actor=people.manager, now=NOW, run_id=run.pk, trial=False)
    land, calls = running._Work._land, []

    def landing(work, rows):
        land(work, rows)
        calls.append(rows)
        if len(calls) == 2:
            pause(actor=people.manager, now=NOW, run_id=run.pk)

    with monkeypatch.context() as patch:
        patch.setattr(running._Work, "_land", landing)
        run_due_imports(now=NOW)
    run.refresh_from_db()
    assert (run.state, run.added, Customer.objects.filter(name__endswith="号样例厂").count()) == ("paused", 12, 12)
    resume(actor=people.manager, now=NOW, run_id=run.pk)
    run_due_imports(now=NOW)
    run.refresh_from_db()
    assert (run.state, run.added, run.known) == ("done", 20, 0)
    with pytest.raises(Conflict):
        resume(actor=people.manager, now=NOW, run_id=run.pk)


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_reasons_are_told_in_the_language_of_each_reader(people, language):
    text = "用户名,姓名,角色,邮箱\nli si,李四,客服,\nwang,王五,客服,no-mail\nzhao,赵六,厨师,\n"
    with translation.override("zh-hans" if language == "en" else "en"):
        run = imported(people, text, "users", actor=people.admin)
    assert run.failed == 3
    for fault in run.faults.all():
        is_chinese = any("\u4e00" <= sign <= "\u9fff" for sign in fault.reasons[language].replace("厨师", ""))
        assert is_chinese == (language == "zh-hans"), fault.reasons


def test_trial_names_no_number_that_only_the_trial_gave(people):
    run = imported(people, "客户名称,电话\n甲厂,021-66660000\n乙厂,021-66660000\n", trial=True)
    assert "CU-" not in str(run.faults.get().reasons)
    assert "甲厂" in run.faults.get().reasons["en"]


@pytest.mark.parametrize("word", ["是", "TRUE", "1.0", "yes", "√", "1"])
def test_words_for_yes_make_complaints(people, word):
    imported(people, f"内容,是否负面\n坏了,{word}\n", "tickets")
    assert Ticket.objects.latest("pk").kind == "complaint"


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-01-02 08:15:30.123456", datetime(2026, 1, 2, 8, 15, 30, 123456, CHINA)),
        ("2026-01-02T00:15:30.5Z", datetime(2026, 1, 2, 0, 15, 30, 500_000, UTC)),
        ("2026年1月2日 下午 2:30", datetime(2026, 1, 2, 14, 30, tzinfo=CHINA)),
    ],
)
def test_moments_of_feedback_land_as_written(people, text, meant):
    imported(people, f"内容,时间\n坏了,{text}\n", "tickets")
    assert Ticket.objects.latest("pk").received_at == meant


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    st.integers(0, 10**17),
    st.integers(-14 * 60, 14 * 60),
    st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]),
)
def test_every_isoformat_is_the_same_moment_and_day_in_every_cell(microseconds, minutes, precision):
    moment = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds % (100 * 365 * 86_400 * 10**6))
    text = moment.astimezone(timezone(timedelta(minutes=minutes))).isoformat(timespec=precision)
    meant = datetime.fromisoformat(text)
    assert moment_of(text) == meant
    # China had summer time until 1991.
    assert day_of(text) == meant.astimezone(ZoneInfo("Asia/Shanghai")).date()


def test_user_import_refuses_masked_values_and_two_numbers(people):
    text = "用户名,姓名,角色,电话\na1,李*,客服,\na2,王五,客服,139****1111\na3,赵六,客服,13911110001/13911110002\n"
    text += "a4,钱七,客服,1391111000\na5,孙八,客服,#N/A\n"
    run = imported(people, text, "users", actor=people.admin)
    assert (run.failed, User.objects.filter(username__in=["a1", "a2", "a3", "a4", "a5"]).count()) == (5, 0)


def test_each_contact_of_a_company_keeps_its_address(people):
    imported(people, "客户名称,联系人,手机,邮箱\n甲厂,李四,18612345678,a@b.cn\n甲厂,王五,18612345679,c@d.cn\n")
    customer = Customer.objects.get(name="甲厂")
    assert customer.email == "a@b.cn"
    assert [contact.email for contact in customer.contacts.order_by("pk")] == ["a@b.cn", "c@d.cn"]


def test_name_that_a_cell_broke_into_lines_is_one_line(people):
    imported(people, '客户名称,联系人,手机\n"甲\r\n乙厂","李\n四",18612345678\n')
    customer = Customer.objects.get(name="甲 乙厂")
    assert customer.contacts.get().name == "李 四"


def test_names_of_downloads_are_kept_in_any_script(people, client):
    run = imported(people, "客户名称,客户级别\n甲厂,黄金\n")
    client.force_login(people.manager)
    told = client.get(f"/settings/imports/{run.pk}/bad-rows.csv")["Content-Disposition"]
    assert "filename*=utf-8''%E5%AE%A2%E6%88%B7-" in told

"""Scheduled and requested backups: made once, retried, deleted by age, and missing ones are notified."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aftersales.backups.models import BackupRun
from aftersales.backups.rules import daily_key, drill_due, is_stale, moment_of, name_of, outdated
from aftersales.backups.services import making, runs
from aftersales.backups.services.runs import request_backup, run_due_backups
from aftersales.kernel.errors import Conflict, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from tests.factories import NOW
from tests.factories.clients import api_client_of

API = "/api/v1/backups/"
DAY = timedelta(days=1)


def test_newest_backups_and_one_of_each_week_are_kept():
    names = [name_of(NOW - n * DAY) for n in range(40)]  # NOW is a Wednesday
    gone = outdated([*names, "notes.txt", "aftersales-20269999T000000Z.tar.gz"], newest=7, weeks=4)
    kept = [name for name in names if name not in gone]
    assert kept == [
        *names[:7],
        names[10],
        names[17],
    ]  # the Sundays before; this week's and the last's are among the seven
    assert outdated(names[:1], newest=0, weeks=0) == []


def test_name_of_a_backup_holds_its_moment():
    assert moment_of(name_of(NOW)) == NOW
    assert moment_of("aftersales-x.tar.gz") is None


@pytest.mark.parametrize(
    ("hour", "at", "key"),
    [(2, time(2, 30), ""), (3, time(2, 30), "daily:2026-11-18"), (23, time(0), "daily:2026-11-18"), (3, None, "")],
)
def test_backup_is_due_once_a_day_from_its_hour_on(hour, at, key):
    assert daily_key(datetime(2026, 11, 18, hour, tzinfo=UTC), at) == key


def test_backup_is_stale_after_36_hours_and_restore_test_is_weekly():
    hours = timedelta(hours=1)
    assert not is_stale(NOW - 36 * hours, None, NOW)
    assert is_stale(NOW - 37 * hours, None, NOW)
    assert is_stale(None, NOW - 37 * hours, NOW)
    assert not is_stale(None, None, NOW)
    assert not drill_due(None, None, NOW)
    assert drill_due(None, NOW - 7 * DAY, NOW)
    assert not drill_due(NOW - 6 * DAY, NOW - 70 * DAY, NOW)


@pytest.fixture(autouse=True)
def small_backups(settings, tmp_path, monkeypatch):
    """Writing a backup writes ten bytes into the test's folder."""
    settings.BACKUP_DIR, settings.BACKUP_AT = tmp_path / "backups", time(2, 30)

    def written(*, path, now, progress=making.quiet):
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x" * 10)
        facts = {"tables": {"t": {"rows": 3}}, "files": {"count": 1, "missing": 0}}
        return making.Made(path, 10, facts)

    monkeypatch.setattr(making, "write_backup", written)


def test_backup_is_made_once_a_day(people, settings):
    assert run_due_backups(now=NOW) == 1
    assert run_due_backups(now=NOW + timedelta(hours=1)) == 0
    assert run_due_backups(now=NOW + DAY) == 1
    assert len(making.in_folder(settings.BACKUP_DIR)) == 2
    run = BackupRun.objects.first()
    assert (run.state, run.rows, run.files, run.file) == ("done", 3, 1, name_of(NOW + DAY))
    assert not Notification.objects.exists()


def test_backups_switched_off_are_neither_made_nor_missed(people, settings):
    settings.BACKUP_AT = None
    assert run_due_backups(now=NOW) == 0
    assert not BackupRun.objects.exists()


def test_backup_is_requested_by_administrators_only(people):
    with pytest.raises(NotPermitted):
        request_backup(actor=people.auditor, now=NOW)
    run = request_backup(actor=people.admin, now=NOW)
    with pytest.raises(Conflict):
        request_backup(actor=people.admin, now=NOW)
    run_due_backups(now=NOW)
    run.refresh_from_db()
    assert (run.state, run.asked_by) == ("done", "admin")
    request_backup(actor=people.admin, now=NOW + timedelta(minutes=1))


def failing(**kwargs):
    raise RuleViolation(
        "The disk is full. No partial data was left behind. Free up space or choose another folder.", code="disk_full"
    )


def test_failed_backup_is_retried_and_notified(people, monkeypatch):
    monkeypatch.setattr(making, "write_backup", failing)
    for attempt in range(5):
        assert run_due_backups(now=NOW + attempt * runs.WAIT) == 0
    run = BackupRun.objects.get()
    assert (run.state, run.attempts) == ("failed", 3)
    told = Notification.objects.filter(template="backup_failed", channel="page")
    assert {notice.user for notice in told} == {people.admin}
    assert told.count() == 2  # of the first and the last attempt


def test_killed_backup_is_made_by_the_next_run(people):
    request_backup(actor=people.admin, now=NOW)
    BackupRun.objects.update(state="running", leased_until=NOW + runs.LEASE, attempts=1)
    assert run_due_backups(now=NOW + timedelta(minutes=9)) == 1  # today's own; the other may still be running
    later = NOW + timedelta(minutes=11)
    run_due_backups(now=later)
    assert BackupRun.objects.get(asked_by="admin").state == "waiting"
    assert run_due_backups(now=later + runs.WAIT) == 1
    assert BackupRun.objects.filter(state="done").count() == 2


def test_missing_backup_is_notified_once_a_day_after_36_hours(people, monkeypatch):
    run_due_backups(now=NOW)
    monkeypatch.setattr(making, "write_backup", failing)
    for hours in (20, 30, 36.5, 37):
        run_due_backups(now=NOW + timedelta(hours=hours))
    assert Notification.objects.filter(template="backup_stale", channel="page").count() == 1


def test_restore_test_runs_every_week(people, monkeypatch):
    tried = []
    monkeypatch.setattr(runs, "try_restore", lambda *, file: tried.append(file) or 3)
    for day in range(15):
        run_due_backups(now=NOW + day * DAY)
    assert len(tried) == 2
    assert BackupRun.objects.filter(kind="drill", state="done", rows=3).count() == 2


def test_page_shows_the_runs_and_the_button(people, client, monkeypatch):
    monkeypatch.setattr(making, "write_backup", failing)
    run_due_backups(now=NOW)
    client.force_login(people.admin)
    page = client.get("/settings/backups/").content.decode()
    assert "磁盘已满" in page
    assert "立即备份" in page
    assert client.post("/settings/backups/now/").status_code == 302
    client.force_login(people.auditor)
    assert "立即备份" not in client.get("/settings/backups/").content.decode()
    assert client.post("/settings/backups/now/").status_code == 403
    client.force_login(people.clerk)
    assert client.get("/settings/backups/").status_code == 404


def test_page_takes_the_same_number_of_queries_for_many_runs(people, client):
    client.force_login(people.admin)
    counts = []
    for number in (1, 30):
        keys = [f"x{number}-{n}" for n in range(number)]
        BackupRun.objects.bulk_create(BackupRun(key=key, created_at=NOW, due_at=NOW) for key in keys)
        with CaptureQueriesContext(connection) as found:
            client.get("/settings/backups/")
        counts.append(len(found))
    assert counts[0] == counts[1]


def test_api_lists_the_same_runs_as_the_page(people):
    client = api_client_of(people.admin)
    made = client.post(API)
    assert (made.status_code, made.json()["state"]) == (202, "waiting")
    assert client.post(API).status_code == 409
    assert client.get(API).json()["count"] == 1
    assert client.get(f"{API}{made.json()['id']}/").json()["kind"] == "backup"
    client.force_authenticate(people.auditor)
    assert client.post(API).status_code == 403
    client.force_authenticate(people.manager)
    assert client.get(API).status_code == 404

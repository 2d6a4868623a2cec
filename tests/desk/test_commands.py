"""Commands of a terminal: the first administrator, what is due, every route's policy."""

import io
import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from aftersales.celery import app
from aftersales.desk.installation import set_up
from aftersales.desk.services.due import run_due
from aftersales.office.models import Company, Holiday, JobFailure, WorkingPeriod
from aftersales.office.queries import calendar, missing_years
from aftersales.office.services.installation import public_holidays
from aftersales.staff.models import Department, Region, User
from aftersales.store.schedule import jobs
from complaints.models import AuthorityRule, SlaPolicy
from surveys.models import Questionnaire
from tests.complaints.factories import logged
from tests.factories import NOW, cast
from visits.models import Cadence, Visit

ROOT = Path(__file__).parents[2]
GOOD = "a long enough secret"


def create(monkeypatch, password: str = GOOD, **options) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("createadmin", **{"username": "boss", "password_stdin": True, "name": "何苗", **options})


@pytest.mark.django_db
def test_first_administrator_can_sign_in(monkeypatch, client):
    create(monkeypatch)
    user = User.objects.get(username="boss")
    assert (user.role, user.name, user.is_demo) == ("admin", "何苗", False)
    assert client.post("/sign-in/", {"username": "boss", "password": GOOD}).status_code == 302


@pytest.mark.django_db
def test_first_administrator_is_created_once(monkeypatch):
    create(monkeypatch)
    with pytest.raises(CommandError, match="already an administrator"):
        create(monkeypatch, username="second")


@pytest.mark.django_db
@pytest.mark.parametrize("password", ["short", "1234567890", "demo-aftersales", ""])
def test_weak_or_published_password_is_refused(monkeypatch, password):
    with pytest.raises(CommandError):
        create(monkeypatch, password)
    assert not User.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("username", ["", "with space", "x" * 151])
def test_bad_user_name_is_refused(monkeypatch, username):
    with pytest.raises(CommandError):
        create(monkeypatch, username=username)


@pytest.mark.django_db
def test_set_up_installs_all_defaults_once():
    for _ in range(2):
        set_up(actor=None, now=NOW, company={"name": "禾川示例仪器"})
    assert Company.objects.get().name == "禾川示例仪器"
    assert WorkingPeriod.objects.count() == 10
    assert set(Department.objects.values_list("code", flat=True)) >= {"sales", "quality", "warehouse", "transport"}
    assert Region.objects.count() == 5
    for model in (SlaPolicy, AuthorityRule, Cadence, Questionnaire):
        assert model.objects.exists()
    assert SlaPolicy.objects.count() == 7


@pytest.mark.django_db
def test_holidays_of_a_year_are_complete_or_missing():
    """Next year's make-up days are announced in November; until they are entered, the page asks for them."""
    set_up(actor=None, now=NOW)
    working = calendar()
    assert not working.is_workday(NOW.date().replace(month=10, day=7))
    assert working.is_workday(NOW.date().replace(month=10, day=10))  # a Saturday that is worked
    years = {day.year for day in Holiday.objects.values_list("date", flat=True)}
    assert years == {year for year in (2025, 2026, 2027) if public_holidays(year)}
    assert missing_years(NOW.date()) == ([] if 2027 in years else [2027])


@pytest.mark.django_db
def test_run_due_does_every_due_job_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people = cast()
    people.customer.tier, people.customer.since = "important", NOW.date() - timedelta(days=400)
    people.customer.save()
    from visits.services.installation import install_defaults

    install_defaults(actor=None, now=NOW)
    logged(people, channel="phone", received_at=NOW)
    later = NOW + timedelta(hours=30)
    first = run_due(now=later)
    assert first["visits.plan_due"] == 1
    assert first["complaints.sweep_sla_targets"] >= 1
    assert first["notifications.deliver"] == len(mail.outbox) > 0
    assert set(run_due(now=later).values()) == {0}
    assert Visit.objects.count() == 1


@pytest.mark.django_db
def test_run_due_accepts_a_moment(capsys):
    set_up(actor=None, now=NOW)
    call_command("run_due", now=timezone.now())
    assert "visits.plan_due: 0" in capsys.readouterr().out


@pytest.mark.django_db
def test_jobs_run_before_the_company_is_set_up():
    run_due(now=NOW)
    assert not JobFailure.objects.exists()


@pytest.mark.django_db
def test_run_due_ends_with_an_error_that_names_the_job_that_failed(monkeypatch, capsys):
    set_up(actor=None, now=NOW)

    def fail(**options):
        raise RuntimeError("no space")

    failing = next(job for job in jobs() if job.task == "visits.plan_due")
    others = [job for job in jobs() if job.task in {"audit.seal", "visits.sweep_digests"}]
    monkeypatch.setattr("aftersales.desk.services.due.jobs", lambda: [replace(failing, service=fail), *others])
    with pytest.raises(CommandError, match=r"^Failed: visits\.plan_due\."):
        call_command("run_due")
    said = capsys.readouterr().out
    assert "visits.plan_due: failed" in said
    assert all(f"{job.task}: " in said for job in others)


@pytest.mark.parametrize("command", ["verify_audit", "erase_customer", "index_search", "createadmin"])
def test_command_on_a_database_without_tables_says_what_to_do(tmp_path, command):
    environment = {"PATH": os.defpath, "DATA_DIR": str(tmp_path)}
    run = [sys.executable, str(ROOT / "manage.py"), command]
    done = subprocess.run(run, env=environment, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1:] == ["The database has no tables yet. Run manage.py upgrade first."]
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["soon", "0001-01-01T00:00", "9999-12-31", "1990-01-01T00:00Z"])
def test_run_due_refuses_a_moment_that_makes_no_sense(text):
    with pytest.raises(CommandError, match="--now"):
        call_command("run_due", "--now", text)


def test_scheduler_and_run_due_read_the_same_entries():
    assert {name: entry["schedule"] for name, entry in app.conf.beat_schedule.items()} == {
        job.task: job.every for job in jobs()
    }
    assert [job.task for job in jobs() if job.by_worker_only] == ["office.heartbeat"]


def test_each_task_calls_the_service_of_its_entry():
    app.loader.import_default_modules()
    for job in jobs():
        function = app.tasks[job.task].run
        first, *rest = function.__code__.co_names
        found = function.__globals__[first]
        assert job.service in (found, getattr(found, rest[0], None)), job.task


def test_every_route_is_listed_with_its_policy(capsys):
    call_command("route_policies", json=True)
    rows = json.loads(capsys.readouterr().out)
    by_name = {row["name"]: row for row in rows}
    assert by_name["healthz"]["public"]
    assert by_name["home"]["roles"] is None
    assert "rep" not in by_name["investigations"]["roles"]
    assert by_name["tickets"]["route"] == "/tickets/"
    assert {row["method"] for row in rows if row["name"] == "api-customer-list"} == {"GET", "POST"}


def test_route_policies_prints_each_route_with_its_policy(capsys):
    call_command("route_policies")
    assert any(line.startswith("/healthz") and line.endswith("public") for line in capsys.readouterr().out.splitlines())

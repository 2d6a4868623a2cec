"""A row that fails is skipped and reported, and everything else is done."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from aftersales.celery import WatchedTask, app
from aftersales.desk.services.due import run_due, run_job
from aftersales.office.models import JobFailure
from aftersales.office.services.jobs import watched
from aftersales.store.schedule import Job, jobs
from aftersales.store.sweeping import collecting, each, each_due, together_or_each
from complaints.models import Reminder, SlaTarget
from complaints.services import escalation, reminders
from customers.models import Customer
from tests.complaints import factories as make
from tests.factories import NOW, customer_of

pytestmark = pytest.mark.django_db
LATE = NOW + timedelta(days=30)


def test_rows_after_the_one_that_fails_are_done():
    done = []

    def do(key):
        if key == 2:
            raise OverflowError("about 张三")
        done.append(key)
        return 1

    with collecting() as failed:
        assert each([1, 2, 3], do) == 2
    assert done == [1, 3]
    assert [(one.key, one.kind) for one in failed] == [(2, "OverflowError")], "not the text, which may be personal"


def test_rows_that_always_fail_do_not_hold_up_the_rest(people):
    for n in range(2, 6):
        customer_of(people.east, number=f"CU-2026-0000{n}", name=f"客户{n}")
    last = Customer.objects.order_by("-pk").first().pk

    def do(pk):
        if pk != last:
            raise ValueError
        return 1

    assert each_due(Customer.objects.order_by("pk"), do, limit=2) == 1


def test_batch_that_fails_is_done_row_by_row():
    def do(keys):
        if 2 in keys:
            raise ValueError
        return len(keys)

    with collecting() as failed:
        assert together_or_each([1, 2, 3], do) == 2
    assert [one.key for one in failed] == [[2]]


def poison(monkeypatch, pk):
    real = escalation._notify

    def notify(target, *args):
        if target.pk == pk:
            raise OverflowError("date value out of range")
        real(target, *args)

    monkeypatch.setattr(escalation, "_notify", notify)


def test_escalation_goes_on_after_a_row_that_fails_and_says_so(people, monkeypatch, client, time_machine):
    first, second = (make.logged(people, channel="email") for _ in range(2))
    SlaTarget.objects.exclude(code="first_reply").delete()
    bad = first.sla_targets.get()
    job = next(job for job in jobs() if job.task == "complaints.sweep_sla_targets")
    with monkeypatch.context() as patched:
        poison(patched, bad.pk)
        assert run_job(job, now=LATE) == 1
        assert second.sla_targets.get().alert_level == 3
        row = JobFailure.objects.get()
        assert (row.task, row.rows, row.failed_at) == (job.task, 1, LATE)
        assert str(bad.pk) in row.error and "OverflowError" in row.error
        run_job(job, now=LATE + timedelta(minutes=1))
        assert JobFailure.objects.get().since == LATE
    body = Client().get("/healthz").json()
    assert [(one["job"], one["rows"]) for one in body["failing_jobs"]] == [(job.task, 1)]
    client.force_login(people.admin)
    assert job.task in client.get(reverse("home"), follow=True).content.decode()
    assert run_job(job, now=LATE + timedelta(minutes=2)) == 1
    assert not JobFailure.objects.exists()
    assert Client().get("/healthz").json()["failing_jobs"] == []
    assert job.task not in client.get(reverse("home"), follow=True).content.decode()


def test_reminder_that_fails_is_tried_again_at_once(people, monkeypatch):
    ticket = make.logged(people)
    for note in ("a", "b"):
        reminders.remind(ticket_id=ticket.pk, due_at=NOW + timedelta(hours=1), note=note, actor=people.clerk, now=NOW)
    bad = Reminder.objects.get(note="a").pk
    real = reminders._send

    def send(pk, *args):
        if pk == bad:
            raise ValueError
        return real(pk, *args)

    with monkeypatch.context() as patched:
        patched.setattr(reminders, "_send", send)
        assert reminders.sweep(now=LATE) == 1
    assert reminders.sweep(now=LATE) == 1


def test_job_that_fails_as_a_whole_does_not_stop_the_others(people, monkeypatch):
    def broken(*, now, limit):
        raise RuntimeError

    known = jobs()
    bad = Job(known[0].task, broken, 5, place=-1, in_batches=True)
    monkeypatch.setattr("aftersales.desk.services.due.jobs", lambda: [bad, *known[1:]])
    assert run_due(now=NOW)[bad.task] is None
    assert JobFailure.objects.get(task=bad.task).error == "RuntimeError"


def test_worker_watches_every_task():
    app.loader.import_default_modules()
    assert all(isinstance(app.tasks[job.task], WatchedTask) for job in jobs())


def test_only_scheduled_jobs_are_recorded():
    with pytest.raises(ValueError), watched("something.else", now=NOW):
        raise ValueError
    assert not JobFailure.objects.exists()

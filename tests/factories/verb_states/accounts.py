"""Accounts, trainings, and what is exported and imported."""

from __future__ import annotations

from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from django.urls import reverse

from aftersales.people.services.evaluations import note_finding
from aftersales.staff.models import User
from aftersales.transfers.enums import ImportState
from aftersales.transfers.models import ExportRequest, ImportRun
from aftersales.transfers.services.exports import begin_export
from aftersales.transfers.services.imports.asking import receive
from tests.people import factories as make

from .. import NOW, Cast, person
from ..visits import visit_of
from .visits import a_customer


def rows(people: Cast) -> list[Any]:
    """A training that has begun, and one that somebody failed; an evaluation with a finding; an export that waits."""
    failed = make.assessed(people, make.course(people), NOW - make.DAY, {people.rep: 10})
    finding = {"rule": "三个工作日答复", "verdict": "weak", "finding": "常常晚到", "actor": people.manager, "now": NOW}
    evaluation = note_finding(evaluation_id=make.evaluation().pk, **finding)
    return [make.session(people, enrolled=[people.rep], starts_at=NOW), failed, evaluation, _export(people)]


def _export(people: Cast) -> ExportRequest:
    asked = {"page": "customers", "params": {}, "file_format": "csv", "is_whole": True, "reason": "信件"}
    with override_settings(EXPORT_CONSENT_ABOVE=0):
        return begin_export(actor=people.clerk, now=NOW, **asked)


def _imported(people: Cast, state: str) -> int:
    """An import that has come so far."""
    upload = SimpleUploadedFile("customers.csv", "客户名称\n甲\n".encode())
    run = receive(actor=people.manager, now=NOW, kind="customers", upload=upload)
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    return run.pk


def pages(people: Cast) -> list[str]:
    """Imports at each step, and an account that is closed and locked, with a visit to make."""
    states = (ImportState.CHECKED, ImportState.RUNNING, ImportState.PAUSED)
    gone = person("gone", "rep", region=people.east)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    visit_of(a_customer(people, 7), rep=gone, due_on=NOW.date())
    tried = {"username": gone.username, "failures_since_start": settings.AXES_FAILURE_LIMIT}
    AccessAttempt.objects.create(ip_address="192.0.2.1", **tried)
    runs = [reverse("import_run", args=[_imported(people, state)]) for state in states]
    return [*runs, reverse("user", args=[gone.pk])]

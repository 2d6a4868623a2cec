"""The verbs of exports and imports. Downloading an export has its own view and API action, because it answers with a
file."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.verbs import Verb, table

from .enums import ImportState
from .forms.exports import ConsentForm, RefuseForm
from .forms.imports import ColumnsForm, ImportVerbForm
from .models import ExportRequest, ImportRun
from .permissions import consent_of
from .services import exports
from .services.imports import asking


def _can_decide(user: User, row: ExportRequest) -> bool:
    now = timezone.now()
    waits = row.waits_until is not None and now <= row.waits_until
    return waits and consent_of(user, row.asked_by_id, company_date(now)) is not None


def _can_check(user: User, run: ImportRun) -> bool:
    return run.created_by_id == user.pk and run.state in asking.READY and run.file_id is not None


def _can_start(user: User, run: ImportRun) -> bool:
    failed = run.is_whole and run.failed
    return _can_check(user, run) and run.state == ImportState.CHECKED and not failed


def _can_pause(user: User, run: ImportRun) -> bool:
    return run.created_by_id == user.pk and run.state in asking.UNDER_WAY


def _can_resume(user: User, run: ImportRun) -> bool:
    return run.created_by_id == user.pk and run.state in asking.RESUMABLE and run.file_id is not None


def _can_stop(user: User, run: ImportRun) -> bool:
    return run.created_by_id == user.pk and run.state not in asking.OVER


EXPORTS = table(
    Verb("consent", _("Approve"), ConsentForm, exports.consent_to_export, _can_decide, _("Approved")),
    Verb("refuse", _("Decline"), RefuseForm, exports.refuse_export, _can_decide, _("Declined"), stop=True),
)
IMPORTS = table(
    Verb("check", _("Check all rows"), ColumnsForm, asking.check, _can_check, ""),
    Verb("start", _("Start import"), ImportVerbForm, asking.start, _can_start, ""),
    Verb("pause", _("Pause"), ImportVerbForm, asking.pause, _can_pause, ""),
    Verb("resume", _("Continue"), ImportVerbForm, asking.resume, _can_resume, ""),
    Verb("stop", _("Stop and delete the file"), ImportVerbForm, asking.stop, _can_stop, "", stop=True),
)

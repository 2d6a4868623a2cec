"""The report of an investigation (Q2): filed as a snapshot, generated as PDF after the transaction, then signed."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_bytes
from aftersales.render.pdf import RenderError
from aftersales.staff.models import User
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, save_with_history
from aftersales.web.figures import listed
from complaints.services.common import event

from .. import permissions
from ..documents import investigation_report
from ..documents.snapshot import person, snapshot
from ..enums import InvestigationState
from ..models import Investigation, InvestigationReport
from ..queries.investigations import lacking
from ..rules.workflow import INVESTIGATION
from .locking import locked_investigation
from .news import tell_filed, tell_signed

LEASE = timedelta(seconds=120)
MAX_ATTEMPTS = 3


@transaction.atomic
def file_report(*, investigation_id: int, language: str, actor: User, now: datetime) -> InvestigationReport:
    """Issue the next version of the report from the current data. The PDF is generated a few seconds later.

    The first version sets the investigation to reported. Later versions, for example with the decision, do not change
    its state; each says which one it replaces. language: of the PDF that is kept; the other language, and the 8D, are
    printed from the same content when they are asked for.
    """
    investigation = locked_investigation(investigation_id)
    ensure(permissions.can_investigate(actor, investigation))
    _check(investigation, language)
    if investigation.state == InvestigationState.OPEN:
        investigation.state = INVESTIGATION.next(investigation.state, "report")
        investigation.version += 1
        save_with_history(investigation, actor=actor, reason="reported")
        event(investigation.ticket, "investigation_reported", actor=actor, now=now, number=investigation.number)
    newest = investigation.reports.first()
    report = InvestigationReport(
        investigation=investigation,
        version=newest.version + 1 if newest else 1,
        language=language,
        snapshot=snapshot(investigation, filed_by=actor, now=now, replaces=newest),
        filed_by=actor,
        filed_at=now,
        render_at=now,
    )
    save_with_history(report, actor=actor, reason="filed")
    tell_filed(report, actor=actor, now=now)
    return report


def _check(investigation: Investigation, language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("There is no report in this language."), code="unknown_language", field="language")
    if found := lacking(investigation):
        raise RuleViolation(
            _("Still missing from the report: %(field)s."),
            code="incomplete",
            params={"field": listed(found.values())},
            field=next(iter(found)),
            fields=found,
        )


@transaction.atomic
def sign_report(*, report_id: int, actor: User, now: datetime) -> InvestigationReport:
    """Sign the newest version, as quality deputy manager. A signed copy is generated from the same snapshot."""
    report = _locked(report_id)
    ensure(permissions.can_sign(actor))
    if report.signed_at is not None:
        raise Conflict(_("This version is already signed."), code="signed_already")
    if report != report.investigation.reports.first():
        raise RuleViolation(_("There is a newer version. Sign that one."), code="not_newest")
    if report.stored_id is None:
        raise RuleViolation(_("The report is still being generated. Read it before you sign."), code="not_printed")
    report.signed_by, report.signed_at = actor, now
    report.signature = {"by": person(actor), "at": now.isoformat()}
    report.render_at, report.attempts, report.fault = now, 0, ""
    save_with_history(report, actor=actor, reason="signed")
    tell_signed(report, actor=actor, now=now)
    return report


@transaction.atomic
def retry_report(*, report_id: int, actor: User, now: datetime) -> InvestigationReport:
    """Try again to generate the PDF of a report that could not be generated."""
    report = _locked(report_id)
    ensure(permissions.can_investigate(actor, report.investigation))
    if not report.fault:
        raise RuleViolation(_("This report has been generated, or will be shortly."), code="not_failed")
    report.render_at, report.attempts, report.fault = now, 0, ""
    return save_with_history(report, actor=actor, reason="print again")


def _locked(report_id: int) -> InvestigationReport:
    investigation_id = InvestigationReport.objects.filter(pk=report_id).values_list("investigation_id", flat=True)
    lock(Investigation, pk__in=investigation_id)
    return lock(InvestigationReport.objects.select_related("investigation"), pk=report_id)


def render_due_reports(*, now: datetime, limit: int = 20) -> int:
    """Generate the PDFs of reports that wait; returns how many. Two runs may overlap, because a conditional UPDATE
    claims each row."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = InvestigationReport.objects.filter(free, render_at__lte=now)
    return each_due(waiting.order_by("render_at"), lambda pk: _render(pk, now), limit=limit)


def _render(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    mine = InvestigationReport.objects.filter(free, pk=pk, render_at__lte=now)
    if not mine.update(lease=lease, leased_until=now + LEASE):
        return 0
    report = InvestigationReport.objects.select_related("investigation", "filed_by", "signed_by").get(pk=pk)
    try:
        data = investigation_report.pdf(report)
    except RenderError as error:
        _postpone(report, lease, error.fault, now)
        return 0
    return _store_pdf(pk, lease, data, now)


@transaction.atomic
def _store_pdf(pk: int, lease: str, data: bytes, now: datetime) -> int:
    report = lock(InvestigationReport.objects.select_related("investigation"), pk=pk)
    if report.lease != lease or report.render_at is None:
        return 0
    signed = report.signed_at is not None and report.stored_id is not None
    name = f"{report.investigation.number}-v{report.version}{'-signed' if signed else ''}.pdf"
    stored = store_bytes(data=data, name=name, suffix="pdf", media_type="application/pdf", actor=None, now=now)
    if signed:
        report.signed_copy = stored
    else:
        report.stored = stored
    report.render_at, report.leased_until, report.lease = None, None, ""
    save_with_history(report, actor=None, reason="printed")
    return 1


def _postpone(report: InvestigationReport, lease: str, fault: str, now: datetime) -> None:
    """Schedule another attempt. After the last one, the page shows the fault and offers to try again."""
    attempts = report.attempts + 1
    given_up = attempts >= MAX_ATTEMPTS
    InvestigationReport.objects.filter(pk=report.pk, lease=lease).update(
        attempts=attempts,
        leased_until=None,
        fault=fault[:20] if given_up else "",
        render_at=None if given_up else now + timedelta(seconds=10 * 4**attempts),
    )

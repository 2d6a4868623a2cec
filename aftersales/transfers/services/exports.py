"""Exports of lists: each is recorded in the access log before it is sent. Much personal data needs a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, save_with_history
from aftersales.tables.exporting import Listing, listing_for

from ..enums import ExportFormat, ExportState
from ..models import ExportRequest
from ..models.exports import OPEN_FOR
from ..permissions import consent_of
from ..queries.exports import exports_seen_by, second_persons, taken_alone
from ..queries.offboarding import waiting_exports

MAX_XLSX = 20_000  # rows; a workbook is complete in memory before it is sent


def _listing(actor: User, page: str) -> Listing:
    listing = listing_for(actor, page)
    if listing is None:
        raise NotVisible()
    return listing


@transaction.atomic
def begin_export(
    *,
    actor: User,
    now: datetime,
    page: str,
    params: Mapping[str, Any],
    file_format: str,
    is_whole: bool = False,
    reason: str = "",
) -> ExportRequest:
    """Request an export. If the result is in state taken, it may be sent at once; if waiting, a second person must
    approve.

    What the actor exported without approval within a day is added, so that splitting a list does not avoid the
    approval.
    """
    listing = _listing(actor, page)
    filters, is_whole = listing.checked(params), is_whole and listing.is_personal
    lock(User, pk=actor.pk)
    row = ExportRequest(
        page=page,
        query=urlencode(filters),
        file_format=ExportFormat(file_format),
        is_whole=is_whole,
        count=listing.size(actor, filters, now),
        reason=reason.strip(),
        asked_by=actor,
        created_at=now,
        state=ExportState.TAKEN,
        taken_at=now,
    )
    _check_size(row)
    if is_whole and row.count + taken_alone(actor, now) > settings.EXPORT_CONSENT_ABOVE:
        return _request_consent(row, now)
    save_with_history(row, actor=actor, reason="exported")
    _log_access(row, listing, now)
    return row


def _check_size(row: ExportRequest) -> None:
    if row.file_format == ExportFormat.XLSX and row.count > MAX_XLSX:
        raise RuleViolation(
            _("XLSX files hold up to %(limit)s rows. Use CSV, or narrow the filter."),
            code="too_many_rows",
            params={"limit": f"{MAX_XLSX:,}"},
            field="file_format",
        )


def _request_consent(row: ExportRequest, now: datetime) -> ExportRequest:
    if not row.reason:
        raise InvalidInput(
            _("Enter a purpose. Exporting more than %(limit)s personal records needs a second person’s approval."),
            code="reason_missing",
            params={"limit": settings.EXPORT_CONSENT_ABOVE},
            field="reason",
        )
    row.state, row.taken_at = ExportState.WAITING, None
    save_with_history(row, actor=row.asked_by, reason="asked")
    notify(
        users=second_persons(row.asked_by, company_date(now)),
        template="export_asked",
        url=row.get_absolute_url(),
        now=now,
        params={"who": row.asked_by.name or row.asked_by.username, "count": row.count},
        key=f"export:{row.pk}:asked",
    )
    return row


def _log_access(row: ExportRequest, listing: Listing, now: datetime) -> None:
    """Write the access log, before anything is sent."""
    parts = [row.file_format, "whole" if row.is_whole else "masked" if listing.is_personal else ""]
    parts += [f"export {row.pk}", _consented(row)]
    parts += [listing.spoken(row.params)]
    record_access(
        actor=row.asked_by,
        now=now,
        kind=AccessKind.EXPORT,
        subject=row.page,
        reason=row.reason,
        count=row.count,
        detail="; ".join(filter(None, parts)),
    )


def _consented(row: ExportRequest) -> str:
    if row.decided_by is None:
        return ""
    return f"consent: {row.decided_by.username}" + (f" for {row.decided_for.username}" if row.decided_for else "")


@transaction.atomic
def consent_to_export(*, actor: User, now: datetime, export_id: int, answer: str = "") -> ExportRequest:
    """Approve an export. It can be downloaded once within 24 hours."""
    return _decide(ExportState.CONSENTED, actor, now, export_id, answer)


@transaction.atomic
def refuse_export(*, actor: User, now: datetime, export_id: int, answer: str) -> ExportRequest:
    """Refuse an export with a reason."""
    return _decide(ExportState.REFUSED, actor, now, export_id, answer)


def _decide(state: ExportState, actor: User, now: datetime, export_id: int, answer: str) -> ExportRequest:
    """Record the decision of a second person. Raises Conflict if it was decided already."""
    today = company_date(now)
    row = lock(exports_seen_by(actor, today).order_by(), pk=export_id)
    consents = consent_of(actor, row.asked_by_id, today)
    ensure(
        consents is not None,
        _(
            "A second person decides: a department manager or administrator other than the "
            "requester, or their stand-in."
        ),
    )
    if row.state == ExportState.LAPSED or (row.waits_until and row.waits_until < now):
        raise Conflict(_("It was not approved in time. Submit a new request."), code="lapsed")
    if row.state != ExportState.WAITING:
        raise Conflict(_("Someone has already decided this request."), code="decided_already")
    if state == ExportState.REFUSED and not answer.strip():
        raise InvalidInput(_("Enter a reason for declining."), code="reason_missing", field="answer")
    row.state = state
    row.decided_by, row.decided_for, row.decided_at = actor, consents.absent if consents else None, now
    row.answer = answer.strip()
    save_with_history(row, actor=actor, reason=row.state)
    notify(
        users=[row.asked_by],
        template=f"export_{row.state}",
        url=row.get_absolute_url(),
        now=now,
        params={"who": actor.name or actor.username, "count": row.count},
        key=f"export:{row.pk}:decided",
    )
    return row


@transaction.atomic
def take_export(*, actor: User, now: datetime, export_id: int) -> ExportRequest:
    """Download an approved export: once, within a day, and no more rows than were requested."""
    row = lock(exports_seen_by(actor, company_date(now)).order_by(), pk=export_id)
    ensure(row.asked_by_id == actor.pk, _("Only the requester can download it."))
    if row.state == ExportState.TAKEN:
        raise Conflict(
            _("The file was already downloaded. Request the export again if you still need it."), code="taken_already"
        )
    if row.state == ExportState.LAPSED:
        raise RuleViolation(_("The request has expired. Submit a new one."), code="lapsed")
    if row.state != ExportState.CONSENTED or row.decided_at is None:
        raise RuleViolation(_("This export has not been approved."), code="no_consent")
    if now > row.decided_at + OPEN_FOR:
        raise RuleViolation(
            _("The approval was valid for 24 hours and has expired. Request it again."), code="consent_over"
        )
    listing = _listing(actor, row.page)
    count = listing.size(actor, row.params, now)
    if count > row.count:
        raise RuleViolation(
            _("The list has grown from %(before)s to %(now)s records since. Request the export again."),
            code="list_has_grown",
            params={"before": row.count, "now": count},
        )
    _check_size(row)
    row.state, row.taken_at, row.count = ExportState.TAKEN, now, count
    save_with_history(row, actor=actor, reason="exported")
    _log_access(row, listing, now)
    return row


def sweep_lapsed(*, now: datetime, limit: int = 200) -> int:
    """End requests that nobody decided in time and approvals that were not used, and notify the users who asked."""
    undecided = Q(state=ExportState.WAITING, created_at__lt=now - timedelta(days=settings.EXPORT_WAITS_DAYS))
    unused = Q(state=ExportState.CONSENTED, decided_at__lt=now - OPEN_FOR)
    due = ExportRequest.objects.filter(undecided | unused).order_by("pk")
    return each_due(due, lambda pk: _lapse_if_due(pk, now), limit=limit)


@transaction.atomic
def _lapse_if_due(pk: int, now: datetime) -> int:
    row = lock(ExportRequest, pk=pk)
    until = row.waits_until or row.open_until
    if until is None or until >= now:
        return 0
    _lapse(row, actor=None, now=now, why="")
    return 1


@transaction.atomic
def lapse_waiting(*, asked_by: User, note: str, actor: Actor, now: datetime) -> None:
    """End the requests of a user who leaves."""
    for row in waiting_exports(asked_by).select_for_update():
        _lapse(row, actor=actor, now=now, why=note)


def _lapse(row: ExportRequest, *, actor: Actor, now: datetime, why: str) -> None:
    """End a request. The caller has locked it."""
    row.state, row.answer = ExportState.LAPSED, why or row.answer
    save_with_history(row, actor=actor, reason="lapsed")
    notify(
        users=[row.asked_by],
        template="export_lapsed",
        url=row.get_absolute_url(),
        now=now,
        params={"count": row.count},
        key=f"export:{row.pk}:lapsed",
    )

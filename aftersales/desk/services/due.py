"""Everything that the scheduler would do, at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial

from aftersales.audit.services.seals import seal_all, verify_daily
from aftersales.backups.services.runs import run_due_backups
from aftersales.notifications.services.notifications import deliver_due
from aftersales.office.services.idempotency import purge_keys
from aftersales.transfers.services.exports import sweep_lapsed
from aftersales.transfers.services.imports.running import run_due_imports
from complaints.quality import services as quality
from complaints.services import approval_escalation, escalation, fulfilment, reception, reminders, risk
from customers.services import erasure, search
from customers.services.duplicates import scan
from customers.services.profile import sweep_qualifications
from surveys.services import grading
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders

BATCH = 200


def _until_done(sweep: Callable[..., int], *, now: datetime) -> int:
    """Sweeps take a batch at a time; a batch that does nothing is the last."""
    total = 0
    while done := sweep(now=now, limit=BATCH):
        total += done
    return total


# By the names of the tasks in aftersales/celery.py. Mails go out last, so that those written before go with them.
PARTS: dict[str, Callable[..., int | None]] = {
    "transfers.run_imports": run_due_imports,
    "customers.scan_duplicates": scan,
    "customers.sweep_erasures": erasure.sweep,
    "customers.index_missing": partial(_until_done, search.index_missing),
    "customers.sweep_qualifications": partial(_until_done, sweep_qualifications),
    "surveys.sweep_grades": partial(_until_done, grading.sweep),
    "visits.plan_due": plan_due,
    "visits.sweep_reminders": sweep_reminders,
    "complaints.sweep_reception": partial(_until_done, reception.sweep),
    "complaints.sweep_risk": partial(_until_done, risk.sweep),
    "complaints.sweep_sla_targets": partial(_until_done, escalation.sweep),
    "complaints.sweep_reminders": partial(_until_done, reminders.sweep),
    "complaints.sweep_approval_escalation": approval_escalation.sweep,
    "complaints.sweep_goods": partial(_until_done, fulfilment.sweep_late_goods),
    "quality.render_report": partial(_until_done, quality.render_due_reports),
    "quality.remind_actions": quality.remind_overdue_actions,
    "office.purge_idempotency_keys": purge_keys,
    "transfers.sweep_exports": partial(_until_done, sweep_lapsed),
    "backups.run": run_due_backups,
    "audit.seal": seal_all,
    "audit.verify": verify_daily,
    "notifications.deliver": partial(_until_done, deliver_due),
}


def run_due(*, now: datetime) -> dict[str, int]:
    """Do what is due; returns how many of what. Safe to run twice, or twice at once: each part claims its rows."""
    return {name: part(now=now) or 0 for name, part in PARTS.items()}

"""Everything that the scheduler would do, at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aftersales.office.services.notices import deliver_due
from complaints.services import escalation, quality, risk
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders

BATCH = 200


def run_due(*, now: datetime) -> dict[str, int]:
    """Do what is due; returns how many of what. Safe to run twice, or twice at once: each part claims its rows.

    The notices go out last, so that those written by the other parts go with them.
    """
    return {
        "visits_planned": plan_due(now=now),
        "visit_reminders": sweep_reminders(now=now),
        "escalations": _until_done(escalation.sweep, now),
        "risks_flagged": _until_done(risk.sweep, now),
        "reports_printed": _until_done(quality.render_due_reports, now),
        "actions_overdue": quality.remind_overdue_actions(now=now),
        "mails_sent": _until_done(deliver_due, now),
    }


def _until_done(sweep: Callable[..., int], now: datetime) -> int:
    """Sweeps take a batch at a time; a batch that does nothing is the last."""
    total = 0
    while done := sweep(now=now, limit=BATCH):
        total += done
    return total

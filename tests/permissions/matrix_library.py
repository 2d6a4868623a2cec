"""Who gets past 404 on stored reports, their schedules and market notes.

Which reports a role finds depends on their kind; here it is the market research report, which reps read too.
"""

from typing import Any

from reports.verbs import NOTES, REPORTS
from visits.permissions import READERS as VISIT_READERS

NOTE_READERS = frozenset({"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "auditor"})
LIBRARY = NOTE_READERS | {"admin"}
MAKERS = frozenset({"manager", "gm", "quality_manager", "executive"})
SCHEDULES = frozenset({"admin", "manager", "gm", "executive", "quality_manager", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "reports": LIBRARY,
    "report": LIBRARY,
    "report_file": LIBRARY,
    "report_new": MAKERS,
    **{f"report_{verb}": LIBRARY for verb in REPORTS},
    "report_schedules": SCHEDULES,
    "report_schedule": SCHEDULES,
    "market_notes": NOTE_READERS,
    "market_asked": NOTE_READERS & VISIT_READERS,
    "api-market-note-requirements": NOTE_READERS & VISIT_READERS,
    "market_note": NOTE_READERS,
    "market_note_new": frozenset({"service", "rep", "manager", "quality_manager"}),
    "market_note_file": NOTE_READERS,
    **{f"market_note_{verb}": NOTE_READERS for verb in NOTES},
    "api-report-list": LIBRARY,
    "api-report-detail": LIBRARY,
    "api-report-contents": LIBRARY,
    "api-report-file": LIBRARY,
    **{f"api-report-{verb}": LIBRARY for verb in REPORTS},
    "api-report-schedule-list": SCHEDULES,
    "api-report-schedule-detail": SCHEDULES,
    "api-market-note-list": NOTE_READERS,
    "api-market-note-detail": NOTE_READERS,
    "api-market-note-file": NOTE_READERS,
    **{f"api-market-note-{verb}": NOTE_READERS for verb in NOTES},
}


def _report(people: Any) -> dict[str, Any]:
    from reports.models import StoredReport
    from tests.reports import library

    row = StoredReport.objects.first() or library.made("market")
    return {"number": row.pk, "pk": row.pk, "language": "en", "suffix": "xlsx"}


def _schedule(people: Any) -> dict[str, Any]:
    from reports.models import ReportSchedule
    from tests.reports import library

    library.schedules()
    return {"pk": ReportSchedule.objects.get(kind="service").pk}


def _note(people: Any) -> dict[str, Any]:
    from reports.models import MarketNote, MarketNoteFile
    from tests.factories.world import upload
    from tests.reports import library

    row = MarketNote.objects.first() or library.note(people.manager, files=[upload()])
    return {"number": row.number, "pk": MarketNoteFile.objects.get(note=row).pk}


OBJECTS = {
    "report": _report,
    "api-report": _report,
    "report_schedule": _schedule,
    "api-report-schedule": _schedule,
    "market_note": _note,
    "api-market-note": _note,
}
SHARED = frozenset(
    {
        "report",
        "report_file",
        "api-report-detail",
        "api-report-contents",
        "market_note",
        "market_note_file",
        "api-market-note-detail",
    }
)

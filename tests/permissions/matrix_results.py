"""Who gets past 404 on the routes of results of survey rounds."""

from typing import Any

from aftersales.office.services.files import store_bytes
from surveys.models import Round, RoundReport
from tests.factories import NOW, Cast
from tests.surveys.factories import closed_round

READERS = frozenset({"service", "rep", "manager", "gm", "quality_manager", "executive", "auditor"})
MANAGING = READERS - {"service", "rep"}
QUARTER = "2025-Q4"

# A round is the company’s; a rep sees the own region of it.
SHARED = frozenset({"api-result-detail"})

ROWS: dict[str, frozenset[str] | str] = {
    "surveys": READERS,
    "surveys_tickets": READERS,
    "round_responses": MANAGING,
    "round_report": MANAGING,
    "round_export": MANAGING,
    "round_seal": MANAGING,
    "survey_honesty": frozenset({"manager", "auditor"}),
    "api-result-list": READERS,
    "api-result-detail": READERS,
    "api-result-responses": MANAGING,
}


def computed(people: Cast) -> dict[str, Any]:
    """The address of a reported round."""
    if not Round.objects.filter(quarter=QUARTER).exists():
        found = closed_round(QUARTER, state="reported", computed_at=NOW, reported_at=NOW)
        for language in ("zh-hans", "en"):
            stored = store_bytes(
                data=b"%PDF-1.7", name="x.pdf", suffix="pdf", media_type="application/pdf", actor=None, now=NOW
            )
            RoundReport.objects.create(round=found, language=language, stored=stored, made_at=NOW)
    return {"quarter": QUARTER}


OBJECTS = dict.fromkeys(("round_responses", "round_report", "round_export", "round_seal", "api-result"), computed)

"""What is drawn once and kept: by every value, and by the reader's language."""

import pytest
from django.template import Context, Template
from django.utils import translation

from complaints.presentation.ticket_row import SlaTargetLine, TicketRow

pytestmark = pytest.mark.once
ROW = TicketRow(
    number="TK-2026-00001",
    url="/tickets/TK-2026-00001/",
    subject="<b>leaks</b>",
    customer="",
    kind="Complaint",
    product="V100",
    state="late",
    when="2 h late",
    stages=(SlaTargetLine("late", "First reply", "09:00", "late"),),
    stage=1,
    stage_name="Verifying",
    owner="林小满",
    mine=True,
    updated="09:00",
    pick=True,
)


def drawn(row: TicketRow, language: str = "en") -> str:
    with translation.override(language):
        return Template('{% drawn "complaints/_row.html" row %}').render(Context({"row": row}))


def test_fragment_differs_by_every_value() -> None:
    first = drawn(ROW)
    assert first == drawn(ROW._replace())
    for name, other in {"subject": "drips", "when": "3 h late", "mine": False, "pick": False, "stages": ()}.items():
        assert drawn(ROW._replace(**{name: other})) != first, name
    assert drawn(ROW) == first


def test_language_and_escapes() -> None:
    assert "&lt;b&gt;leaks&lt;/b&gt;" in drawn(ROW)
    assert "To be identified" in drawn(ROW)
    assert "To be identified" not in drawn(ROW, "zh-hans")

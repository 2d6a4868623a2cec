"""The rows of the ticket list: every value is shown, escaped, in the reader's language."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation

from complaints.presentation.ticket_row import SlaTargetLine, TicketRow
from complaints.views.ticket_rows import ticket_row

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


def shown(row: TicketRow, language: str = "en") -> str:
    with translation.override(language):
        return ticket_row(row)


@pytest.mark.parametrize(
    "name", [name for name in TicketRow._fields if name not in {"mine", "pick", "stage", "state", "stages"}]
)
def test_every_text_is_shown_and_escaped(name: str) -> None:
    assert "&lt;i&gt;&quot;" in shown(ROW._replace(**{name: '<i>"'}))
    assert "<i>" not in shown(ROW._replace(**{name: '<i>"'}))


def test_row_shows_its_marks() -> None:
    for name, other in {"mine": False, "pick": False, "stage": 2, "stages": (), "state": "ok"}.items():
        assert shown(ROW._replace(**{name: other})) != shown(ROW), name


def test_row_is_in_the_readers_language() -> None:
    assert "To be identified" in shown(ROW)
    assert "To be identified" not in shown(ROW, "zh-hans")


@pytest.mark.parametrize("state", ["late", "due", "paused", "done", "ok"])
def test_due_date_equals_the_one_of_the_template(state: str) -> None:
    """But for white space."""
    row = ROW._replace(state=state)
    tag = '{% part "cell_due" state=one.state when=one.when number=one.number stages=one.stages %}'
    with translation.override("en"):
        by_template = Template(tag).render(Context({"one": row}))
    assert compact(by_template) in compact(shown(row))


def compact(html: str) -> str:
    return re.sub(r"\s+(?=[<>])|(?<=>)\s+", "", re.sub(r"\s+", " ", html))

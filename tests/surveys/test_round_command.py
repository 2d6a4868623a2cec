"""The command that shows a round beforehand, and proves a draw afterwards."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from surveys.models import FrameMember
from tests.factories import NOW
from tests.factories.rounds import active, opened, planned

pytestmark = pytest.mark.django_db


def _said(*args: str) -> str:
    out = StringIO()
    call_command("survey_round", *args, stdout=out)
    return out.getvalue()


def test_preview_tells_the_plan(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)
    for number in range(1, 51):
        active(number)
    planned()
    said = _said("--preview")
    assert "Round 2026-Q4, planned, named" in said
    assert "frame     50 customers in 1 strata (50 by email)" in said
    assert "needed    45 answers for ±5.0%" in said and "2026-12-10 09:00" in said
    assert "Round 2027-Q1" in _said("--preview", "--quarter", "2027-Q1")


def test_redraw_proves_the_draw_or_says_what_differs() -> None:
    for number in range(1, 6):
        active(number)
    row = opened()
    said = _said("--redraw", row.quarter)
    assert "The same 5 customers of 5 are drawn again." in said and said.count(row.frame_hash) == 2
    FrameMember.objects.filter(position=1).update(drawn=None)
    with pytest.raises(CommandError, match="NOT the same: CU-2026-00001"):
        _said("--redraw", row.quarter)
    for wrong in (["--redraw", "2020-Q1"], []):
        with pytest.raises(CommandError):
            _said(*wrong)

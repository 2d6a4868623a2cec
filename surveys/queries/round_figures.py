"""The figures of a computed round that measures are checked against."""

from __future__ import annotations

from ..enums import Segment
from ..models import Figure, Round
from ..rules.measures import RoundFigure
from .rounds import COMPUTED, computed_rounds


def computed_round(quarter: str | None = None) -> Round | None:
    """The round of a quarter, by default the last one, if its figures are computed."""
    rows = computed_rounds()
    return (rows.filter(quarter=quarter) if quarter else rows).first()


def figure_of(round_id: int, code: str, segment: str = Segment.ALL, member: str = "") -> RoundFigure | None:
    """A figure of a computed round, flagged answers included, as the pages show it. None if it was not asked, or is
    hidden."""
    rows = Figure.objects.filter(round=round_id, without_flagged=False, segment=segment, member=member, code=code)
    row = rows.filter(is_hidden=False, round__state__in=COMPUTED).first()
    if row is None or row.value is None or row.n is None:
        return None
    low, high = (row.value if bound is None else bound for bound in (row.low, row.high))
    return RoundFigure(row.value, low, high, row.n)

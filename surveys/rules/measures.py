"""Whether a measure has reached its target, judged by the interval of the next round and not by its middle."""

from __future__ import annotations

from dataclasses import dataclass

from aftersales.kernel.errors import InvalidInput, gettext_noop

SCALES = {"nps": (-100.0, 100.0), "ces": (1.0, 7.0)}
WHOLE = (0.0, 100.0)


@dataclass(frozen=True)
class RoundFigure:
    """A figure of a round with its 95% interval. n: the answers behind it."""

    value: float
    low: float
    high: float
    n: int


def scale_of(code: str) -> tuple[float, float]:
    return SCALES.get(code, WHOLE)


def check_target(code: str, start: float, target: float) -> None:
    """Refuse a target that is off the scale, or that is where the measure starts."""
    least, most = scale_of(code)
    if not least <= target <= most:
        raise InvalidInput(
            gettext_noop("Between %(least)s and %(most)s."),
            code="out_of_range",
            field="target",
            params={"least": f"{least:g}", "most": f"{most:g}"},
        )
    if target <= start:
        raise InvalidInput(
            gettext_noop("The target must be above the start, %(start)s."),
            code="not_better",
            field="target",
            params={"start": f"{start:.1f}"},
        )


def judged(target: float, found: RoundFigure | None, *, was_done: bool) -> str:
    """The verdict. found: None if too few answered. was_done: whether the measure was in effect when the round opened;
    before that, nothing can be said.

    "reached": the whole interval is past the target. "unconfirmed": the value is past it, the interval is not. "early":
    the target lies in the interval above the value. "missed": the whole interval is below.
    """
    if found is None or not was_done:
        return "early"
    if found.low >= target:
        return "reached"
    if found.value >= target:
        return "unconfirmed"
    return "early" if found.high >= target else "missed"

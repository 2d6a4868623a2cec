"""Control charts of complaints per unit in use: the u-chart and Laney's u′-chart (Q6).

u-chart (Montgomery, Introduction to Statistical Quality Control, chapter 7; ISO 7870-2): of c complaints about n units,
u = c ÷ n. The centre is ū = Σc ÷ Σn of the baseline, and the limits of a period are ū ± 3 √(ū ÷ n): they step with n.

u′-chart (D. B. Laney, "Improved control charts for attributes", Quality Engineering 14(4), 2002, 531–537): large n
make √(ū ÷ n) so small that the usual scatter between periods lies outside. Each period of the baseline is
standardized, z = (u − ū) ÷ √(ū ÷ n), and σz = mean moving range of z ÷ 1.128. The limits are ū ± 3 σz √(ū ÷ n). A lower
limit is never below 0. Where σz is 1 both charts are the same.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import sqrt

from aftersales.kernel.errors import InvalidInput, gettext_noop

SIGMAS = 3
D2 = 1.128  # the mean range of two values of a normal distribution, in standard deviations
BASELINE = 15
FEWEST_PERIODS = 8
RUN = 8
FEWEST_COMPLAINTS = 3
FEWEST_UNITS = 20  # about fewer units in use, a rate says nothing

TOO_FEW, NO_COMPLAINTS = "too_few", "no_complaints"


@dataclass(frozen=True)
class Count:
    """The complaints of a period, and the units that were in use."""

    complaints: int
    units: int

    @property
    def rate(self) -> float:
        return self.complaints / self.units


@dataclass(frozen=True)
class Alarms:
    """The rules that alarm, where FEWEST_UNITS are in use.

    beyond: above the upper u′ limit, with at least `fewest` complaints, because a limit below two complaints says
    nothing. run: so many periods in a row above the centre; 0 switches it off."""

    beyond: bool = True
    run: int = RUN
    fewest: int = FEWEST_COMPLAINTS


@dataclass(frozen=True)
class Point:
    """A period on the chart. Limits are None if there are none. over_u: above the u limit, which alone is no alarm.
    in_run: part of a run that alarms; ends_run: its last required period or a later one."""

    count: Count
    u_upper: float | None = None
    u_lower: float | None = None
    upper: float | None = None
    lower: float | None = None
    over_u: bool = False
    beyond: bool = False
    in_run: bool = False
    ends_run: bool = False

    @property
    def rate(self) -> float:
        return self.count.rate


@dataclass(frozen=True)
class Chart:
    """why: too_few or no_complaints, if there are no limits. baseline: how many periods it has."""

    points: tuple[Point, ...]
    baseline: int
    centre: float | None = None
    sigma_z: float | None = None
    why: str = ""
    alarms: Alarms = Alarms()

    @property
    def has_limits(self) -> bool:
        return self.sigma_z is not None


EVERY_ALARM = Alarms()


def control_chart(
    counts: Sequence[Count],
    *,
    baseline: int = BASELINE,
    fewest: int = FEWEST_PERIODS,
    complete: int | None = None,
    alarms: Alarms = EVERY_ALARM,
) -> Chart:
    """Both charts of these periods, which follow each other.

    baseline: how many of the first periods make the centre and σz. If they have no complaint, the baseline goes on to
    the first period that has one. complete: how many of the first periods are over; a period that runs is never part of
    the baseline. With fewer than `fewest` complete periods, or without a complaint in them, there are no limits.

    Raises InvalidInput for a period without units, and for a negative number.
    """
    _check(counts, baseline)
    known = list(counts[: len(counts) if complete is None else complete])
    size = min(baseline, len(known))
    while size < len(known) and not any(count.complaints for count in known[:size]):
        size += 1
    if size < max(fewest, 2):
        return _without_limits(counts, size, TOO_FEW, alarms)
    base = known[:size]
    complaints = sum(count.complaints for count in base)
    if not complaints:
        return _without_limits(counts, size, NO_COMPLAINTS, alarms)
    centre = complaints / sum(count.units for count in base)
    sigma_z = _sigma_z(base, centre)
    above = [count.rate > centre for count in counts]
    length = _run_lengths(above)
    points = tuple(
        _point(count, centre, sigma_z, alarms, length[at], _longest_around(length, at))
        for at, count in enumerate(counts)
    )
    return Chart(points, size, centre, sigma_z, alarms=alarms)


def _check(counts: Sequence[Count], baseline: int) -> None:
    if baseline < 2:
        raise InvalidInput(gettext_noop("A baseline needs at least two periods."), code="too_small", field="baseline")
    for number, count in enumerate(counts, 1):
        if count.complaints < 0:
            raise InvalidInput(
                gettext_noop("Period %(number)s has a negative number of complaints."),
                code="negative",
                field="complaints",
                params={"number": str(number)},
            )
        if count.units <= 0:
            raise InvalidInput(
                gettext_noop("Period %(number)s has no units in use, so it has no rate."),
                code="no_units",
                field="units",
                params={"number": str(number)},
            )


def _without_limits(counts: Sequence[Count], size: int, why: str, alarms: Alarms) -> Chart:
    return Chart(tuple(Point(count) for count in counts), size, why=why, alarms=alarms)


def _sigma_z(base: Sequence[Count], centre: float) -> float:
    """Laney's σz: how much more the periods scatter than a Poisson distribution does."""
    z = [(count.rate - centre) / sqrt(centre / count.units) for count in base]
    ranges = [abs(later - earlier) for earlier, later in pairwise(z)]
    return sum(ranges) / len(ranges) / D2


def _run_lengths(above: Sequence[bool]) -> list[int]:
    """For each period, how many up to it lie above the centre in a row."""
    lengths: list[int] = []
    for is_above in above:
        lengths.append((lengths[-1] if lengths else 0) + 1 if is_above else 0)
    return lengths


def _longest_around(lengths: Sequence[int], at: int) -> int:
    """How long the run is that a period belongs to."""
    if not lengths[at]:
        return 0
    while at + 1 < len(lengths) and lengths[at + 1]:
        at += 1
    return lengths[at]


def _point(count: Count, centre: float, sigma_z: float, alarms: Alarms, length: int, run: int) -> Point:
    step = SIGMAS * sqrt(centre / count.units)
    upper = centre + sigma_z * step
    is_enough = count.units >= FEWEST_UNITS
    is_run = bool(alarms.run) and is_enough
    return Point(
        count=count,
        u_upper=centre + step,
        u_lower=max(centre - step, 0.0),
        upper=upper,
        lower=max(centre - sigma_z * step, 0.0),
        over_u=count.rate > centre + step,
        beyond=alarms.beyond and is_enough and count.rate > upper and count.complaints >= alarms.fewest,
        in_run=is_run and run >= alarms.run,
        ends_run=is_run and length >= alarms.run,
    )

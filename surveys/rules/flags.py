"""Which answers are doubtful, and why (S4). Flagged answers are kept; figures are read with and without them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from math import sqrt
from statistics import mean, median, variance

from .integrity import is_rushed, is_straight_lined

SPEED_FROM = 100  # responses of the same channel; below, a median says little
INTERVIEWER_FROM = 10
INTERVIEWERS_FROM = 3
HIGH = 80.0  # of 0 to 100
APART = 40.0  # two answers to nearly the same question that differ so much contradict each other
OUTLIER_Z = 3.0
ASKED_FOR, OFFERED = 2, 3  # answers to whether scores were steered (rules/wording.py)


@dataclass(frozen=True)
class Answered:
    """What these rules need of a response.

    pk: its number. scale: the answers to the items of a scale, 0 to 100, None if not answered. overall: overall
    satisfaction, 0 to 100. recommend: 0 to 100. device: "" if not known. complaint_open: whether the customer has an
    open complaint; always False for an anonymous round. steered: the answer to whether scores were steered.
    """

    pk: int
    channel: str
    seconds: int | None = None
    scale: Sequence[float | None] = field(default_factory=tuple)
    overall: float | None = None
    recommend: float | None = None
    device: str = ""
    interviewer: int | None = None
    complaint_open: bool = False
    steered: int | None = None


def flags_of(responses: Iterable[Answered]) -> dict[int, set[str]]:
    """The flags of each response that has one, by its number. The order of the responses does not matter."""
    rows = list(responses)
    found: dict[int, set[str]] = defaultdict(set)
    limits, shared, odd = speed_limits(rows), _shared_devices(rows), outlier_interviewers(rows)
    for row in rows:
        checks = {
            "speed": row.seconds is not None and row.channel in limits and is_rushed(row.seconds, limits[row.channel]),
            "straight": is_straight_lined([None if one is None else round(one) for one in row.scale]),
            "device": row.device in shared,
            "contradiction": contradicts(row.overall, row.recommend),
            "open_complaint": row.complaint_open and row.overall is not None and row.overall >= HIGH,
            "interviewer": row.interviewer in odd,
            "prompted": row.steered == ASKED_FOR,
            "gift": row.steered == OFFERED,
        }
        if codes := {code for code, is_so in checks.items() if is_so}:
            found[row.pk] = codes
    return dict(found)


def speed_limits(rows: Iterable[Answered]) -> dict[str, float]:
    """The median time in seconds of each channel that has enough responses to judge speed by."""
    times: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.seconds is not None:
            times[row.channel].append(row.seconds)
    return {channel: median(found) for channel, found in times.items() if len(found) >= SPEED_FROM}


def contradicts(overall: float | None, recommend: float | None) -> bool:
    """Whether a person is very satisfied but would never recommend us, or the other way round."""
    if overall is None or recommend is None:
        return False
    high, low = max(overall, recommend), min(overall, recommend)
    return high >= HIGH and high - low > APART


def outlier_interviewers(rows: Iterable[Answered]) -> set[int | None]:
    """Interviewers whose customers are more satisfied, or less, than the middle one's, beyond chance (|z| > 3).

    Only those with at least ten interviews are compared, and at least three of them. The middle is a median, so that
    an odd interviewer does not make the others look odd.
    """
    sums: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row.interviewer is not None and row.overall is not None:
            sums[row.interviewer].append(row.overall)
    judged = {who: own for who, own in sums.items() if len(own) >= INTERVIEWER_FROM}
    if len(judged) < INTERVIEWERS_FROM:
        return set()
    middle = median(mean(own) for own in judged.values())
    spread = median(variance(own) for own in judged.values())
    return {who for who, own in judged.items() if _is_outlier(mean(own) - middle, spread / len(own))}


def _is_outlier(difference: float, square_error: float) -> bool:
    return abs(difference) > OUTLIER_Z * sqrt(square_error)


def _shared_devices(rows: Iterable[Answered]) -> set[str]:
    counts = Counter(row.device for row in rows if row.device)
    return {device for device, n in counts.items() if n > 1}

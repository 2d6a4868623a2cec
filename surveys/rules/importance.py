"""Importance and performance: what to work on first (S3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Quadrant(StrEnum):
    CONCENTRATE = "concentrate"  # important, and below the mean
    KEEP_UP = "keep_up"  # important, and good
    LOW_PRIORITY = "low_priority"  # neither
    OVERKILL = "overkill"  # good, but not important


@dataclass(frozen=True)
class Point:
    """importance: total effect on satisfaction. performance: 0 to 100."""

    importance: float
    performance: float
    quadrant: Quadrant


@dataclass(frozen=True)
class Quadrants:
    """The points by name, and where the crosshairs are: at the means."""

    points: dict[str, Point]
    importance: float
    performance: float


def quadrants(importance: Mapping[str, float], performance: Mapping[str, float]) -> Quadrants | None:
    """Each latent variable (or item) that has both values, in its quadrant; None if there is none. A value at the mean
    counts as important, and as good."""
    names = [name for name in importance if name in performance]
    if not names:
        return None
    middle = sum(importance[name] for name in names) / len(names)
    level = sum(performance[name] for name in names) / len(names)
    points = {
        name: Point(
            importance[name],
            performance[name],
            _quadrant(importance[name] >= middle, performance[name] >= level),
        )
        for name in names
    }
    return Quadrants(points, middle, level)


def _quadrant(is_important: bool, is_good: bool) -> Quadrant:
    if is_important:
        return Quadrant.KEEP_UP if is_good else Quadrant.CONCENTRATE
    return Quadrant.OVERKILL if is_good else Quadrant.LOW_PRIORITY

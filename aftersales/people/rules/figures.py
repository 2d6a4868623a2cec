"""Figures of somebody's work, which the apps above contribute to interviews (`PERSON_FIGURES` of their manifests)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Measured:
    """A figure of one person in a period, and that of everybody, ready to be shown. "" where nothing was measured."""

    mine: str
    everyone: str


@dataclass(frozen=True)
class PersonFigure:
    """key: its name in stored interviews, which never changes. measure: a function of user id, first and last day."""

    key: str
    label: Any
    measure: Callable[[int, date, date], Measured]

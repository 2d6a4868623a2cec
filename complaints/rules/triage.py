"""What the quality class of a ticket demands (T3, Q1): an intrinsic problem needs to be investigated, or the quality
deputy manager's word that none is needed. Source: file 003 clause 4.2.3."""

from __future__ import annotations

NEEDED, OPENED, WAIVED = "needed", "opened", "waived"
INTRINSIC = "intrinsic"
# Of two tickets that become one, the more demanding word counts; what is being investigated covers both.
WEIGHT = {"": 0, WAIVED: 1, NEEDED: 2, OPENED: 3}


def demanded(quality_class: str, present: str) -> str:
    """Whether it is to be investigated, after the class was set. One that was opened stays."""
    if quality_class == INTRINSIC:
        return present or NEEDED
    return OPENED if present == OPENED else ""


def joined(source: str, target: str) -> str:
    """What a ticket demands after another one was merged into it."""
    return max(source, target, key=WEIGHT.__getitem__)

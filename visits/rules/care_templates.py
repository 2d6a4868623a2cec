"""Templates of care plans as lines of text, one for each need and each action.

A need: 产线不停 / The line does not stop | 因我方停机的次数 / Stops caused by us | 4 → 1 次 / times
An action: 固定对接人 / Name one person to turn to | 14 | 20000 — after how many days, and its budget.
The English after the slash, the unit and the budget may be left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

MOST_ROWS = 30
MOST_DAYS = 3650
LONGEST = {"need": 200, "measure": 200, "title": 200, "unit": 20}
BAR = re.compile(r"\s*[|｜]\s*")
NUMBER = r"-?[0-9]{1,9}(?:\.[0-9]{1,2})?"
GOAL = re.compile(rf"({NUMBER})\s*(?:→|->)\s*({NUMBER})\s*(.*)")


def need_of(line: str) -> dict[str, Any]:
    """A need: what, how it is measured, from which value to which."""
    parts = BAR.split(line.strip())
    goal = GOAL.fullmatch(parts[2]) if len(parts) == 3 else None
    if goal is None:
        raise _unreadable(line, "产线不停 / The line does not stop | 停机次数 / Stops | 4 → 1 次 / times", "needs")
    start, target, unit = goal.groups()
    return {
        **_named("need", parts[0], "needs"),
        **_named("measure", parts[1], "needs"),
        **_named("unit", unit, "needs", needed=False),
        "start": _plain(start),
        "target": _plain(target),
    }


def action_of(line: str) -> dict[str, Any]:
    """An action: what, after how many days from the start of the plan, for how much."""
    parts = BAR.split(line.strip())
    days, budget = (parts[1] if len(parts) > 1 else ""), (parts[2] if len(parts) > 2 else "0")
    is_read = len(parts) in (2, 3) and re.fullmatch(r"[0-9]{1,4}", days) and re.fullmatch(NUMBER, budget)
    if not is_read or int(days) > MOST_DAYS or Decimal(budget) < 0:
        raise _unreadable(line, "固定对接人 / Name one person | 14 | 2000", "actions")
    return {**_named("title", parts[0], "actions"), "after_days": int(days), "budget": _plain(budget)}


def need_lines(needs: Iterable[dict[str, Any]]) -> list[str]:
    return [
        f"{_both(row, 'need')} | {_both(row, 'measure')} | "
        f"{row['start']} → {row['target']} {_both(row, 'unit')}".rstrip()
        for row in needs
    ]


def action_lines(actions: Iterable[dict[str, Any]]) -> list[str]:
    return [f"{_both(row, 'title')} | {row['after_days']} | {row.get('budget', 0)}" for row in actions]


def check_template(needs: list[dict[str, Any]], actions: list[dict[str, Any]]) -> None:
    """Refuse a template with which no plan could begin, or too many rows."""
    for field, rows in (("needs", needs), ("actions", actions)):
        if len(rows) > MOST_ROWS:
            raise InvalidInput(
                gettext_noop("At most %(count)s lines."), code="too_many", field=field, params={"count": MOST_ROWS}
            )
    if not needs:
        raise InvalidInput(
            gettext_noop("Enter at least one need with a goal that is measured."), code="no_need", field="needs"
        )


def _named(name: str, text: str, field: str, *, needed: bool = True) -> dict[str, str]:
    """The words in Chinese and English: "中文 / English"."""
    chinese, _slash, english = (part.strip() for part in re.sub(r"\s+[/／]\s+", "\0", text).partition("\0"))
    most = LONGEST[name]
    if (needed and not chinese) or len(chinese) > most or len(english) > most:
        raise InvalidInput(
            gettext_noop("Each entry has 1 to %(count)s characters."),
            code="wrong_length",
            field=field,
            params={"count": most},
        )
    return {name: chinese, f"{name}_en": english}


def _both(row: dict[str, Any], name: str) -> str:
    chinese, english = row.get(name, ""), row.get(f"{name}_en", "")
    return f"{chinese} / {english}" if english else str(chinese)


def _plain(number: str) -> int | float:
    """As JSON keeps it: whole numbers without a point."""
    value = Decimal(number)
    return int(value) if value == int(value) else float(value)


def _unreadable(line: str, example: str, field: str) -> InvalidInput:
    return InvalidInput(
        gettext_noop("“%(line)s” can’t be read. Write it like this: %(example)s"),
        code="unreadable",
        field=field,
        params={"line": line.strip()[:60], "example": example},
    )

"""Answers of a CSV or XLSX file: a column for each item, a row for each person."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.tables import SheetLine, open_table
from aftersales.tables.faults import Unusable

from ..rules.structures import Model

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MISSING = frozenset({"", "na", "n/a", "不适用"})
_NUMBER = re.compile(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", re.ASCII)


def read_answers(path: Path, model: Model) -> dict[str, NDArray[np.float64]]:
    """The answers by item, NaN where one is missing (an empty cell, NA). Columns that the model doesn't use are
    ignored. Raises InvalidInput that names the line and the column."""
    import numpy as np

    items = model.items
    wanted = frozenset(items)
    with open_table(path, wanted.__contains__) as table:
        if missing := [item for item in items if item not in table.headings]:
            raise InvalidInput(
                gettext_noop("The columns of these items are missing: %(items)s."),
                code="missing_columns",
                params={"items": ", ".join(missing)},
            )
        rows = [[_number(line, item, model.scales[item]) for item in items] for line in table.lines]
    values = np.array(rows, dtype=np.float64).reshape(len(rows), len(items))
    return {item: values[:, at] for at, item in enumerate(items)}


def _number(line: SheetLine, item: str, scale: tuple[float, float]) -> float:
    if line.fault:
        raise InvalidInput(gettext_noop("Line %(line)s can’t be read."), code="bad_line", params={"line": line.number})
    cell = line.cells.get(item, "")
    if cell.casefold() in MISSING and not isinstance(cell, Unusable):
        return float("nan")
    place = {"line": line.number, "column": item, "cell": cell[:40]}
    if not _NUMBER.fullmatch(cell):
        raise InvalidInput(
            gettext_noop("Line %(line)s, column %(column)s: “%(cell)s” is not a number."),
            code="not_number",
            params=place,
        )
    low, high = scale
    if not low <= float(cell) <= high:
        raise InvalidInput(
            gettext_noop("Line %(line)s, column %(column)s: %(cell)s is not on the scale of %(low)s to %(high)s."),
            code="off_scale",
            params=place | {"low": f"{low:g}", "high": f"{high:g}"},
        )
    return float(cell)

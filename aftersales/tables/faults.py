"""Errors of uploaded files, and the limits of what a file may hold."""

from __future__ import annotations

from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

MAX_BYTES = 200 * 1024 * 1024
MAX_COLUMNS = 200
LOOKED = 30  # rows in which the headings are looked for
LAST_ROW = 1_048_576  # rows of a sheet of Excel
MAX_CELL = 32_767  # characters in a cell of Excel
MAX_ROW = 4_000_000  # characters in one row, so that some hundred of them fit into memory


class TableError(InvalidInput):
    """The file cannot be read as a table."""

    def __init__(self, message: str, **params: Any) -> None:
        super().__init__(message, code="bad_table", params=params)


def too_many_rows() -> TableError:
    return TableError(gettext_noop("The file has more than %(limit)s rows."), limit=f"{LAST_ROW:,}")


class Unusable(str):
    """A cell with an error value: #N/A, or a formula without a saved result."""


class Spoilt(str):
    """A number with more digits than Excel keeps; the last ones are not what was typed."""


# The number of a row as a spreadsheet shows it, its cells, and why it could not be read ("" if it could).
Numbered = tuple[int, list[str], str]

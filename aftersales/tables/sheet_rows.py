"""Builds the rows of a sheet from the stream of its markup."""

from __future__ import annotations

from aftersales.kernel.errors import gettext_noop

from .faults import LAST_ROW, MAX_CELL, MAX_ROW, Numbered, TableError, Unusable, too_many_rows
from .sheet_cells import LAST_COLUMN, Styles, Texts, place, unescaped

# Merged cells by their first row: column, last row.
Merges = dict[int, list[tuple[int, int]]]
UNKNOWN = "#"


class SheetReader:
    """Handlers for the markup; `taken` returns the complete rows."""

    def __init__(self, texts: Texts, styles: Styles, merges: Merges) -> None:
        self.texts, self.styles, self.merges = texts, styles, merges
        self.rows: list[Numbered] = []
        self.spans: dict[int, tuple[str, int]] = {}
        self.number = self.column = 0
        self.is_over = self.is_value = self.is_sound = False
        self.cells: dict[int, str] = {}

    def taken(self) -> list[Numbered]:
        found, self.rows = self.rows, []
        return found

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "c":
            self._open_cell(attributes)
        elif name in ("v", "t"):
            self.is_value = not self.is_sound
        elif name == "row":
            self._open_row(attributes)
        elif name == "f":
            self.is_formula = True
        elif name == "rPh":
            self.is_sound = True

    def end(self, name: str) -> None:
        if name in ("v", "t"):
            self.is_value = False
        elif name == "c":
            self._close_cell()
        elif name == "row":
            self._close_row()
        elif name == "rPh":
            self.is_sound = False
        elif name == "sheetData":
            self.is_over = True

    def text(self, text: str) -> None:
        if self.is_value and self.length <= MAX_CELL:
            self.parts.append(text[: MAX_CELL + 1])
            self.length += len(text)

    def _open_row(self, attributes: dict[str, str]) -> None:
        number = int(attributes.get("r") or self.number + 1)
        if number <= self.number:
            raise ValueError("rows out of order")
        if number > LAST_ROW:
            raise too_many_rows()
        self.number, self.column, self.weight, self.cells = number, 0, 0, {}

    def _open_cell(self, attributes: dict[str, str]) -> None:
        self.column = place(attributes["r"])[1] if "r" in attributes else self.column + 1
        if self.column > LAST_COLUMN:
            raise ValueError("too many columns")
        self.kind, self.style = attributes.get("t", "n"), attributes.get("s", "")
        self.parts: list[str] = []
        self.length = 0
        self.is_formula = False

    def _close_cell(self) -> None:
        if value := self._value("".join(self.parts)):
            self.cells[self.column] = value
            self.weight += len(value)
        if self.weight > MAX_ROW:
            raise TableError(gettext_noop("Line %(line)s is too long to read."), line=self.number)

    def _value(self, text: str) -> str:
        if self.kind == "s":
            return self.texts.get(int(text)) if text else ""
        if self.kind == "e":
            return Unusable(text)
        if self.kind == "b":
            return {"1": "TRUE", "0": "FALSE"}.get(text, text)
        if self.kind == "d":
            return text.replace("T", " ").removesuffix(" 00:00:00")
        if self.kind != "n":
            return unescaped(text)
        if not text.strip():
            return Unusable(UNKNOWN) if self.is_formula else ""
        return self.styles.shown(text, self.style)

    def _close_row(self) -> None:
        for column, last in self.merges.pop(self.number, ()):
            if value := self.cells.get(column):
                self.spans[column] = value, last
        for column, (value, last) in list(self.spans.items()):
            if self.number > last:
                del self.spans[column]
            else:
                self.cells.setdefault(column, value)
        width = max(self.cells, default=0)
        self.rows.append((self.number, [self.cells.get(column, "") for column in range(1, width + 1)], ""))

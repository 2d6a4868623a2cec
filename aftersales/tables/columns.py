"""Finds the field of each column of a table: by known headings, or by a mapping."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any

from aftersales.kernel.errors import gettext_noop
from aftersales.kernel.words import without_hidden

from . import SheetLine, open_table
from .faults import MAX_CELL, Spoilt, TableError, Unusable

_NOISE = re.compile(r"[\s_*：:()\-.。#]+")
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】|〔[^〔〕]*〕|<[^<>]*>|《[^《》]*》|\{[^{}]*\}")
_BRACKET = re.compile(r"[\[\]【】〔〕<>《》{}]")
_PARTS = re.compile(r"[/|\\\n;,、]|\s-\s")
_HAN = re.compile("[\u3400-\u9fff]+")
_MUST = re.compile(r"(必填|选填|必输|可选|required|optional|mandatory)项?$")
# The traditional characters of headings, as far as the simplified ones differ.
_SIMPLIFIED = str.maketrans(
    "戶稱電話聯絡繫係機碼號郵區網點業務員備註產編單價數類別購買銷質級職時間內評論問題標來據廠國語帳賬計檢驗構約條會統經辦責負資狀況樣訊訂費額證書後現實際貨簽訪確優總歷舊體動",
    "户称电话联络系系机码号邮区网点业务员备注产编单价数类别购买销质级职时间内评论问题标来据厂国语账账计检验构约条会统经办责负资状况样讯订费额证书后现实际货签访确优总历旧体动",
)


# The last column of a file of bad rows (aftersales/transfers/services/imports); it is not read.
REASONS = ("Why this row was not taken", "未导入的原因")
_KEPT = re.compile(r"=\"([^\"]*)\"|'(\d[^']*)")
_GUARDED = "=+-@|%"
SPOILT = gettext_noop(
    "Excel has dropped digits of “%(value)s”. Format the column as text, enter the number again, and import it again."
)
BROKEN_SIGNS = gettext_noop("“%(value)s” contains signs that were damaged before: “%(sign)s”.")
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"})
# What Excel shows and saves instead of a long number.
_SCIENTIFIC = re.compile(r"[+-]?\d(?:[.,]\d+)?[Ee]\+\d{1,3}", re.ASCII)
_ROUNDED = re.compile(r"[1-9]\d{14}0{3,}", re.ASCII)
_DAMAGED = re.compile("[\ue000-\uf8ff\ufffd]|锟斤拷|烫烫烫|屯屯屯|Ã[\x80-\xbf]|ï»¿")
NO_RESULT = gettext_noop("A formula in this row has no result. Open the file in Excel, save it, and import it again.")
TOO_LONG = gettext_noop("A cell contains too much text: at most 32,767 characters.")


@dataclass(frozen=True)
class ImportRow:
    """One row: its line, its texts by field, the heading of each field. fault: what is wrong with it, with its params
    and the field.

    nth: how many equal rows came before it in the file; mark: what equal rows have in common.
    """

    line: int
    values: dict[str, str]
    headings: dict[str, str]
    fault: str = ""
    nth: int = 0
    mark: bytes = b""
    params: dict[str, str] = dataclass_field(default_factory=dict)
    field: str = ""


def read_table(
    path: Path,
    headings: Mapping[str, Collection[str]],
    names: Mapping[str, str] | None = None,
    *,
    required: Collection[str] = (),
    same: Callable[[dict[str, str]], Any] = lambda values: sorted(values.items()),
) -> Iterator[ImportRow]:
    """The rows of a file without the empty ones.

    headings: the possible headings of each field. names: headings of this file → fields, "" for none. same: the fields
    that make two rows equal.
    """
    seen: Counter[bytes] = Counter()
    with open_table(path, knows(headings, names)) as table:
        called = fields_of(table.headings, headings, names)
        _demand(called, table.headings, required)
        for line in table.lines:
            values = {field: _plain_cell(line.cells.get(heading, "")) for field, heading in called.items()}
            if line.fault or any(values.values()):
                mark = _mark(same(values))
                fault, params, field = (line.fault, {}, "") if line.fault else _fault(line, called, table.coding)
                yield ImportRow(line.number, values, called, fault, seen[mark], mark, params, field)
                seen[mark] += 1


def _fault(line: SheetLine, called: Mapping[str, str], coding: str) -> tuple[str, dict[str, str], str]:
    """Why one of the cells that are read is not acceptable, and which."""
    for field, heading in called.items():
        cell = line.cells.get(heading, "")
        if isinstance(cell, Unusable) or cell in ERRORS:
            return NO_RESULT, {}, field
        if len(cell) > MAX_CELL:
            return TOO_LONG, {}, field
        # A text file may have been saved by Excel; in a workbook a text is as it was typed.
        is_spoilt = isinstance(cell, Spoilt) or (coding and _ROUNDED.fullmatch(cell))
        if is_spoilt or _SCIENTIFIC.fullmatch(cell):
            return SPOILT, {"value": cell[:40]}, field
        if match := _DAMAGED.search(cell):
            return BROKEN_SIGNS, {"value": cell[:40], "sign": match[0]}, field
    return "", {}, ""


def knows(headings: Mapping[str, Collection[str]], names: Mapping[str, str] | None = None) -> Callable[[str], bool]:
    """Whether a text is one of the headings, for open_table."""
    words = {_plain(word) for field, more in headings.items() for word in (field, *more)}
    words |= {_plain(word) for word, field in (names or {}).items() if field}
    return lambda text: any(form in words for form in _forms(text))


def fields_of(
    head: Sequence[str], headings: Mapping[str, Collection[str]], names: Mapping[str, str] | None = None
) -> dict[str, str]:
    """The heading of each field in this file. names take precedence over known headings."""
    names = {_plain(word): field for word, field in (names or {}).items()}
    if strange := sorted(set(names.values()) - headings.keys() - {""}):
        raise TableError(gettext_noop("Unknown fields in the mapping: %(fields)s"), fields=", ".join(strange))
    known: dict[str, list[str]] = {}
    for field, words in headings.items():
        for form in dict.fromkeys(_plain(word) for word in (field, *words)):
            known.setdefault(form, []).append(field)
    called: dict[str, str] = {}
    for word in sorted(filter(None, head), key=lambda word: _doubt(word, names, known)):
        meant = names[_plain(word)] if _plain(word) in names else _known(word, known, called)
        if meant and word not in REASONS:
            called.setdefault(meant, word)
    return called


def unread_columns(
    head: Sequence[str], headings: Mapping[str, Collection[str]], names: Mapping[str, str] | None = None
) -> list[str]:
    """The headings of a file whose columns are not read."""
    read = set(fields_of(head, headings, names).values())
    return [word for word in head if word and word not in read and word not in REASONS]


def _doubt(heading: str, names: Mapping[str, str], known: Mapping[str, Sequence[str]]) -> tuple[bool, int, bool]:
    """Columns are assigned in this order: mapped ones, those with one meaning, those with several, the rest; among
    equals first those that need no guess."""
    form = _plain(heading)
    meanings = next((len(known[one]) for one in _forms(heading) if one in known), 99)
    return form not in names, meanings, form not in known


def _demand(called: Mapping[str, str], head: Sequence[str], required: Collection[str]) -> None:
    if not called:
        raise TableError(gettext_noop("No recognized heading in: %(headings)s"), headings=", ".join(head)[:200])
    if missing := [field for field in required if field not in called]:
        raise TableError(gettext_noop("Missing columns: %(fields)s"), fields=", ".join(missing))


def _plain_cell(cell: str) -> str:
    """Without the apostrophe that a file of bad rows puts before a text that Excel would read as a formula."""
    cell = cell.strip()
    guarded = cell[:1] == "'" and cell[1:2] and cell[1:2] in _GUARDED
    if guarded:
        return cell[1:].replace("\\|", "|")
    # Two ways to keep the zeros of a number in Excel: ="0215550001" and '0215550001.
    if match := _KEPT.fullmatch(cell):
        return match[1] or match[2]
    return cell


def _mark(content: Any) -> bytes:
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()[:16]


def _known(heading: str, known: Mapping[str, Sequence[str]], taken: Collection[str]) -> str | None:
    """The field of a heading. A word may mean several fields: 姓名 is the contact where the company has a column."""
    fields = next((known[form] for form in _forms(heading) if form in known), ())
    return next((field for field in fields if field not in taken), None)


def _forms(heading: str) -> Iterator[str]:
    """The forms in which a heading may be known: whole, without what stands in brackets, each of its languages."""
    text = unicodedata.normalize("NFKC", heading)
    yield _plain(text)
    bare = _BRACKETS.sub(" ", text)
    yield _MUST.sub("", _plain(bare))
    yield _MUST.sub("", _plain(_BRACKET.sub("", text)))
    for part in _PARTS.split(bare):
        yield _MUST.sub("", _plain(part))
    if (han := "".join(_HAN.findall(bare))) and len(han) < len(bare.strip()):
        yield _MUST.sub("", _plain(han))
        yield _plain(_HAN.sub(" ", bare))


def _plain(heading: str) -> str:
    text = unicodedata.normalize("NFKC", without_hidden(heading)).casefold().translate(_SIMPLIFIED)
    return _NOISE.sub("", text)

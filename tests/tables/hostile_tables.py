"""Malicious and unusual files: bytes, and the rows or errors that they must give."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


PARTS = {
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="a" Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets><sheet name="甲" sheetId="1" r:id="s"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="s" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="t" Type="{LINKS}/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="f" Type="{LINKS}/styles" Target="styles.xml"/></Relationships>',
}


def sheet(*rows: list[Any], merged: tuple[str, ...] = (), formats: dict[str, str] | None = None) -> bytes:
    """A workbook as openpyxl writes it."""
    book = Workbook()
    for row in rows:
        book.active.append(row)
    for ref in merged:
        book.active.merge_cells(ref)
    for ref, code in (formats or {}).items():
        book.active[ref].number_format = code
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def book(data: str, *, texts: str = "", styles: str = "", head: str = "", tail: str = "", book_head: str = "") -> bytes:
    """A workbook with the given markup in sheetData, sst and styleSheet."""
    parts = PARTS | {
        "xl/workbook.xml": book_head + PARTS["xl/workbook.xml"],
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}">{head}<sheetData>{data}</sheetData>{tail}</worksheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


HEADS = f'<row r="1">{cell("A1", "name")}{cell("B1", "day")}</row>'


def value(ref: str, text: str, formula: str = "", **attributes: str) -> str:
    more = "".join(f' {name}="{word}"' for name, word in attributes.items())
    return f'<c r="{ref}"{more}>{f"<f>{formula}</f>" if formula else ""}<v>{text}</v></c>'


def row(number: int, *cells: str) -> str:
    return f'<row r="{number}">{"".join(cells)}</row>'


def lying_directory() -> bytes:
    """A zip file that claims a directory of a gigabyte."""
    good = bytearray(sheet(["name"], ["甲"]))
    struct.pack_into("<L", good, good.rindex(b"PK\5\6") + 12, 1 << 30)
    return bytes(good)


def locked() -> bytes:
    good = bytearray(sheet(["name"], ["甲"]))
    at = -1
    while (at := good.find(b"PK\1\2", at + 1)) >= 0:
        good[at + 8] |= 1
    return bytes(good)


def not_packed_so() -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sheet(["name"], ["甲"]))) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_LZMA) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return out.getvalue()


def other_archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


LOL = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE x SYSTEM "file:///etc/passwd">'
CHINESE_DAYS = '<cellXfs><xf numFmtId="0"/><xf numFmtId="31"/><xf numFmtId="58"/><xf numFmtId="170"/></cellXfs>'
OWN_FORMAT = '<numFmts><numFmt numFmtId="170" formatCode="[$-804]yyyy&quot;年&quot;m&quot;月&quot;;@"/></numFmts>'

# Name of the file: its bytes, and rows as (line, name, day) or (line, part of the error), or part of the file's error.
FILES: dict[str, tuple[bytes, list[tuple[Any, ...]] | str]] = {
    "empty": (b"", "empty"),
    "blank lines": (b"\n\n \n", "empty"),
    "only headings": (b"name,day\n", []),
    "heading twice": (b"name,name\n1,2\n", "twice"),
    "ten thousand columns": (",".join(f"c{n}" for n in range(10_000)).encode() + b"\n1\n", "columns"),
    "ten thousand cells in a row": (b"name,day\n" + b",".join([b"x"] * 10_000) + b"\nA,\n", [(2, "more cells"), (3, "A", "")]),
    "heading of a novel": (("字" * 300 + ",day\n1,2\n").encode(), "characters"),
    "quote never closed": ('name,day\n甲,\n"乙,\n丙,\n丁,2020-01-01\n'.encode(), [(2, "甲", ""), (3, "quotation"), (4, "丙", ""), (5, "丁", "2020-01-01")]),
    "quote closed by another": ('name,day\n"甲,\n"乙",\n丙,\n'.encode(), [(2, "quotation"), (3, "乙", ""), (4, "丙", "")]),
    "text behind a quote": (b'name,day\n"A"B,\nC,\n', [(2, "quotation"), (3, "C", "")]),
    "quote in the headings": (b'"name,day\nA,\n', "quotation"),
    "inches": (b'name,day\nA 5" pipe,\n"B ""5",\n', [(2, 'A 5" pipe', ""), (3, 'B "5', "")]),
    "lines within a cell": (b'name,day\n"A\nB",\nC,\n', [(2, "A\nB", ""), (4, "C", "")]),
    "NUL bytes": (b"na\0me,day\nA\0B,\0\n", [(2, "AB", "")]),
    "UTF-16, as Excel saves text": ("name\tday\n青禾\t2020\n".encode("utf-16"), [(2, "青禾", "2020")]),
    "a line of another encoding": ("name,day\n青禾样例食品厂,\n".encode() + "云杉虚构酒店,\n".encode("gb18030"), "line 3"),
    "another encoding, that could be read": ("name,day\n青禾食品厂\n".encode("gb18030") * 3 + "云杉虚构酒店\n".encode(), "line 7"),
    "no text at all": (bytes(range(128, 256)) * 9, "UTF-8"),
    "old Excel": (bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, ".xls"),
    "old line ends": (b"name,day\rA,\rB,\r", [(2, "A", ""), (3, "B", "")]),
    "a megabyte in a cell": (b"name,day\nA," + b"x" * (1 << 20) + b"\n" + b"y" * (1 << 20) + b",\nC,\n", [(2, "at most 32,767 characters"), (3, "at most 32,767 characters"), (4, "C", "")]),
    "a line without end": (b"name,day\n" + b"x" * 4_100_000, "Line 2"),
    "a row without end": (b'name,day\nA,\n"' + (b"x" * 999 + b"\n") * 4_200, [(2, "A", ""), (3, "quotation"), (4, "x" * 999, ""), ...]),
    "other archive": (other_archive(), "damaged"),
    "with a password": (locked(), "damaged"),
    "packed otherwise": (not_packed_so(), "damaged"),
    "a list of parts of a gigabyte": (lying_directory(), "damaged"),
    "cut off": (sheet(["name"], ["甲"])[:-60] + b"PK\5\6" + b"\0" * 18, "damaged"),
    "entities": (book(HEADS, book_head=LOL), "damaged"),
    "asks for a file": (book(HEADS, book_head=OUTSIDE), "damaged"),
    "markup broken off": (book(HEADS + "<row r='2'><c></row>"), "damaged"),
    "texts that are not there": (book(HEADS + row(2, value("A2", "9", t="s"))), "damaged"),
    "rows backwards": (book(HEADS + row(5, cell("A5", "甲")) + row(4, cell("A4", "乙"))), "damaged"),
    "rows without end": (book(HEADS + row(2_000_000, cell("A2", "甲"))), "rows"),
    "a column that no sheet has": (book(HEADS + row(2, cell("ZZZ2", "甲"))), "damaged"),
    "says it is huge": (book(HEADS + row(2, cell("A2", "甲")), head='<dimension ref="A1:XFD1048576"/>'), [(2, "甲", "")]),
    "far apart": (book(HEADS + row(1_000_000, cell("A1000000", "甲"))), [(1_000_000, "甲", "")]),
    "a far cell": (book(HEADS + row(2, cell("A2", "甲"), cell("XFD2", "乙"))), [(2, "more cells")]),
    "cells without places": (book('<row><c t="inlineStr"><is><t>name</t></is></c></row><row><c t="inlineStr"><is><t>甲</t></is></c></row>'), [(2, "甲")]),
    "a megabyte in a cell of Excel": (book(HEADS + row(2, cell("A2", "x" * (1 << 20))) + row(3, cell("A3", "乙"))), [(2, "at most 32,767 characters"), (3, "乙", "")]),
    "shared, rich, with its sound": (
        book(HEADS + row(2, value("A2", "1", t="s")), texts="<si><t>x</t></si><si><r><t>青</t></r><r><t>禾</t></r><rPh sb='0' eb='1'><t>qing</t></rPh></si>"),
        [(2, "青禾", "")],
    ),
    "signs that XML cannot hold": (book(HEADS + row(2, cell("A2", "甲_x0000_乙_x000A_丙"))), [(2, "甲乙\n丙", "")]),
    "formulas with results": (book(HEADS + row(2, value("A2", "甲", "A1", t="str"), value("B2", "2", "1+1"))), [(2, "甲", "2")]),
    "formulas without": (sheet(["name", "day"], ["甲", "=TODAY()"], ["乙", ""]), [(2, "formula"), (3, "乙", "")]),
    "formulas that failed": (book(HEADS + row(2, value("A2", "#N/A", "VLOOKUP(1,2,3)", t="e"))), [(2, "formula")]),
    "days as Excel writes them": (
        sheet(["name", "day"], ["甲", date(2024, 5, 6)], ["乙", datetime.fromisoformat("2024-05-06 14:30")], [1.0, 45418], [0.1 + 0.2, 13911112222]),
        [(2, "甲", "2024-05-06"), (3, "乙", "2024-05-06 14:30:00"), (4, "1", "45418"), (5, "0.3", "13911112222")],
    ),
    "days as Chinese Excel writes them": (
        book(HEADS + "".join(row(n + 1, cell(f"A{n + 1}", "甲"), value(f"B{n + 1}", "45418", s=f"{n}")) for n in (1, 2, 3)), styles=OWN_FORMAT + CHINESE_DAYS),
        [(n, "甲", "2024-05-06") for n in (2, 3, 4)],
    ),
    "merged downwards": (sheet(["name", "day"], ["甲", 1], [None, 2], [None, 3], ["乙", 4], merged=("A2:A4",)), [(2, "甲", "1"), (3, "甲", "2"), (4, "甲", "3"), (5, "乙", "4")]),
    "a title above": (sheet(["客户名单", None], ["name", "day"], ["甲", 1], merged=("A1:B1",)), [(3, "甲", "1")]),
    "headings merged": (sheet(["name", "day", "x"], ["甲", 1, 2], merged=("A1:B1",)), "merged"),
    "headings over two rows": (sheet(["name", "day"], [None, "x"], ["甲", 1], merged=("A1:A2",)), "merged"),
}  # fmt: skip


def bombs(size: int) -> dict[str, Callable[[Path], None]]:
    """Small files that unpack to `size` bytes, and large ones of it."""

    def packed(name: str, before: str, unit: str, after: str) -> Callable[[Path], None]:
        def make(path: Path) -> None:
            good = {"xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{HEADS}</sheetData></worksheet>'}
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
                for part, text in (PARTS | good).items():
                    if part != name:
                        archive.writestr(part, text)
                with archive.open(name, "w", force_zip64=True) as out:
                    block = unit * max(1, (1 << 20) // len(unit))
                    out.write(before.encode())
                    for _ in range(size // len(block)):
                        out.write(block.encode())
                    out.write(after.encode())

        return make

    def plain(before: bytes, unit: bytes) -> Callable[[Path], None]:
        def make(path: Path) -> None:
            with path.open("wb") as out:
                out.write(before)
                for _ in range(min(size, 190 << 20) >> 20):
                    out.write(unit * ((1 << 20) // len(unit)))

        return make

    sheet1, texts = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
    opened, closed = f'<worksheet xmlns="{MAIN}"><sheetData>{HEADS}', "</sheetData></worksheet>"
    return {
        "one cell": packed(
            sheet1, f'{opened}<row r="2"><c r="A2" t="inlineStr"><is><t>', "x", f"</t></is></c></row>{closed}"
        ),
        "one tag": packed(sheet1, f'{opened}<row r="2" spans="', "1", f'"/>{closed}'),
        "cells of one row": packed(sheet1, f'{opened}<row r="2">', "<c/>", f"</row>{closed}"),
        "empty rows": packed(sheet1, opened, "<row/>", closed),
        "merges": packed(sheet1, f"{opened}</sheetData>", '<mergeCell ref="A2:A3"/>', "</worksheet>"),
        "shared texts": packed(texts, f'<sst xmlns="{MAIN}">', "<si><t>x</t></si>", "</sst>"),
        "one shared text": packed(texts, f'<sst xmlns="{MAIN}"><si><t>', "x", "</t></si></sst>"),
        "styles": packed(
            "xl/styles.xml", f'<styleSheet xmlns="{MAIN}"><cellXfs>', '<xf numFmtId="14"/>', "</cellXfs></styleSheet>"
        ),
        "sheets": packed(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}"><sheets>',
            '<sheet r:id="s"/>',
            "</sheets></workbook>",
        ),
        "one line": plain(b"name\n", b"x"),
        "one quote": plain(b'name\n"', b"x\n" * 64),
        "commas": plain(b"name\n", b","),
        "long cells": plain(b"name\n", b"x" * 32_767 + b"\n"),
    }

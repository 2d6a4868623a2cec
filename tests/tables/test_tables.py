"""Tables from untrusted files: correct rows, or a clear error about file or line, in little memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftersales.bootstrap.paths import ROOT
from aftersales.tables import TableError
from aftersales.tables.columns import read_table
from tests.tables.hostile_tables import FILES

pytestmark = pytest.mark.once
FIELDS = {"name": (), "day": ()}


def read(path: Path):
    """(line, values…) of each row, or (line, error)."""
    rows = []
    for row in read_table(path, FIELDS):
        rows.append((row.line, row.fault) if row.fault else (row.line, *row.values.values()))
        if len(rows) > 10:
            break
    return rows


def matches(row, wanted) -> bool:
    return row == wanted or (len(row) == len(wanted) == 2 and row[0] == wanted[0] and wanted[1] in row[1])


@pytest.mark.parametrize("name", FILES)
def test_unreadable_files_give_rows_or_a_clear_error(name, tmp_path):
    content, wanted = FILES[name]
    path = tmp_path / "table"
    path.write_bytes(content)
    if isinstance(wanted, str):
        with pytest.raises(TableError) as told:
            read(path)
        assert wanted in str(told.value)
        with override("zh-hans"):
            assert _(str(told.value.message)) != str(told.value.message)
        return
    rows = read(path)
    if wanted[-1:] == [...]:
        wanted, rows = wanted[:-1], rows[: len(wanted) - 1]
    assert len(rows) == len(wanted), rows
    assert all(map(matches, rows, wanted)), rows
    with override("zh-hans"):
        assert all(_(row[1]) != row[1] for row, want in zip(rows, wanted, strict=True) if row != want)


BOMBS = """
import sys, tempfile, time
from pathlib import Path
from aftersales.tables.columns import read_table
from aftersales.tables import TableError
from tests.tables.hostile_tables import bombs
SIZE = int(sys.argv[1])
def peak():
    return int(next(line for line in open("/proc/self/status") if line.startswith("VmHWM")).split()[1]) // 1024
path = Path(tempfile.mkdtemp(dir=sys.argv[2])) / "bomb"
for name, make in bombs(SIZE).items():
    if name in sys.argv[3:]:
        continue
    make(path)
    open("/proc/self/clear_refs", "w").write("5")
    before, began = peak(), time.process_time()
    try:
        count = sum(1 for row in read_table(path, {"name": ()}))
    except TableError as error:
        count = str(error)
    print(name, path.stat().st_size, peak() - before, count, f"{time.process_time() - began:.1f}", sep="\\t")
"""


@pytest.mark.slow
def test_zip_bombs_take_little_memory(tmp_path):
    """Here 24 MB each; all of them and ten times as much in tests/ops/test_drill_imports.py."""
    assert [
        line for line in blown(24, tmp_path, without=("empty rows", "shared texts", "one quote")) if line[2] > 40
    ] == []


def blown(megabytes: int, folder: Path, without: tuple[str, ...] = ()) -> list[tuple[str, int, int, str, float]]:
    """Name, size, memory in MB, outcome and seconds of each zip bomb."""
    command = [sys.executable, "-c", BOMBS, str(megabytes << 20), str(folder), *without]
    told = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    found = [line.split("\t") for line in told.splitlines()]
    assert len(found) > 8
    return [(name, int(size), int(memory), came, float(seconds)) for name, size, memory, came, seconds in found]

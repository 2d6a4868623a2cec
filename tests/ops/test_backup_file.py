"""The file of a backup: every kind of damage is found before anything is restored."""

import gzip
import io
import json
import random
import tarfile

import pytest

from aftersales.backups.services import archive
from aftersales.kernel.errors import DomainError

pytestmark = pytest.mark.once
HEADER = {"format": archive.FORMAT, "version": archive.VERSION}


def made(header=HEADER, count=3) -> bytes:
    out = io.BytesIO()
    writer = archive.Writer(out)
    writer.add(archive.HEADER, archive.as_json(header))
    for number in range(count):
        writer.add(f"tables/t/{number:05}.jsonl", f'[{number},"客户"]\n'.encode() * 50)
    writer.add_file("files/2026/11/a.pdf", io.BytesIO(b"%PDF-1.7" * 500))
    writer.close({"tables": {}})
    return out.getvalue()


def rebuilt(change) -> bytes:
    """A file of the same parts with changes."""
    out = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(made())) as old,
        tarfile.open(fileobj=out, mode="w:gz", format=tarfile.PAX_FORMAT) as new,
    ):
        entries = [(entry, old.extractfile(entry).read()) for entry in old.getmembers()]
        for entry, data in change(entries):
            entry.size = len(data)
            new.addfile(entry, io.BytesIO(data))
    return out.getvalue()


def tampered(entries):
    return [(entry, data.replace("客户".encode(), "用户".encode())) for entry, data in entries]


def code_of(data: bytes) -> str:
    with pytest.raises(DomainError) as refused:
        archive.check(io.BytesIO(data))
    assert str(refused.value)
    return refused.value.code


def test_complete_file_gives_its_manifest():
    assert archive.check(io.BytesIO(made()))["parts"]["count"] == 5


@pytest.mark.parametrize("share", [0.0, 0.01, 0.5, 0.9, 0.999])
def test_truncated_file_is_refused(share):
    data = made()
    assert code_of(data[: int(len(data) * share)]) in {"backup_cut_off", "backup_damaged"}


def test_every_flipped_byte_is_found():
    data = made()
    for place in range(12, len(data), 7):  # gzip's own head names the system, not the content
        broken = bytearray(data)
        broken[place] ^= 0x5A
        assert code_of(bytes(broken)) in {"backup_cut_off", "backup_damaged"}, place


@pytest.mark.parametrize(
    "change",
    [
        tampered,
        lambda entries: entries[:2] + entries[3:],
        lambda entries: [entries[0], entries[2], entries[1], *entries[3:]],
        lambda entries: [*entries, entries[1]],
        lambda entries: entries[1:],
    ],
)
def test_changed_missing_moved_and_added_parts_are_refused(change):
    assert code_of(rebuilt(change)) in {"backup_damaged", "backup_cut_off"}


def test_first_damaged_part_is_named():
    with pytest.raises(DomainError, match="tables/t/00000.jsonl"):
        archive.check(io.BytesIO(rebuilt(tampered)))


def test_another_format_is_distinguished_from_damage():
    assert code_of(made({**HEADER, "version": 99})) == "backup_version"
    assert code_of(made({"format": "something"})) == "backup_cut_off"


@pytest.mark.parametrize(
    "data", [b"", b"hello", b"\x1f\x8b", gzip.compress(b"x" * 2000, mtime=0), json.dumps(HEADER).encode()]
)
def test_file_that_is_no_backup_is_refused(data):
    assert code_of(data) == "backup_cut_off"


def test_backup_that_is_cut_off_anywhere_is_told_so():
    whole = made()
    for length in {*range(40), *range(40, len(whole) - 1, max(1, len(whole) // 150)), len(whole) - 1}:
        assert code_of(whole[:length]) in {"backup_cut_off", "backup_damaged"}, length


def test_large_part_that_is_cut_off_is_told_so():
    """The end of the file then comes while a part is read, not between two parts."""
    out = io.BytesIO()
    writer = archive.Writer(out)
    writer.add(archive.HEADER, archive.as_json(HEADER))
    writer.add_file("files/2026/11/a.mp4", io.BytesIO(random.Random(1).randbytes(3_000_000)))
    writer.close({"tables": {}})
    for share in (0.3, 0.6, 0.9):
        assert code_of(out.getvalue()[: int(len(out.getvalue()) * share)]) == "backup_cut_off"


def test_changed_bytes_are_told():
    whole, found = made(), random.Random(2)
    for _try in range(150):
        data = bytearray(whole)
        data[found.randrange(10, len(data) - 8)] ^= 1 << found.randrange(8)
        assert code_of(bytes(data)) in {"backup_cut_off", "backup_damaged", "backup_version"}

"""Videos and sound recordings of phones: MP4, MOV, M4A and 3GP are all the same container of boxes."""

from __future__ import annotations

import re
from typing import BinaryIO, NamedTuple

MOST_BOXES = 5000


class Recording(NamedTuple):
    suffix: str
    media_type: str


MP4 = Recording("mp4", "video/mp4")
SOUND = Recording("m4a", "audio/mp4")
KINDS = (
    (re.compile(rb"qt  "), Recording("mov", "video/quicktime")),
    (re.compile(rb"M4[AB] "), SOUND),
    (re.compile(rb"3g[pegrs2].", re.DOTALL), Recording("3gp", "video/3gpp")),
    (re.compile(rb"isom|iso[2-9]|mp4[12]|avc1|MSNV|M4V.|mmp4|dash"), MP4),
)


def recording_of(file: BinaryIO, size: int, name: str = "") -> Recording | None:
    """The kind of a recording, or None if the file is none: it must begin with a known brand, its boxes must fill it
    exactly, and one of them must describe the content."""
    file.seek(0)
    head = file.read(12)
    if head[4:8] != b"ftyp":
        return None
    kind = next((kind for brand, kind in KINDS if brand.fullmatch(head[8:12])), None)
    if kind is None or not _is_whole(file, size):
        return None
    # Recorders write sound with the brand of a video, too.
    return SOUND if kind == MP4 and name.lower().endswith(".m4a") else kind


def _is_whole(file: BinaryIO, size: int) -> bool:
    at, described = 0, False
    for _box in range(MOST_BOXES):
        if at == size:
            return described
        file.seek(at)
        head = file.read(16)
        length, name = int.from_bytes(head[:4], "big"), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        elif length == 0:
            length = size - at
        if len(name) < 4 or length < 8 or at + length > size:
            return False
        described = described or name == b"moov"
        at += length
    return False

"""Cleans uploaded pictures. A process of its own decodes each one, and a process of the server has at most one of them,
so that no number of pictures can exhaust the memory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, TooMany

from .picture_worker import HEIF_BRANDS

WORKER = Path(__file__).with_name("picture_worker.py")
SECONDS = 30
_one = threading.Lock()


class Picture(NamedTuple):
    content: bytes
    suffix: str
    media_type: str


KINDS = {"JPEG": ("jpg", "image/jpeg"), "PNG": ("png", "image/png"), "WEBP": ("webp", "image/webp")}


def looks_like_picture(head: bytes) -> bool:
    """Whether the file begins like JPEG, PNG, WebP or HEIC."""
    return (
        head.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"))
        or (head.startswith(b"RIFF") and head[8:12] == b"WEBP")
        or (head[4:8] == b"ftyp" and head[8:12] in HEIF_BRANDS)
    )


def cleaned(data: bytes) -> Picture:
    """The picture, encoded again from its pixels; HEIC becomes JPEG. Raises InvalidInput if that is not possible."""
    if not _one.acquire(timeout=SECONDS):
        raise TooMany(_("Many pictures are being uploaded. Try again in a moment."), code="busy", wait=10)
    try:
        fault, kind, content = _ask(data)
    finally:
        _one.release()
    if fault == "pixels":
        raise InvalidInput(
            _("The image has more than 16 megapixels. Make it smaller."), code="too_many_pixels", field="files"
        )
    if fault:
        raise InvalidInput(
            _("The image is damaged or too large to be read. Make it smaller and try again."),
            code="bad_picture",
            field="files",
        )
    return Picture(content, *KINDS[kind])


def _ask(data: bytes) -> tuple[str, str, bytes]:
    """The fault ("" for none), the format and the file. A process that is out of time or memory is a fault, too."""
    command = [sys.executable, "-P", "-s", str(WORKER)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=SECONDS, env=environment())
    except subprocess.TimeoutExpired:
        return "time", "", b""
    head, _newline, content = done.stdout.partition(b"\n")
    if done.returncode or not head:
        return "failed", "", b""
    answer = json.loads(head)
    return answer["fault"], answer["kind"], content


def environment() -> dict[str, str]:
    """Without our variables: who breaks a decoder must not find keys or addresses."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8"}

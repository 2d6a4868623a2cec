"""Answers with a stored file."""

import re
from typing import IO, Any

from django.http import FileResponse, HttpRequest, HttpResponse

# What browsers show without running anything of the file. All else is only saved, never shown.
SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "application/pdf"})
# One part of a file: from a byte to a byte or the end, or its last bytes.
PART = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")


def file_answer(content: Any, *, name: str, media_type: str, is_upload: bool = True) -> FileResponse:
    """An upload is in a sandbox. Our own PDF is not, because it needs the browser's viewer."""
    answer = FileResponse(content, filename=name, content_type=media_type, as_attachment=media_type not in SHOWN)
    if is_upload:
        answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


class _Part:
    """So many bytes of a file from where it stands."""

    def __init__(self, file: IO[bytes], length: int) -> None:
        self.file, self.left = file, length
        self.close = file.close

    def read(self, size: int = -1) -> bytes:
        data = self.file.read(self.left if size < 0 else min(size, self.left))
        self.left -= len(data)
        return data


def part_answer(request: HttpRequest, answer: FileResponse, size: int) -> HttpResponse | FileResponse:
    """The part of the file that the browser asks for: it plays a video before all of it is there, and from any moment.

    Whoever asks for several parts, in another unit or for a version that we do not name gets the whole file.
    """
    answer["Accept-Ranges"] = "bytes"
    asked = PART.fullmatch(request.headers.get("Range", ""))
    if request.method != "GET" or "If-Range" in request.headers or asked is None or not (asked[1] or asked[2]):
        return answer
    if asked[1]:
        first, last = int(asked[1]), min(int(asked[2] or size), size - 1)
        if asked[2] and int(asked[2]) < first:
            return answer
    else:
        first, last = max(size - int(asked[2]), 0), size - 1
    if first > last:
        return _not_there(answer, size)
    file: Any = answer.file_to_stream
    file.seek(first)
    length = last - first + 1
    part = FileResponse(_Part(file, length), status=206)
    for name, value in answer.items():
        part[name] = value
    part["Content-Length"] = str(length)
    part["Content-Range"] = f"bytes {first}-{last}/{size}"
    return part


def _not_there(answer: FileResponse, size: int) -> HttpResponse:
    answer.close()
    refused = HttpResponse(status=416)
    refused["Content-Range"] = f"bytes */{size}"
    refused["Cache-Control"] = "private, no-store"
    return refused

"""The process that decodes one picture and encodes it again: from stdin to stdout, then it ends and gives all memory
back. It imports nothing of the product, because that would take more memory than the picture.

The answer is one line of JSON and then the picture.
"""

from __future__ import annotations

import io
import json
import resource
import sys

from PIL import Image, ImageOps

MAX_PIXELS = 16_000_000
# Turning needs the picture twice. A JPEG can be decoded smaller instead.
MAX_PIXELS_TURNED = 12_500_000
# With the program itself (25 MB) and what it reads this stays below 150 MB.
MAX_DATA = 124 * 1024 * 1024
SECONDS = 20
ORIENTATION = 0x0112
FORMATS = ("JPEG", "PNG", "WEBP")
Image.MAX_IMAGE_PIXELS = None  # ours are lower
HEIF_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1")


def main() -> None:
    resource.setrlimit(resource.RLIMIT_DATA, (MAX_DATA, MAX_DATA))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    fault, kind, content = again(sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps({"fault": fault, "kind": kind}).encode() + b"\n")
    sys.stdout.buffer.write(content)


def again(data: bytes) -> tuple[str, str, bytes]:
    """The fault ("" for none), the format and the new file."""
    try:
        picture = opened(data)
    except Exception:  # Pillow raises many kinds of errors for data that is not a picture
        return "unreadable", "", b""
    if picture is None:
        return "pixels", "", b""
    try:
        return "", *encoded(picture)
    except MemoryError:
        return "pixels", "", b""
    except Exception:  # the same, for a picture that is damaged further behind
        return "unreadable", "", b""


def opened(data: bytes) -> Image.Image | None:
    """The picture, not yet decoded; None if it has too many pixels."""
    if data[4:8] == b"ftyp" and data[8:12] in HEIF_BRANDS:
        from pi_heif import register_heif_opener

        register_heif_opener(thumbnails=False, decode_threads=1)
        picture = Image.open(io.BytesIO(data), formats=("HEIF",))
    else:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    if picture.format in ("JPEG", "MPO"):
        most = MAX_PIXELS_TURNED if picture.getexif().get(ORIENTATION, 1) != 1 else MAX_PIXELS
        if picture.mode == "CMYK":  # four bytes a pixel, and the picture is needed twice
            most = MAX_PIXELS // 2
        width, height = picture.size
        scale = next((n for n in (1, 2, 4, 8) if width * height <= most * n * n), 8)
        if scale > 1:
            picture.draft(None, (width // scale, height // scale))
    return picture if picture.width * picture.height <= MAX_PIXELS else None


def encoded(picture: Image.Image) -> tuple[str, bytes]:
    """The format and the file, without comments, places, profiles and whatever else stood beside the pixels."""
    kind = picture.format if picture.format in ("PNG", "WEBP") else "JPEG"
    ImageOps.exif_transpose(picture, in_place=True)
    picture.load()
    transparency = picture.info.get("transparency")
    picture.info = {"transparency": transparency} if kind == "PNG" and transparency is not None else {}
    if kind == "JPEG" and picture.mode not in ("RGB", "L"):
        picture = picture.convert("RGB")
    out = io.BytesIO()
    picture.save(out, kind, **({"quality": 88} if kind == "JPEG" else {}))
    return kind, out.getvalue()


if __name__ == "__main__":
    main()

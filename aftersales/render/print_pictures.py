"""Pictures as a printed document holds them: small enough for ten on a few pages, and on white."""

from __future__ import annotations

import io

from PIL import Image

EDGE = 1200  # pixels: half the width of a page at 300 dots per inch
QUALITY = 82


def for_print(data: bytes) -> bytes | None:
    """The picture as JPEG whose longer edge has at most EDGE pixels, or None if it can't be read. The same data gives
    the same picture. The data was cleaned when it was uploaded."""
    try:
        picture: Image.Image = Image.open(io.BytesIO(data), formats=("JPEG", "PNG", "WEBP"))
        picture.draft("RGB", (EDGE, EDGE))
        picture.thumbnail((EDGE, EDGE))
        if picture.mode not in ("RGB", "L"):
            clear = picture.convert("RGBA")
            picture = Image.new("RGB", clear.size, "white")
            picture.paste(clear, mask=clear.getchannel("A"))
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=QUALITY)
    except Exception:  # Pillow raises many kinds of errors for a file that is damaged on disk
        return None
    return out.getvalue()

"""Pictures for printing (CMYK) are decoded smaller, because they need more memory a pixel."""

import io

from PIL import Image

from aftersales.render import pictures


def test_large_picture_in_cmyk_is_taken():
    out = io.BytesIO()
    Image.new("CMYK", (4000, 4000), (10, 20, 30, 0)).save(out, "JPEG", quality=80)
    made = Image.open(io.BytesIO(pictures.cleaned(out.getvalue()).content))
    assert (made.format, made.mode) == ("JPEG", "RGB")
    assert made.width == 2000

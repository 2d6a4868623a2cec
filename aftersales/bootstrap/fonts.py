"""One Chinese font file per weight for PDFs and pictures, joined from the slices made for browsers.

With the slices in @font-face rules WeasyPrint needs 20 seconds per document; with one file in fontconfig it needs no
extra time. What it lacks comes from fonts of the system, in the order of FALLBACK. coverage.json says which characters
the fonts draw together: a document names the others by their code, so that no box is printed.
"""

import json
import struct
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from fontTools.ttLib import TTCollection, TTFont

from aftersales.bootstrap.paths import COVERAGE, FONTS, FONTS_CONF, NODE_MODULES
from aftersales.bootstrap.steps import SetupError, digest, once

SLICES = NODE_MODULES / "@fontsource" / "noto-sans-sc"
WEIGHTS = {"Regular": 400, "Bold": 700}
FAMILY = "Noto Sans SC"
# The largest slice has all common characters and their layout tables. Characters of the others are added to it.
BASE = "chinese-simplified"
SYSTEM_FONTS = Path("/usr/share/fonts")
# Rare Han characters first, then other scripts, then signs and emoji (drawn in black, as paper needs them).
FALLBACK = ("Noto Sans CJK SC", "BabelStone Han", "Noto Sans", "DejaVu Sans", "Symbola")

# Fonts draw what they like there, so a character of it is nobody's name.
PRIVATE_USE = ((0xE000, 0xF8FF), (0xF0000, 0x10FFFF))


def build() -> None:
    key = digest([SLICES / "package.json", Path(__file__)], f"{FONTS} {_system_fonts()}")
    once("Chinese fonts", key, [FONTS_CONF, COVERAGE, *map(target, WEIGHTS)], _build)


def _system_fonts() -> list[Path]:
    return sorted(path for path in SYSTEM_FONTS.rglob("*") if path.suffix.lower() in (".ttf", ".otf", ".ttc"))


def target(style: str) -> Path:
    return FONTS / f"NotoSansSC-{style}.ttf"


def _build() -> None:
    FONTS.mkdir(parents=True, exist_ok=True)
    for style in WEIGHTS:
        merge(style)
    COVERAGE.write_text(json.dumps(ranges(covered())), encoding="utf-8")
    FONTS_CONF.write_text(configuration(), encoding="utf-8")


def covered() -> set[int]:
    """The characters that our font and the fonts of the system draw."""
    codes: set[int] = set()
    for path in [target("Regular"), *_system_fonts()]:
        if path.suffix.lower() == ".ttc":
            for font in TTCollection(path, lazy=True).fonts:
                codes |= set(font.getBestCmap())
        else:
            codes |= set(TTFont(path, lazy=True).getBestCmap() or ())
    return {code for code in codes if not any(first <= code <= last for first, last in PRIVATE_USE)}


def ranges(codes: set[int]) -> list[tuple[int, int]]:
    """First and last of each unbroken run."""
    runs: list[tuple[int, int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], code)
        else:
            runs.append((code, code))
    return runs


def merge(style: str) -> None:
    files = sorted((SLICES / "files").glob(f"*-{WEIGHTS[style]}-normal.woff"))
    base = TTFont(next(path for path in files if BASE in path.name), recalcBBoxes=False)
    known = set(base.getBestCmap())
    order = list(base.getGlyphOrder())
    for path in files:
        order += _add(base, TTFont(path, recalcBBoxes=False), known)
    base.setGlyphOrder(order)
    base["maxp"].numGlyphs = len(order)
    _rename(base, style)
    base.flavor = None
    fresh = target(style).with_suffix(".new")
    base.save(fresh)
    fresh.replace(target(style))


def _add(base: Any, part: Any, known: set[int]) -> list[str]:
    """Copy the characters that base lacks. Glyphs are named after their code, so that names are unique."""
    tables = [table for table in base["cmap"].tables if table.isUnicode() and table.format in (4, 12)]
    glyphs, added = part["glyf"].glyphs, []
    for code, old in part.getBestCmap().items():
        if code in known:
            continue
        if _composite(glyphs[old]):
            raise SetupError(f"{part.reader.file.name}: U+{code:04X} is made of other glyphs")
        new = f"x{code:06X}"
        base["glyf"].glyphs[new] = glyphs[old]
        base["hmtx"].metrics[new] = part["hmtx"].metrics[old]
        base["vmtx"].metrics[new] = part["vmtx"].metrics[old]
        for table in tables:
            if code <= 0xFFFF or table.format == 12:
                table.cmap[code] = new
        known.add(code)
        added.append(new)
    return added


def _composite(glyph: Any) -> bool:
    """Whether a glyph refers to others by their number in the slice. The present slices have none."""
    data = getattr(glyph, "data", b"")
    return len(data) >= 2 and struct.unpack(">h", data[:2])[0] < 0


def _rename(font: Any, style: str) -> None:
    """Every slice is named Thin, so set the right name."""
    names = {1: FAMILY, 2: style, 3: f"{FAMILY} {style} joined", 4: f"{FAMILY} {style}", 6: f"NotoSansSC-{style}"}
    for record in font["name"].names:
        if record.nameID in names:
            record.string = names[record.nameID]
    bold = style == "Bold"
    font["head"].macStyle = int(bold)
    font["OS/2"].fsSelection = 0x20 if bold else 0x40
    font["OS/2"].usWeightClass = WEIGHTS[style]
    del font["STAT"]


def configuration() -> str:
    """Our font first for every generic family; system fonts only for the characters that it lacks."""
    prefer = "".join(
        f"  <alias binding='same'><family>{generic}</family><prefer>{_families(generic)}</prefer></alias>\n"
        for generic in ("sans-serif", "serif", "system-ui", "monospace")
    )
    return (
        "<?xml version='1.0'?>\n<!DOCTYPE fontconfig SYSTEM 'fonts.dtd'>\n<fontconfig>\n"
        f"  <dir>{escape(str(FONTS))}</dir>\n  <dir>{SYSTEM_FONTS}</dir>\n"
        f"  <cachedir>{escape(str(FONTS / 'cache'))}</cachedir>\n{prefer}</fontconfig>\n"
    )


def _families(generic: str) -> str:
    names = [*(["DejaVu Sans Mono"] if generic == "monospace" else []), FAMILY, *FALLBACK]
    return "".join(f"<family>{name}</family>" for name in names)

"""WCAG 2.2 AA of the theme's colours, light and dark: 4.5 for text, 3 for marks and the borders of controls."""

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.once

CSS = Path(__file__).resolve().parents[2] / "static/css/theme.css"
HEX = r"#[0-9a-f]{3,8}"
SURFACES = ("canvas", "surface", "raised", "sunken", "hover", "info-bg")
MEANINGS = ("due", "paused", "done", "late", "info")
MARKS = ("line-control", "focus", "action", "done-mark", "late-mark", "info-mark", "paused-mark", "due-ink")
PAIRS = [
    *((ink, ground, 4.5) for ink in ("ink", "ink-2", "ink-3") for ground in SURFACES),
    *((f"{m}-ink", ground, 4.5) for m in MEANINGS for ground in (f"{m}-bg", "surface", "sunken", "hover", "raised")),
    *((ink, ground, 4.5) for ink in ("ink-2", "ink-3") for ground in ("due-bg", "paused-bg")),
    ("on-action", "action", 4.5),
    ("on-action", "action-hover", 4.5),
    *((mark, ground, 3) for mark in MARKS for ground in ("surface", "sunken")),
]


def tokens() -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    pattern = rf"--([\w-]+):\s*(?:({HEX})|light-dark\(({HEX}),\s*({HEX})\));"
    for name, both, light, dark in re.findall(pattern, CSS.read_text(encoding="utf-8")):
        found.setdefault(name, (light or both, dark or both))
    return found


def luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) > 4 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21():
    assert contrast("#000", "#fff") == pytest.approx(21)


@pytest.mark.parametrize("mode", [0, 1], ids=["light", "dark"])
def test_theme_has_enough_contrast(mode):
    colours = tokens()
    low = {
        f"{a} on {b}": round(contrast(colours[a][mode], colours[b][mode]), 2)
        for a, b, need in PAIRS
        if contrast(colours[a][mode], colours[b][mode]) < need
    }
    assert not low

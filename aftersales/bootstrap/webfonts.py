"""The type of pages: Latin letters and figures in one file, the Chinese of our own texts in two.

Whole fonts of Chinese have megabytes. The texts of the catalog need some 800 characters, and one file gives them all
weights between text and headings: it has the outlines of the one and how far their points move for the other. The
characters of everyday pages stand in a file of their own; the style sheet says which is in which. The words of
customers can have any character, so they stay in the font of the machine: half a name in another face looks worse than
a whole one.
"""

import shutil
from collections import Counter
from pathlib import Path
from typing import Any

from babel.messages.pofile import read_po
from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem
from fontTools.ttLib.tables._f_v_a_r import Axis
from fontTools.ttLib.tables.TupleVariation import TupleVariation
from fontTools.varLib import instancer
from fontTools.varLib.iup import iup_delta_optimize

from aftersales.bootstrap.fonts import BASE, FAMILY, SLICES, ranges
from aftersales.bootstrap.paths import NODE_MODULES, ROOT, TYPE
from aftersales.bootstrap.steps import SetupError, digest, once

INTER = NODE_MODULES / "@fontsource-variable" / "inter" / "files" / "inter-latin-wght-normal.woff2"
TEXTS = ROOT / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
LATIN = TYPE / "inter.woff2"
STYLES = TYPE / "type.css"
# The weights of the theme, and 700 for the few bold figures. Chinese ends at the weight of headings.
TEXT, HEADINGS, FIGURES = 400, 600, 700
# The first Chinese character of Unicode. Before it are letters and arrows, which Inter or the machine draws, and SIGNS.
FIRST = "\u2e80"
SIGNS = "“”‘’—…·×、。，：；？！（）《》"
# Characters of labels on everyday pages: few texts have them, but everybody sees these.
EVERYDAY = (
    "索搜跟观随台型状筛业程态险风渠道言主严图视询季拼音共排姓受补子售核实往委著较率指组执照咨维片器商注响带听制仅偿输铃划地依"
    "况推荐早沟网址长目各百首描述加添语溯追倒牵头鉴故场浏令览牌队三四醒整剩星研究例似疑值净卷司常立领离叫幕候口窗屏隔替二格压"
    "五六忘反映予锁增放副必拍性测普箱召跳传函否命域害影快找拜损捷操暂止步涉潜热真称线络般菜试财费身返造键闭享勾己"
    "仍及当所撤移统销顾邮帮助"
)
COMMONEST = 476
UNITS_PER_EM = 500  # of 1000 in the package; a rounded point lies at most 1/20 of a pixel off in the largest heading
# How far a point may lie from its place at the weight of headings, in these units.
TOLERANCE = 1
# Half-width punctuation where two signs meet (text-spacing-trim).
FEATURES = ["halt"]
# Names kept in each file: copyright, family, style, address of the licence.
NAMES = [0, 1, 2, 14]
WITHOUT = ["BASE", "STAT", "vhea", "vmtx"]


def target(number: int) -> Path:
    return TYPE / f"han-{number}.woff2"


def package(weight: int) -> Path:
    return next(SLICES.glob(f"files/*-{BASE}-{weight}-normal.woff"))


def build() -> None:
    key = digest([TEXTS, INTER, SLICES / "package.json", Path(__file__)])
    once("type of pages", key, [STYLES, LATIN, target(1), target(2)], _build)


def _build() -> None:
    # Everything in this folder is served, so files of an older version must go.
    shutil.rmtree(TYPE, ignore_errors=True)
    TYPE.mkdir(parents=True)
    latin = instancer.instantiateVariableFont(TTFont(INTER, recalcTimestamp=False), {"wght": (TEXT, FIGURES)})
    latin.flavor = "woff2"
    latin.save(LATIN)
    rules = []
    for number, part in enumerate(parts(characters()), start=1):
        variable(part).save(target(number))
        rules.append(face(target(number).name, part))
    STYLES.write_text("".join(rules), encoding="utf-8")


def characters() -> list[str]:
    """Those of our Chinese texts that the package draws, the ones of most texts first."""
    count: Counter[str] = Counter(SIGNS)
    with TEXTS.open("rb") as file:
        for message in read_po(file):
            if message.id:
                count.update({one for one in "".join(message.string or "") if one >= FIRST})
    drawn = TTFont(package(TEXT), lazy=True).getBestCmap()
    return sorted((one for one in count if ord(one) in drawn), key=lambda one: (-count[one], one))


def parts(found: list[str]) -> list[list[str]]:
    """What everyday pages show, and the others."""
    order = sorted(found, key=lambda one: one not in SIGNS + EVERYDAY)
    return [order[:COMMONEST], order[COMMONEST:]]


def face(name: str, part: list[str]) -> str:
    runs = ranges({ord(one) for one in part})
    codes = ", ".join(f"U+{first:X}" if first == last else f"U+{first:X}-{last:X}" for first, last in runs)
    return (
        f'@font-face {{\n  font-family: "{FAMILY} of our texts";\n  font-weight: {TEXT} {HEADINGS};\n'
        f'  font-display: swap;\n  src: url("{name}") format("woff2");\n  unicode-range: {codes};\n}}\n'
    )


def variable(part: list[str]) -> Any:
    """One font for all weights of text. The static fonts are cut from one variable font, so that their points agree."""
    light, strong = (_cut(weight, part) for weight in (TEXT, HEADINGS))
    light["name"].setName(FAMILY, 1, 3, 1, 0x409)
    light["name"].setName("Weight", 256, 3, 1, 0x409)
    axis = Axis()
    axis.axisTag, axis.axisNameID = "wght", 256
    axis.minValue = axis.defaultValue = TEXT
    axis.maxValue = HEADINGS
    light["fvar"] = newTable("fvar")
    light["fvar"].axes = [axis]
    light["gvar"] = newTable("gvar")
    light["gvar"].version, light["gvar"].reserved = 1, 0
    light["gvar"].variations = {glyph: _moves(light, strong, glyph) for glyph in light.getGlyphOrder()}
    light.flavor = "woff2"
    return light


def _cut(weight: int, part: list[str]) -> Any:
    options = subset.Options(hinting=False, layout_features=FEATURES, name_IDs=NAMES, glyph_names=False)
    options.drop_tables += WITHOUT
    font = subset.load_font(package(weight), options)
    cutter = subset.Subsetter(options)
    cutter.populate(text="".join(part))
    cutter.subset(font)
    scale_upem(font, UNITS_PER_EM)
    return font


def _moves(light: Any, strong: Any, glyph: str) -> list[TupleVariation]:
    """How far each point of a character moves up to the weight of headings."""
    places, controls = light["glyf"]._getCoordinatesAndControls(glyph, light["hmtx"].metrics)
    others, _ = strong["glyf"]._getCoordinatesAndControls(glyph, strong["hmtx"].metrics)
    if len(places) != len(others):
        raise SetupError(f"{glyph}: the fonts of weight {TEXT} and {HEADINGS} have other points")
    moves = [(x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in zip(places, others, strict=True)]
    if not any(map(any, moves)):
        return []
    moves = iup_delta_optimize(moves, places, controls.endPts, tolerance=TOLERANCE)
    return [TupleVariation({"wght": (0, 1, 1)}, moves)]

"""The fonts of pages: every character of our Chinese texts, small files, weights that vary, a style sheet that names them."""

import re

import pytest
from babel.messages.pofile import read_po
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

from aftersales.bootstrap import webfonts
from aftersales.bootstrap.fonts import FAMILY
from aftersales.bootstrap.paths import ROOT, TYPE

pytestmark = pytest.mark.once
HAN = [webfonts.target(1), webfonts.target(2)]
THEME = (ROOT / "static/css/theme.css").read_text()


def drawn(path) -> set[int]:
    return set(TTFont(path).getBestCmap())


def named() -> dict[str, set[int]]:
    """The characters that the style sheet expects in each file."""
    found = {}
    for rule in re.findall(r"@font-face \{.*?\}", webfonts.STYLES.read_text(), flags=re.DOTALL):
        codes: set[int] = set()
        for first, last in re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", rule):
            codes |= set(range(int(first, 16), int(last or first, 16) + 1))
        found[re.search(r'url\("(.+?)"\)', rule)[1]] = codes
    return found


def test_fonts_have_every_chinese_character_of_our_texts() -> None:
    with (ROOT / "locale/zh_Hans/LC_MESSAGES/django.po").open("rb") as file:
        texts = "".join("".join(message.string) for message in read_po(file) if message.id)
    needed = {ord(one) for one in texts if one >= "\u2e80"} | set(map(ord, "“”‘’—…·"))
    assert needed - drawn(HAN[0]) - drawn(HAN[1]) == set()


def test_style_sheet_says_which_character_is_in_which_file() -> None:
    assert named() == {path.name: drawn(path) for path in HAN}
    assert not drawn(HAN[0]) & drawn(HAN[1])
    assert webfonts.STYLES.read_text().count("font-display: swap") == 2


def test_every_page_has_signs_and_the_words_of_the_menu_in_the_first_file() -> None:
    assert set(map(ord, webfonts.SIGNS + "工单客户产品审批新建筛选保存视图")) - drawn(HAN[0]) == set()


def test_latin_and_chinese_of_a_usual_page_take_at_most_120_kb() -> None:
    usual = webfonts.LATIN.stat().st_size + HAN[0].stat().st_size
    assert usual <= 120 * 1024
    assert HAN[1].stat().st_size <= 120 * 1024
    assert {path.name for path in TYPE.iterdir()} == {"inter.woff2", "han-1.woff2", "han-2.woff2", "type.css"}


def test_weights_run_from_text_to_headings() -> None:
    weights = {int(weight) for weight in re.findall(r"--w-\w+: (\d+);", THEME)}
    for path in HAN:
        axis = TTFont(path)["fvar"].axes[0]
        assert (axis.axisTag, axis.minValue, axis.maxValue) == ("wght", min(weights), max(weights))
    latin = TTFont(webfonts.LATIN)["fvar"].axes[0]
    assert latin.minValue <= min(weights)
    assert latin.maxValue >= 700


def test_heading_is_drawn_as_in_the_font_of_its_weight() -> None:
    ours = instantiateVariableFont(TTFont(HAN[0]), {"wght": webfonts.HEADINGS})
    theirs = TTFont(webfonts.package(webfonts.HEADINGS))
    for one in "工单客户":
        points = ours["glyf"][ours.getBestCmap()[ord(one)]].coordinates
        right = theirs["glyf"][theirs.getBestCmap()[ord(one)]].coordinates
        scale = theirs["head"].unitsPerEm / ours["head"].unitsPerEm
        off = [max(abs(x * scale - u), abs(y * scale - v)) for (x, y), (u, v) in zip(points, right, strict=True)]
        assert max(off) <= 5  # thousandths of the size of the letters


def test_characters_are_as_wide_as_in_the_fonts_of_machines() -> None:
    """So that no line breaks elsewhere when the font arrives."""
    font = TTFont(HAN[0])
    assert {font["hmtx"][font.getBestCmap()[ord(one)]][0] for one in "工单，。"} == {font["head"].unitsPerEm}


def test_files_keep_name_and_licence() -> None:
    for path in HAN:
        names = TTFont(path)["name"]
        assert names.getDebugName(1) == FAMILY
        assert "Adobe" in names.getDebugName(0)
        assert names.getDebugName(14).endswith("/OFL")


def test_theme_uses_the_fonts() -> None:
    assert f'"{FAMILY} of our texts"' in THEME
    for name in ("base", "phone", "alone"):
        page = (ROOT / f"templates/{name}.html").read_text()
        assert all(f"type/{file}" in page for file in ("inter.woff2", "han-1.woff2", "type.css"))

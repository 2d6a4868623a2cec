"""The tile map of China: one tile a province, laid out by us. It has no borders and no data of others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

# Row by row; a dot is an empty place.
_ROWS = """
. . . . . . 黑
. . . . 蒙 . 吉
新 甘 宁 晋 京 津 辽
藏 青 陕 豫 冀 鲁
. 川 渝 鄂 皖 苏 沪
. 云 黔 湘 赣 浙
. . 桂 粤 闽 . 台
. . 琼 澳 港
"""
# The name of each province in full, as customers.rules.places has it, and in two letters for English pages.
NAMES = {
    "京": ("北京", "BJ"),
    "津": ("天津", "TJ"),
    "冀": ("河北", "HE"),
    "晋": ("山西", "SX"),
    "蒙": ("内蒙古", "NM"),
    "辽": ("辽宁", "LN"),
    "吉": ("吉林", "JL"),
    "黑": ("黑龙江", "HL"),
    "沪": ("上海", "SH"),
    "苏": ("江苏", "JS"),
    "浙": ("浙江", "ZJ"),
    "皖": ("安徽", "AH"),
    "闽": ("福建", "FJ"),
    "赣": ("江西", "JX"),
    "鲁": ("山东", "SD"),
    "豫": ("河南", "HA"),
    "鄂": ("湖北", "HB"),
    "湘": ("湖南", "HN"),
    "粤": ("广东", "GD"),
    "桂": ("广西", "GX"),
    "琼": ("海南", "HI"),
    "渝": ("重庆", "CQ"),
    "川": ("四川", "SC"),
    "黔": ("贵州", "GZ"),
    "云": ("云南", "YN"),
    "藏": ("西藏", "XZ"),
    "陕": ("陕西", "SN"),
    "甘": ("甘肃", "GS"),
    "青": ("青海", "QH"),
    "宁": ("宁夏", "NX"),
    "新": ("新疆", "XJ"),
    "港": ("香港", "HK"),
    "澳": ("澳门", "MO"),
    "台": ("台湾", "TW"),
}


@dataclass(frozen=True)
class Tile:
    """A province at its place. code: its letters by GB/T 2260, also the value of the filter."""

    short: str
    name: str
    code: str
    column: int
    row: int


def tiles() -> list[Tile]:
    found = []
    for row, line in enumerate(_ROWS.split("\n")[1:-1]):
        for column, short in enumerate(line.split()):
            if short != ".":
                name, code = NAMES[short]
                found.append(Tile(short, name, code, column, row))
    return found


BY_CODE = {tile.code: tile for tile in tiles()}
BY_NAME = {tile.name: tile for tile in tiles()}


def edges(group: Mapping[str, int | None]) -> Iterator[tuple[int, int, int, int]]:
    """The lines between neighbouring tiles of different groups, as corners (x1, y1, x2, y2) in tiles. group: by code;
    a tile without one has no line."""
    at = {(tile.column, tile.row): group.get(tile.code) for tile in tiles()}
    for column, row in sorted(at):
        here = at[(column, row)]
        right, below = at.get((column + 1, row)), at.get((column, row + 1))
        if here is not None and right is not None and here != right:
            yield column + 1, row, column + 1, row + 1
        if here is not None and below is not None and here != below:
            yield column, row + 1, column + 1, row + 1

"""Pairs of names of companies that people wrote down: which are one company, and which are two."""

from pathlib import Path

import pytest

from aftersales.search.sounds import sounds_same
from customers.queries.alike import core_keys, longer_than, name_core, same_name
from customers.rules.names import alike, parts_of

HERE = Path(__file__).parent


def pairs(name: str) -> list[tuple[str, str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [(one, other) for one, other in (line.split("|") for line in lines)]


def is_found(asked: str, known: str) -> bool:
    """Whether the question for one name reads the other from the index and takes it for the same."""
    longer = longer_than(asked)
    limits = dict(longer.children) if longer else None
    is_read = name_core(known) in core_keys(asked) or (
        limits is not None and limits["name_core__gt"] < name_core(known) < limits["name_core__lt"]
    )
    return is_read and same_name(asked, known)


def test_names_that_people_wrote_are_told_apart():
    both = [(one, other) for pair in pairs("same_company.txt") for one, other in (pair, pair[::-1])]
    apart = [(one, other) for pair in pairs("two_companies.txt") for one, other in (pair, pair[::-1])]
    right = sum(is_found(*pair) for pair in both)
    wrong = [pair for pair in apart if is_found(*pair)]
    assert len(both) >= 300 and len(apart) >= 300
    assert right / len(both) >= 0.95, [pair for pair in both if not is_found(*pair)]
    assert right / (right + len(wrong)) >= 0.95, wrong


@pytest.mark.parametrize(
    ("name", "brand", "places"),
    [
        ("昆山市周市镇精诚模具有限公司", "精诚", {"昆山"}),
        ("河北省沧州市献县大正机械厂", "大正", {"河北", "沧州", "献县"}),
        ("上海市浦东新区伟业电子有限公司", "伟业", {"上海", "浦东"}),
        ("東莞宏遠機械有限公司", "宏远", {"东莞"}),
        ("【停用】原杭州鼎盛贸易有限公司", "鼎盛", {"杭州"}),
        ("西门子中国", "西门子", set()),
        ("Shanghai Weiye Machinery Co.,Ltd", "weiye", {"上海"}),
        ("Xi'an Weiye Machinery", "weiye", {"西安"}),
        ("城市便捷酒店", "城市便捷", set()),
    ],
)
def test_places_notes_and_writing_are_apart_from_the_brand(name, brand, places):
    parts = parts_of(name)
    assert (parts.brand, parts.places) == (brand, places)


def test_english_trade_is_the_same_as_the_chinese_one():
    assert alike(parts_of("Suzhou Hengfeng Electronics Co., Ltd."), parts_of("苏州恒丰电子"), sounds_same)
    assert not alike(parts_of("Suzhou Hengfeng Textiles"), parts_of("苏州恒丰电子"), sounds_same)

"""Recurring themes: pairs of characters and words, without names, phones and codes."""

from datetime import date

import pytest

from complaints.quality.rules.themes import Theme, months_before, next_month, theme_keys, top_themes


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("能不能扫码报修？", ["扫码", "报修"]),
        ("说明书字太小。", ["说明", "明书"]),
        ("说明书说明书", ["说明", "明书"]),
        ("建议，希望！", []),
        ("", []),
        ("Please add an English interface to the HX-250", ["english interface"]),
        ("Bigger display. Please, a bigger display!", ["bigger display"]),
        ("扫码 ＱＲ code 报修", ["扫码", "qr code", "报修"]),
        # Pieces across two words are no themes, as 上看, 器拆, 娘态; a word that no lexicon has is one.
        ("能不能在手机上看设备的状态？周末不用专门跑一趟。", ["手机", "状态", "周末"]),
        ("一台小仪器拆出来两大袋泡沫，处理起来很麻烦。", ["泡沫", "麻烦"]),
        ("接电话的姑娘态度很好，就是问题转来转去，前后 2 天。", ["态度"]),
        ("门封不严，有异响，嵌缝裂", ["门封", "异响", "嵌缝", "缝裂"]),
        ("Keep me posted while the repair is under way", []),
    ],
)
def test_pairs_of_a_text(text, keys):
    assert theme_keys(text) == keys


@pytest.mark.parametrize(
    "text", ["电话 138-0000-2406", "zhangsan@example.test", "https://example.test/abc/def", "B2603-17", "TK-2026-00001"]
)
def test_phones_addresses_and_codes_are_no_themes(text):
    assert theme_keys(text) == []


def test_names_are_no_themes():
    keys = theme_keys("张三丰问，蓝鲸示例乳业报警声", ["张三丰", "蓝鲸示例乳业"])
    assert keys == ["报警"]
    assert theme_keys("Alice Miller wants bigger fonts", ["Alice Miller"]) == ["bigger fonts"]


def test_a_pair_that_overlaps_a_more_frequent_one_is_part_of_its_word():
    counts = [("说明", 9), ("明书", 9), ("扫码", 5), ("书字", 4), ("单个", 1)]
    assert top_themes(counts, {"说明": 4, "扫码": 0}, 5) == [
        Theme("说明", "说明书", 9, 4),
        Theme("扫码", "扫码", 5, 0),
        Theme("书字", "书字", 4, 0),
    ]


def test_people_who_serve_are_no_themes():
    """Neither in new texts nor among the keys that were stored before."""
    assert theme_keys("师傅很专业，客服的小哥也耐心") == ["专业", "耐心"]
    assert [theme.key for theme in top_themes([("师傅", 9), ("姑娘", 5), ("扫码", 4)], {}, 2)] == ["扫码"]


def test_no_more_themes_than_asked_and_none_that_occurs_once():
    assert [theme.key for theme in top_themes([("扫码", 3), ("校准", 2), ("单个", 1)], {}, 1)] == ["扫码"]
    assert top_themes([("单个", 1)], {}, 5) == []


def test_long_texts_and_strange_signs_end():
    assert len(theme_keys("校准证书下载太慢" * 5000)) <= 60
    assert theme_keys("\U0001f600\x00\u202e \n") == []


@pytest.mark.parametrize(
    ("day", "before", "after"),
    [
        (date(2026, 1, 31), date(2025, 12, 1), date(2026, 2, 1)),
        (date(2026, 12, 1), date(2026, 11, 1), date(2027, 1, 1)),
    ],
)
def test_months(day, before, after):
    assert (months_before(day, 1), next_month(day)) == (before, after)


def test_pairs_of_exactly_the_same_texts_are_one_theme():
    """Three customers who sent the same words have one theme, not one for each pair in them."""
    counts = [("包装", 3), ("拆出", 3), ("大袋", 3), ("接电", 3)]
    texts = {"包装": frozenset({1, 2, 3}), "拆出": frozenset({1, 2, 3}), "大袋": frozenset({1, 2, 3})}
    found = top_themes(counts, {}, 10, texts={**texts, "接电": frozenset({3, 4, 5})})
    assert [theme.key for theme in found] == ["包装", "接电"]

import pytest

from complaints.quality.rules.differences import GONE, NEW, SAME, changes, parts_of


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("", "新增", [(NEW, "新增")]),
        ("删去", "", [(GONE, "删去")]),
        ("已售 1,074 台", "已售 1,086 台", [(SAME, "已售 "), (GONE, "1,074"), (NEW, "1,086"), (SAME, " 台")]),
        ("待会议决定", "供应商 70%", [(GONE, "待会议决定"), (NEW, "供应商 70%")]),
    ],
)
def test_what_went_and_what_came(old, new, parts):
    assert parts_of(old, new) == parts


def test_long_runs_that_stayed_are_shortened_and_very_long_texts_are_shown_whole():
    parts = parts_of(f"{'甲' * 60}乙{'丙' * 60}", f"{'甲' * 60}丁{'丙' * 60}")
    assert parts == [(SAME, f"…{'甲' * 24}"), (GONE, "乙"), (NEW, "丁"), (SAME, f"{'丙' * 24}…")]
    long = "甲乙丙" * 2000
    assert parts_of(long, f"{long}。") == [(GONE, long), (NEW, f"{long}。")]


def test_fields_that_are_the_same_are_left_out_and_the_order_is_that_of_the_newer():
    old = {"a": ("甲", "1"), "b": ("乙", "2"), "gone": ("丙", "3")}
    new = {"a": ("甲", "1"), "new": ("丁", "4"), "b": ("乙", "5")}
    found = changes(old, new)
    assert [change.key for change in found] == ["new", "b", "gone"]
    assert (found[1].before, found[1].after) == ("2", "5")

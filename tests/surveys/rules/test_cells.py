"""No hidden group can be worked out from what is shown."""

from hypothesis import given
from hypothesis import strategies as st

from surveys.rules.cells import shown_in_both, shown_of, shown_together

COUNTS = st.dictionaries(st.integers(0, 20), st.integers(0, 40), max_size=12)


def derivable(counts, total, shown) -> int:
    """What a reader can work out of the hidden cells together: the total without all shown cells."""
    return total - sum(counts[cell] for cell in set(shown))


def test_one_small_cell_takes_another_with_it() -> None:
    assert shown_of({"east": 40, "west": 12, "north": 3}, 55) == {"east"}


def test_two_small_cells_that_are_five_together_hide_nobody_else() -> None:
    assert shown_of({"east": 40, "west": 3, "north": 2}, 45) == {"east"}


def test_answers_in_no_cell_count_as_hidden_ones() -> None:
    assert shown_of({"a": 10, "b": 20}, 32) == {"b"}
    assert shown_of({"a": 10, "b": 20}, 35) == {"a", "b"}


def test_a_cell_that_is_hidden_anyway_protects_a_small_rest() -> None:
    assert shown_of({"a": 10, "b": 20, "c": 20}, 53, {"b"}) == {"a", "c"}


def test_fewer_than_five_in_all_show_nothing() -> None:
    assert shown_of({"a": 4}, 4) == set()


def test_a_cell_that_lost_a_few_flagged_answers_is_shown_in_one_reading_only() -> None:
    shown = {"a", "b", "c", "d"}
    assert shown_in_both({"a": 20, "b": 20, "c": 20, "d": 7}, {"a": 20, "b": 18, "c": 14}, shown) == {"a", "c"}


@given(COUNTS, st.integers(0, 12))
def test_what_is_left_of_the_total_is_nobody_or_at_least_five(counts: dict[int, int], rest: int) -> None:
    total = sum(counts.values()) + rest
    shown = shown_of(counts, total)
    assert all(counts[cell] >= 5 for cell in shown)
    left = derivable(counts, total, shown)
    assert left == 0 or left >= 5 or not shown


@given(COUNTS, st.integers(0, 12))
def test_no_single_hidden_cell_follows_from_shown_ones(counts: dict[int, int], rest: int) -> None:
    """Exactly one hidden cell could be read off, unless it has five answers and more and is merely left over."""
    total = sum(counts.values()) + rest
    shown = shown_of(counts, total)
    hidden = [n for cell, n in counts.items() if cell not in shown and n] + ([rest] if rest else [])
    if shown and len(hidden) == 1:
        assert hidden[0] >= 5


@given(COUNTS)
def test_the_order_of_cells_does_not_matter(counts: dict[int, int]) -> None:
    total = sum(counts.values())
    assert shown_of(counts, total) == shown_of(dict(reversed(counts.items())), total)


def test_a_team_that_is_nearly_its_region_is_hidden() -> None:
    counts = {"region": {"east": 12, "west": 30}, "team": {"desk": 10, "spare": 2, "field": 30}}
    joint = {("region", "team"): {("east", "desk"): 10, ("east", "spare"): 2, ("west", "field"): 30}}
    shown = shown_together(counts, 42, joint)
    assert shown == {"region": {"east", "west"}, "team": {"field"}}


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=40))
def test_no_shown_cell_minus_one_within_it_leaves_a_few(people: list[tuple[int, int]]) -> None:
    first, second, both = {}, {}, {}
    for a, b in people:
        a, b = f"r{a}", f"t{b}"
        first[a], second[b] = first.get(a, 0) + 1, second.get(b, 0) + 1
        both[a, b] = both.get((a, b), 0) + 1
    counts = {"region": first, "team": second}
    shown = shown_together(counts, len(people), {("region", "team"): both})
    for kind, cells in shown.items():
        left = derivable(counts[kind], len(people), cells)
        assert left == 0 or left >= 5 or not cells
    for (a, b), n in both.items():
        if a in shown["region"] and b in shown["team"]:
            assert not (n == second[b] and 0 < first[a] - n < 5)
            assert not (n == first[a] and 0 < second[b] - n < 5)

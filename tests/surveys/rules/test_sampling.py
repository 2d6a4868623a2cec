"""The sample: sizes against published figures, strata, and a draw that can be repeated by hand."""

from hashlib import sha256

import pytest

from surveys.rules.sampling import (
    Member,
    allotted,
    draw,
    frame_hash,
    frame_text,
    invitations_needed,
    margin_of,
    sample_size,
)


@pytest.mark.parametrize(
    ("population", "needed"), [(50, 45), (120, 92), (400, 197), (2000, 323), (1, 1), (0, 0), (10**7, 385)]
)
def test_size_for_five_percent(population: int, needed: int) -> None:
    assert sample_size(0.05, population) == needed


def test_margin_reached_by_answers() -> None:
    assert margin_of(60, 120) == pytest.approx(0.0898, abs=5e-5)
    assert (margin_of(0, 120), margin_of(120, 120), margin_of(1, 1)) == (1.0, 0.0, 0.0)


def test_invitations_are_enough_and_never_more_than_there_are() -> None:
    assert invitations_needed(197, 0.4, 400) == 400
    assert invitations_needed(323, 0.4, 2000) == 808
    assert invitations_needed(0, 0.4, 0) == 0


def test_strata_get_their_share_by_the_largest_remainder() -> None:
    assert allotted({"a": 50, "b": 30, "c": 20}, 10) == {"a": 5, "b": 3, "c": 2}
    assert allotted({"a": 34, "b": 33, "c": 33}, 10) == {"a": 4, "b": 3, "c": 3}
    assert allotted({"c": 33, "b": 33, "a": 34}, 11) == allotted({"a": 34, "b": 33, "c": 33}, 11)


def test_small_strata_get_two_where_possible() -> None:
    assert allotted({"a": 990, "b": 5, "c": 1}, 20) == {"a": 17, "b": 2, "c": 1}
    assert allotted({"a": 2, "b": 2}, 100) == {"a": 2, "b": 2}
    assert sum(allotted({str(n): 1 + n % 7 for n in range(60)}, 31).values()) == 31  # too few for two of each
    assert allotted({}, 5) == {}


def _members(n: int, tier: str = "ordinary") -> list[Member]:
    return [Member(k, f"CU-{k:05}", "EAST", tier, "email") for k in range(1, n + 1)]


def test_hash_covers_every_field_of_the_frame() -> None:
    members = _members(3)
    text = frame_text("2026-Q4", members)
    assert text.splitlines()[:2] == ["aftersales frame 1 2026-Q4", "1\tCU-00001\tEAST\tordinary\temail"]
    assert frame_hash("2026-Q4", members) == sha256(text.encode()).hexdigest()
    for other in (Member(3, "CU-00004", "EAST", "ordinary", "email"), Member(3, "CU-00003", "EAST", "vip", "email")):
        assert frame_hash("2026-Q4", [*members[:2], other]) != frame_hash("2026-Q4", members)


def test_draw_can_be_repeated_by_hand() -> None:
    members = _members(40)
    drawn = draw("5eed", members, {"EAST/ordinary": 3})
    by_hand = sorted(members, key=lambda m: sha256(f"5eed|EAST/ordinary|{m.number}".encode()).hexdigest())[:3]
    assert drawn == {member.number: rank for rank, member in enumerate(by_hand, start=1)}
    assert draw("5eed", members[::-1], {"EAST/ordinary": 3}) == drawn
    assert draw("other", members, {"EAST/ordinary": 3}) != drawn


def test_draw_favours_nobody() -> None:
    """Over 2,000 seeds, each of 20 customers is drawn about as often as the others."""
    members = _members(20)
    counts = dict.fromkeys((member.number for member in members), 0)
    for seed in range(2000):
        for number in draw(str(seed), members, {"EAST/ordinary": 5}):
            counts[number] += 1
    assert all(420 < count < 580 for count in counts.values())  # 500 expected, four standard deviations

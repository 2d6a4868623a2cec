"""The rules of campaigns: interval, verdict, draw, and what may end when."""

import pytest

from complaints.quality.rules import campaigns as rules


@pytest.mark.parametrize(
    ("hits", "count", "low", "high"),
    [
        (34, 39, 73.3, 94.4),  # the figures of the design
        (0, 10, 0.0, 27.8),  # Newcombe 1998, table I, method 3
        (1, 29, 0.6, 17.2),
        (81, 263, 25.5, 36.6),
        (10, 10, 72.2, 100.0),
        (1, 1, 20.7, 100.0),
    ],
)
def test_wilson_interval_against_published_figures(hits, count, low, high):
    found = rules.wilson(hits, count)
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (low, high)
    assert found.low <= found.share <= found.high


@pytest.mark.parametrize(("hits", "count"), [(0, 0), (3, 2), (-1, 5), (1, -1)])
def test_no_interval_without_observations(hits, count):
    assert rules.wilson(hits, count) is None


@pytest.mark.parametrize(
    ("hits", "count", "goal", "said"),
    [
        (34, 39, 90, "unproven"),
        (39, 39, 90, "reached"),
        (35, 35, 90, "reached"),  # low 90.1
        (34, 34, 90, "unproven"),  # low 89.8
        (20, 39, 90, "missed"),
        (0, 0, 90, "none"),
    ],
)
def test_goal_is_reached_only_when_the_whole_interval_lies_above(hits, count, goal, said):
    assert rules.verdict(rules.wilson(hits, count), goal) == said


@pytest.mark.parametrize(
    ("population", "share", "least", "size"),
    [(386, 10, 20, 39), (371, 10, 20, 38), (100, 10, 20, 20), (15, 10, 20, 15), (0, 10, 20, 0), (50, 100, 1, 50)],
)
def test_sample_size(population, share, least, size):
    assert rules.sample_size(population, share, least) == size


def test_draw_is_the_same_again_and_independent_of_the_order():
    first = rules.draw(range(1, 400), seed=7, share=10, least=20)
    assert first == rules.draw(reversed(range(1, 400)), seed=7, share=10, least=20)
    assert len(set(first)) == len(first) == 40
    assert first != rules.draw(range(1, 400), seed=8, share=10, least=20)


@pytest.mark.parametrize(
    ("present", "tries", "reach"),
    [
        ("untold", [], "untold"),
        ("untold", [("mail", "sent")], "told"),
        ("told", [("mail", "sent"), ("mail", "returned")], "untold"),
        ("untold", [("mail", "returned"), ("phone", "reached")], "told"),
        ("untold", [("phone", "no_answer"), ("phone", "refused")], "untold"),
        ("untold", [("mail", "queued")], "untold"),
        ("answered", [("mail", "returned")], "answered"),
        ("remedied", [("mail", "returned")], "remedied"),
        ("unreachable", [("phone", "reached")], "told"),
        ("unreachable", [("phone", "reached"), ("phone", "no_answer")], "unreachable"),
    ],
)
def test_how_far_a_customer_is_after_the_attempts(present, tries, reach):
    assert rules.reach_after(present, tries) == reach


@pytest.mark.parametrize(
    ("tries", "lacking"),
    [
        ([], {"attempts": 3, "channels": 2}),
        ([("phone", "no_answer")] * 3, {"channels": 1}),
        ([("phone", "no_answer"), ("mail", "queued"), ("letter", "returned")], {"attempts": 1}),
        ([("phone", "no_answer"), ("phone", "no_answer"), ("mail", "returned")], {}),
    ],
)
def test_nobody_is_given_up_before_enough_attempts(tries, lacking):
    assert rules.unreachable_obstacles(tries, attempts_needed=3, channels_needed=2) == lacking


@pytest.mark.parametrize(
    ("counts", "drawn", "called", "codes"),
    [
        ({"remedied": 3, "unreachable": 1}, 3, 3, []),
        ({"remedied": 3, "told": 1}, 3, 3, ["open_customers"]),
        ({"remedied": 3}, None, 0, ["check_missing"]),
        ({"remedied": 3}, 3, 2, ["check_open"]),
        ({"unreachable": 3}, None, 0, []),
    ],
)
def test_what_is_missing_before_closing(counts, drawn, called, codes):
    assert [code for code, _count in rules.closing_obstacles(counts, drawn=drawn, called=called)] == codes


def test_who_was_not_reached_counts_as_not_knowing():
    assert not rules.is_proof(reached=False, knew=True, stopped=True, remedied=True)
    assert not rules.is_proof(reached=True, knew=False, stopped=True, remedied=True)
    assert not rules.is_proof(reached=True, knew=True, stopped=False, remedied=False)
    assert rules.is_proof(reached=True, knew=True, stopped=False, remedied=True)

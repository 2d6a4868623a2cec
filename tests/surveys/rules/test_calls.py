"""Half-days of attempts, which interviews are checked, and when two answers agree."""

from datetime import UTC, datetime, timedelta

from surveys.rules.calls import agreed, half_day, is_checked, is_exhausted, key_questions, next_half_day

MORNING = datetime(2026, 11, 9, 10, tzinfo=UTC)
EVENING = MORNING + timedelta(hours=8)


def test_attempts_count_by_half_days() -> None:
    assert (half_day(MORNING), half_day(EVENING)) == ("2026-11-09 am", "2026-11-09 pm")
    assert next_half_day(MORNING) == MORNING + timedelta(hours=3)
    assert next_half_day(EVENING) == MORNING + timedelta(hours=23)
    assert not is_exhausted(["a", "a", "b"], 3)
    assert is_exhausted(["a", "b", "c"], 3) and is_exhausted([], 10)


def test_exactly_one_interview_of_each_block_is_checked() -> None:
    chosen = [n for n in range(1, 101) if is_checked("seed", n, 10)]
    assert len(chosen) == 10 and len({(n - 1) // 10 for n in chosen}) == 10
    assert chosen != [n for n in range(1, 101) if is_checked("other", n, 10)]
    assert not any(is_checked("seed", n, 0) for n in range(1, 50))
    assert all(is_checked("seed", n, 100) for n in range(1, 50))


def test_answers_agree_within_a_point() -> None:
    assert agreed(8, 9) and agreed(True, True) and agreed("na", "na")
    assert not agreed(8, 10) and not agreed(True, False) and not agreed(8, "na")


def test_three_key_questions_are_drawn_from_what_was_answered() -> None:
    answers = {"a": 1, "b": "na", "c": True, "d": 4, "e": 5}
    drawn = key_questions(answers, ["a", "b", "c", "d", "e"], "lot")
    assert len(drawn) == 3 and "b" not in drawn and drawn == sorted(drawn)

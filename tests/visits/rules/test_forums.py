"""Rules of user forums: five working days, one fate, no end while an opinion waits."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation
from visits.rules.forums import (
    OPINION,
    answer_by,
    check_closing,
    check_held,
    check_said,
    fate_after,
    is_red,
    share,
)


def weekday(day):
    return day.weekday() < 5


@given(some.dates(min_value=date(2000, 1, 1), max_value=date(2090, 1, 1)), some.sets(some.integers(1, 20)))
def test_five_working_days_lie_between_the_forum_and_the_last_day(held_on, holidays):
    def works(day):
        return weekday(day) and (day - held_on).days not in holidays

    last = answer_by(held_on, works)
    days = [held_on + timedelta(days=n) for n in range(1, (last - held_on).days + 1)]
    assert sum(works(day) for day in days) == 5
    assert works(last)


def test_opinion_of_a_friday_is_red_after_the_next_friday():
    last = answer_by(date(2026, 11, 13), weekday)
    assert last == date(2026, 11, 20)
    assert [is_red("open", last, last + timedelta(days=n)) for n in (0, 1)] == [False, True]
    assert not is_red("declined", last, date(2027, 1, 1))


@pytest.mark.parametrize("first", ["ticket", "improve", "answer", "decline"])
@pytest.mark.parametrize("second", ["ticket", "improve", "answer", "decline", "change"])
def test_opinion_has_one_fate(first, second):
    fate = fate_after("open", first)
    assert fate in OPINION.final
    with pytest.raises(Conflict):
        fate_after(fate, second)


@given(some.lists(some.sampled_from(["open", *sorted(OPINION.final)]), max_size=12))
def test_forum_is_closed_only_when_every_opinion_has_a_fate(fates):
    if "open" in fates:
        with pytest.raises(RuleViolation) as refused:
            check_closing(fates, "纪要")
        assert refused.value.params == {"count": fates.count("open")}
    else:
        check_closing(fates, "纪要")
        with pytest.raises(RuleViolation):
            check_closing(fates, "  ")


def test_forum_is_held_on_its_day_and_opinions_have_words_and_a_speaker():
    day = date(2026, 11, 18)
    check_held(day, day)
    with pytest.raises(RuleViolation):
        check_held(day, day - timedelta(days=1))
    for words, who, field in ((" ", "黄工", "words"), ("慢", "", "said_by")):
        with pytest.raises(InvalidInput) as refused:
            check_said(words, who)
        assert refused.value.field == field
    assert (share(27, 42), share(1, 0)) != (None, None)

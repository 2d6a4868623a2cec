"""User forums: their workflow, the fate of each opinion, and by when somebody must have taken it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, gettext_noop
from aftersales.kernel.statemachine import Workflow

OPEN = "open"
ANSWER_WITHIN = 5  # working days after the forum
MOST_GUESTS, MOST_OPINIONS = 500, 300
# Why a guest was not invited yet, but may be: nothing, or contacted enough in the month of the last try.
WAITING = ("", "enough")

FORUM = Workflow(
    {
        ("planned", "change"): "planned",
        ("planned", "invite"): "planned",
        ("planned", "hold"): "held",
        ("planned", "cancel"): "cancelled",
        ("held", "minutes"): "held",
        ("held", "tell"): "held",
        ("held", "close"): "closed",
        ("closed", "tell"): "closed",
        ("closed", "reopen"): "held",
    },
    initial="planned",
    final={"closed", "cancelled"},
)

OPINION = Workflow(
    {
        (OPEN, "change"): OPEN,
        (OPEN, "ticket"): "ticket",
        (OPEN, "improve"): "action",
        (OPEN, "answer"): "answered",
        (OPEN, "decline"): "declined",
    },
    initial=OPEN,
    final={"ticket", "action", "answered", "declined"},
)


def fate_after(fate: str, action: str) -> str:
    """The fate that an action gives to an opinion. An opinion has one fate: the second to decide hears of the first."""
    if fate != OPEN:
        raise Conflict(gettext_noop("Someone else has already decided on this opinion."), code="has_a_fate")
    return OPINION.next(fate, action)


def answer_by(held_on: date, is_workday: Callable[[date], bool]) -> date:
    """The last of the five working days after the forum."""
    day, left = held_on, ANSWER_WITHIN
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day


def check_closing(fates: Iterable[str], minutes: str) -> None:
    """A forum is over when its minutes are written and each opinion has a fate."""
    waiting = sum(fate == OPEN for fate in fates)
    if waiting:
        raise RuleViolation(
            gettext_noop("Opinions without a fate: %(count)s. Decide on them first."),
            code="opinions_open",
            params={"count": waiting},
        )
    if not minutes.strip():
        raise RuleViolation(gettext_noop("Write the minutes first."), code="no_minutes")


def check_held(starts_on: date, today: date) -> None:
    if starts_on > today:
        raise RuleViolation(
            gettext_noop("The forum is on %(day)s. Change its date first if it takes place earlier."),
            code="not_begun",
            params={"day": starts_on.isoformat()},
        )


def check_said(words: str, said_by: str) -> None:
    if not words.strip():
        raise InvalidInput(gettext_noop("Enter what was said."), code="empty", field="words")
    if not said_by.strip():
        raise InvalidInput(gettext_noop("Enter who said it."), code="empty", field="said_by")


def is_red(fate: str, due_on: date, today: date) -> bool:
    """Whether nobody has taken an opinion within the days of the rule."""
    return fate == OPEN and due_on < today


def share(part: int, whole: int) -> Decimal | None:
    """A part of the invited in percent; None of nobody."""
    return Decimal(part * 100) / whole if whole else None

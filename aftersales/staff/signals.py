"""What other apps may want to know about users."""

from typing import Any

from django.dispatch import Signal

from .rules.offboarding import OpenWork

# kwargs: stand_in, actor, now
stand_in_entered = Signal()
stand_in_ended = Signal()
# kwargs: user. Answers are lists of OpenWork (rules/offboarding.py): what the user still has.
open_work_asked = Signal()
# kwargs: user, works: [OpenWork], to: kind → the successor, or None for what goes by itself; note, actor, now.
# Whoever knows of a kind gives its rows to the successor, with the note in their history.
work_reassigned = Signal()
# kwargs: user, now. The user wants to choose a password by a mailed link.
password_link_wanted = Signal()


def open_work_of(user: Any) -> list[OpenWork]:
    """What somebody still has, as all apps say."""
    answers: list[tuple[Any, Any]] = open_work_asked.send(sender=None, user=user)
    return [work for _receiver, works in answers for work in works]

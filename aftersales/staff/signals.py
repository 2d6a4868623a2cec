"""Signals about users for other apps."""

from typing import Any

from django.dispatch import Signal

from .rules.offboarding import OpenWork

# Arguments: stand_in, actor, now.
stand_in_entered = Signal()
stand_in_ended = Signal()
# Arguments: user. Receivers return lists of OpenWork (rules/offboarding.py): the user's open work.
open_work_asked = Signal()
# Arguments: user, works: [OpenWork], to: kind → the successor, or None for work that ends by itself; note, actor, now.
# The app of each kind gives its rows to the successor, with the note in their history.
work_reassigned = Signal()
# Arguments: user, now. All sessions and tokens of an account have ended.
access_ended = Signal()
# Arguments: user, now. The user has asked for a mailed link to choose a password.
password_link_wanted = Signal()
# Arguments: user, address, now. Too many wrong passwords came from this network address.
account_locked = Signal()


def open_work_of(user: Any) -> list[OpenWork]:
    """The open work of a user in all apps."""
    answers: list[tuple[Any, Any]] = open_work_asked.send(sender=None, user=user)
    return [work for _receiver, works in answers for work in works]

"""What notices and mails of this floor say."""

from . import reception, risk, tickets, work


def register_texts() -> None:
    for room in (tickets, work, risk, reception):
        room.register_texts()

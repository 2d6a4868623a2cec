"""What notices and mails of this floor say."""

from . import quality, reception, risk, tickets, work


def register_texts() -> None:
    for room in (tickets, work, risk, reception, quality):
        room.register_texts()

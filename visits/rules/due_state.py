"""How a visit stands today, and from which day its reminders count."""

from datetime import date


def due_state(state: str, due_on: date, planned_on: date, today: date) -> str:
    """The mark of a visit in a list: done, paused (it did not take place), late, due or ok."""
    if state != "planned":
        return "done" if state == "done" else "paused"
    if due_on < today:
        return "late"
    return "due" if planned_on <= today else "ok"


def reminded_from(due_on: date, planned_on: date) -> date:
    """The promised day; the planned one where the promise was broken before, or moved with the customer's consent."""
    return max(due_on, planned_on)

"""What an outcome must hold, and which ticket it opens (V3)."""

from aftersales.kernel.errors import InvalidInput, gettext_noop

PROBLEM = "problem"
COMPLAINT = "complaint"
NO_TICKET = "none"


def check_outcome(outcome: str, said: str) -> None:
    """A request or a problem that nobody wrote down helps nobody."""
    if outcome != "fine" and not said.strip():
        raise InvalidInput(
            gettext_noop("Briefly enter what the customer said."), code="nothing_recorded", field="requirements"
        )


def ticket_kind(outcome: str, chosen: str = "") -> str:
    """The kind of ticket to open, "" for none. Unless chosen otherwise, a problem becomes a complaint."""
    if chosen == NO_TICKET:
        return ""
    return chosen or (COMPLAINT if outcome == PROBLEM else "")

"""What may happen to a visit, and what its outcome must hold and leads to (V1, V3)."""

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.kernel.statemachine import Workflow

PROBLEM = "problem"
COMPLAINT = "complaint"
NO_TICKET = "none"

# A visit that did not take place is not taken up again: the next attempt is a visit of its own.
VISIT = Workflow(
    {
        ("planned", "record"): "done",
        ("planned", "reschedule"): "planned",
        ("planned", "reassign"): "planned",
        ("planned", "miss"): "missed",
        ("planned", "cancel"): "cancelled",
    },
    initial="planned",
    final={"done", "missed", "cancelled"},
)


def check_outcome(outcome: str, said: str) -> None:
    if outcome != "fine" and not said.strip():
        raise InvalidInput(
            gettext_noop("Briefly enter what the customer said."), code="nothing_recorded", field="requirements"
        )


def ticket_kind(outcome: str, chosen: str = "") -> str:
    """The kind of ticket to open, "" for none. Unless chosen otherwise, a problem becomes a complaint."""
    if chosen == NO_TICKET:
        return ""
    return chosen or (COMPLAINT if outcome == PROBLEM else "")

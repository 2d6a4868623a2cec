"""The workflow of a visit, and the ticket that its outcome leads to (V1, V3)."""

from aftersales.kernel.errors import InvalidInput, gettext_noop
from aftersales.kernel.statemachine import Workflow

PROBLEM = "problem"
COMPLAINT = "complaint"
NO_TICKET = "none"

# A visit that did not take place stays so: the next attempt is a new visit.
VISIT = Workflow(
    {
        ("planned", "record"): "done",
        ("planned", "reschedule"): "planned",
        ("planned", "reassign"): "planned",
        ("planned", "miss"): "missed",
        ("planned", "decide"): "planned",
        ("planned", "cancel"): "cancelled",
    },
    initial="planned",
    final={"done", "missed", "cancelled"},
)


OUTCOMES = {"pleased": "fine", "neutral": "fine", "critical": "request", "complaint": PROBLEM}


def outcome_of(mood: str, chosen: str = "") -> str:
    """The chosen outcome, else the one that the mood of the customer stands for."""
    return chosen or OUTCOMES.get(mood, "")


def check_outcome(outcome: str, said: str, mood: str = "") -> None:
    """Refuse an outcome that says nothing. With a mood it says enough, because on a phone nobody has to type."""
    if not mood and outcome != "fine" and not said.strip():
        raise InvalidInput(
            gettext_noop("Briefly enter what the customer said."), code="nothing_recorded", field="requirements"
        )


def ticket_kind(outcome: str, chosen: str = "") -> str:
    """The type of the ticket to open, "" for none. By default, a problem becomes a complaint."""
    if chosen == NO_TICKET:
        return ""
    return chosen or (COMPLAINT if outcome == PROBLEM else "")

"""Where a visit stands, and what may happen next (V1, V3). States are stored as these strings."""

from aftersales.kernel.statemachine import Workflow

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

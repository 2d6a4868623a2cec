"""Missed calls: their states, and when a call that nobody reported as answered counts as missed."""

from datetime import timedelta

from aftersales.kernel.statemachine import Workflow

MISSED_CALL = Workflow(
    {
        ("waiting", "take"): "taken",
        ("waiting", "finish"): "done",
        ("taken", "take"): "taken",  # a colleague takes it over
        ("taken", "release"): "waiting",
        ("taken", "finish"): "done",
    },
    initial="waiting",
    final={"done"},
)

# A telephone system that reports only rings says nothing about answers. A call of which no ticket was logged by then is
# looked into.
UNHEARD = timedelta(minutes=30)

"""What people may do with a signal (B9)."""

from aftersales.kernel.statemachine import Workflow

SIGNAL = Workflow(
    {
        ("new", "acknowledge"): "seen",
        ("new", "investigate"): "investigated",
        ("new", "dismiss"): "dismissed",
        ("seen", "investigate"): "investigated",
        ("seen", "dismiss"): "dismissed",
        ("dismissed", "investigate"): "investigated",
    },
    initial="new",
    final={"investigated", "dismissed"},
)

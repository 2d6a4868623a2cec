"""The states of stored reports and of market notes."""

from aftersales.kernel.statemachine import Workflow

# fix: number and figures are set; finish: all files are there; give_up: after the last attempt; retry: somebody asks.
# A report that is given up while it is printed keeps its number, so a retry goes on where it stopped.
REPORT = Workflow(
    {
        ("waiting", "fix"): "fixed",
        ("waiting", "give_up"): "failed",
        ("fixed", "finish"): "made",
        ("fixed", "give_up"): "failed",
        ("failed", "retry"): "waiting",
        ("failed", "reprint"): "fixed",
    },
    initial="waiting",
    final={"made", "failed"},
)

MARKET_NOTE = Workflow(
    {
        ("current", "change"): "current",
        ("current", "attach"): "current",
        ("current", "withdraw"): "withdrawn",
    },
    initial="current",
    final={"withdrawn"},
)

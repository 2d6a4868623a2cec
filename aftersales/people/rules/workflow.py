"""The state machines of training, interviews, recognition and evaluation."""

from aftersales.kernel.statemachine import Workflow

SESSION = Workflow(
    {
        ("planned", "change"): "planned",
        ("planned", "enrol"): "planned",
        ("planned", "withdraw"): "planned",
        ("planned", "record"): "held",
        ("planned", "cancel"): "cancelled",
        ("held", "retake"): "held",
        ("held", "certify"): "held",
    },
    initial="planned",
    final={"held", "cancelled"},
)

# A failed or missed assessment can be made up for; a passed one stands.
RESULT = Workflow(
    {
        ("enrolled", "pass"): "passed",
        ("enrolled", "fail"): "failed",
        ("enrolled", "miss"): "absent",
        ("failed", "pass"): "passed",
        ("failed", "fail"): "failed",
        ("absent", "pass"): "passed",
        ("absent", "fail"): "failed",
    },
    initial="enrolled",
    final={"passed", "failed", "absent"},
)

# Both sides agree to the targets of the next period; the second agreement ends the record (003, quality communication
# rule, articles 1 and 2 to 16).
INTERVIEW = Workflow(
    {
        ("planned", "prepare"): "planned",
        ("planned", "change"): "planned",
        ("planned", "record"): "held",
        ("planned", "cancel"): "cancelled",
        ("held", "record"): "held",
        ("held", "plan"): "held",
        ("held", "dissent"): "held",
        ("held", "sign"): "held",
        ("held", "conclude"): "agreed",
        ("agreed", "follow_up"): "agreed",
        ("agreed", "close"): "closed",
    },
    initial="planned",
    final={"closed", "cancelled"},
)

RECOGNITION = Workflow(
    {
        ("proposed", "comment"): "proposed",
        ("proposed", "decide"): "decided",
        ("proposed", "decline"): "declined",
        ("decided", "comment"): "decided",
    },
    initial="proposed",
    final={"decided", "declined"},
)

EVALUATION = Workflow(
    {
        ("open", "note"): "open",
        ("open", "decide"): "decided",
    },
    initial="open",
    final={"decided"},
)

"""The workflows of investigations and actions.

Sources: file 003 clauses 4.1.5 and 4.2.3; requirements Q1 to Q5. States are stored as these strings.
"""

from aftersales.kernel.statemachine import Workflow

# An objection of the customer (Q5) reopens an investigation that was decided. An action that is open again because the
# problem is back continues a closed one where its actions are carried out.
INVESTIGATION = Workflow(
    {
        ("open", "report"): "reported",
        ("reported", "rework"): "open",
        ("reported", "decide"): "decided",
        ("decided", "close"): "closed",
        ("decided", "reopen"): "open",
        ("closed", "reopen"): "open",
        ("closed", "recur"): "decided",
    },
    initial="open",
    final={"closed"},
)

# The owner reports the action as done. Another person judges after the window whether it worked; if not, it is redone
# or followed by another action. A new problem of the same kind reopens an action that was found effective, until
# somebody says that it is another problem.
# A case that a held meeting did not decide may stand on the agenda of another one.
MEETING = Workflow(
    {
        ("planned", "hold"): "held",
        ("planned", "cancel"): "cancelled",
    },
    initial="planned",
    final={"held", "cancelled"},
)

ACTION = Workflow(
    {
        ("open", "complete"): "done",
        ("done", "find_effective"): "effective",
        ("done", "find_ineffective"): "ineffective",
        ("ineffective", "resume"): "open",
        ("ineffective", "follow_up"): "followed",
        ("open", "cancel"): "cancelled",
        ("ineffective", "cancel"): "cancelled",
        ("effective", "recur"): "open",
        ("open", "dismiss"): "effective",
    },
    initial="open",
    final={"effective", "followed", "cancelled"},
)

# Two people sign the disposal of a sample; the first signature can be taken back.
SAMPLE = Workflow(
    {
        ("kept", "hand_out"): "out",
        ("kept", "move"): "kept",
        ("out", "move"): "out",
        ("out", "take_back"): "kept",
        ("kept", "dispose"): "to_dispose",
        ("to_dispose", "keep"): "kept",
        ("to_dispose", "confirm_disposal"): "disposed",
    },
    initial="kept",
    final={"disposed"},
)

# The verdict of the inspection body is final; the customer accepts it or not (003:4.2.4). The company may also accept
# the objection without an inspection, and the customer may withdraw it.
OBJECTION = Workflow(
    {
        ("open", "send"): "examining",
        ("open", "concede"): "conceded",
        ("open", "withdraw"): "withdrawn",
        ("examining", "record_verdict"): "verdict",
        ("examining", "withdraw"): "withdrawn",
        ("verdict", "agree"): "agreed",
        ("verdict", "decline"): "declined",
    },
    initial="open",
    final={"agreed", "declined", "conceded", "withdrawn"},
)

# The review of an opinion or suggestion (T8). What was decided can be reconsidered, with a reason. `leave`: the
# ticket was over before reviews began.
REVIEW = Workflow(
    {
        ("waiting", "leave"): "answered",
        ("waiting", "propose"): "waiting",
        ("studying", "propose"): "studying",
        ("waiting", "adopt"): "adopted",
        ("waiting", "study"): "studying",
        ("waiting", "decline"): "declined",
        ("studying", "adopt"): "adopted",
        ("studying", "study"): "studying",
        ("studying", "decline"): "declined",
        ("adopted", "record_result"): "adopted",
        ("adopted", "word"): "adopted",
        ("adopted", "reconsider"): "waiting",
        ("declined", "reconsider"): "waiting",
        ("answered", "reconsider"): "waiting",
    },
    initial="waiting",
    final={"adopted", "declined", "answered"},
)

# The general manager signs a campaign off before the first notice goes out (Q6). While it is paused, nothing is sent.
CAMPAIGN = Workflow(
    {
        ("draft", "sign"): "signed",
        ("draft", "cancel"): "cancelled",
        ("signed", "start"): "running",
        ("signed", "rework"): "draft",
        ("signed", "cancel"): "cancelled",
        ("running", "pause"): "paused",
        ("running", "close"): "closed",
        ("running", "cancel"): "cancelled",
        ("paused", "resume"): "running",
        ("paused", "cancel"): "cancelled",
    },
    initial="draft",
    final={"closed", "cancelled"},
)

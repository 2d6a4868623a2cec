"""The workflows of investigations and actions.

Sources: file 003 clauses 4.1.5 and 4.2.3; requirements Q1 to Q5. States are stored as these strings.
"""

from aftersales.kernel.statemachine import Workflow

# An objection of the customer (Q5) reopens an investigation that was decided.
INVESTIGATION = Workflow(
    {
        ("open", "report"): "reported",
        ("reported", "rework"): "open",
        ("reported", "decide"): "decided",
        ("decided", "close"): "closed",
        ("decided", "reopen"): "open",
        ("closed", "reopen"): "open",
    },
    initial="open",
    final={"closed"},
)

# The owner reports the action as done. A person other than the owner verifies that it worked; if not, it is redone.
ACTION = Workflow(
    {
        ("open", "complete"): "done",
        ("done", "find_effective"): "effective",
        ("done", "find_ineffective"): "ineffective",
        ("ineffective", "resume"): "open",
    },
    initial="open",
    final={"effective"},
)

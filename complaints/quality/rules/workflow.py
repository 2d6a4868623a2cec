"""Where an investigation and an action stand, and what may happen next.

Sources: file 003 clauses 4.1.5 and 4.2.3; requirements Q1 to Q5. States are stored as these strings.
"""

from aftersales.kernel.statemachine import Workflow

# An objection of the customer (Q5) reopens what was decided.
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

# Done is what the owner says; only somebody else's check makes it effective. What did not work goes on.
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

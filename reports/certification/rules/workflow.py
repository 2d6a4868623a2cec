"""The workflow of a self-evaluation."""

from aftersales.kernel.statemachine import Workflow

# Somebody else than those who assessed closes it. A closed one never changes; a new one follows it.
SELF_EVALUATION = Workflow(
    {
        ("draft", "gather"): "draft",
        ("draft", "judge"): "draft",
        ("draft", "exempt"): "draft",
        ("draft", "include"): "draft",
        ("draft", "add_evidence"): "draft",
        ("draft", "mark"): "draft",
        ("draft", "unmark"): "draft",
        ("draft", "assess"): "assessed",
        ("assessed", "rework"): "draft",
        ("assessed", "close"): "closed",
    },
    initial="draft",
    final={"closed"},
)

"""How an assessment is judged."""

from decimal import Decimal

LEAST, MOST = Decimal(0), Decimal(100)


def action_of(score: Decimal | None, pass_mark: int) -> str:
    """The action of the workflow: without a score the person did not attend."""
    if score is None:
        return "miss"
    return "pass" if score >= pass_mark else "fail"

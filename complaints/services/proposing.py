"""Proposes a resolution in one step: the problem, the proposal, and its submission."""

from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import User

from ..models import Proposal
from .common import locked_ticket
from .lifecycle import update_details
from .proposals import save_proposal, submit


@transaction.atomic
def propose(
    *, ticket_id: int, actor: User, now: datetime, problem_found: str = "", and_submit: bool = False, **content: Any
) -> Proposal:
    """Save the proposal, see save_proposal. problem_found: the problem, if it is not recorded yet. and_submit: submit
    the proposal for approval too; if it cannot be, nothing is saved."""
    write: dict[str, Any] = {"ticket_id": ticket_id, "actor": actor, "now": now}
    if problem_found.strip() and problem_found.strip() != locked_ticket(ticket_id).problem_found:
        update_details(problem_found=problem_found.strip(), **write)
    proposal = save_proposal(**write, **content)
    if and_submit:
        submit(**write)
        proposal.refresh_from_db()
    return proposal

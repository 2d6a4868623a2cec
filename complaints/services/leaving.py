"""What becomes of tickets when an account is shut or gets another role."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.models import User

from ..enums import OPEN_STATES
from ..models import Ticket
from ..permissions import TICKET_OWNERS
from .common import locked_ticket
from .lifecycle import give_to


@transaction.atomic
def inherit(*, leaver: User, heir: User | None, actor: User | None, now: datetime) -> int:
    """The open tickets of somebody who leaves go to the heir; without one, nobody leaves who owns any."""
    open_ones = Ticket.objects.filter(owner=leaver, state__in=OPEN_STATES).order_by("pk").values_list("pk", flat=True)
    if not (left := list(open_ones)):
        return 0
    if heir is None:
        raise RuleViolation(
            _("%(count)s open tickets need another owner."), code="owns_tickets", field="heir",
            params={"count": len(left)},
        )  # fmt: skip
    if not heir.is_active or heir.role not in TICKET_OWNERS:
        raise InvalidInput(_("This person cannot own tickets."), code="not_an_owner", field="heir")
    for pk in left:
        give_to(
            locked_ticket(pk), heir, actor=actor, now=now, code="handed_over", note=str(_("The account was closed."))
        )
    return len(left)


def refuse_role(*, user: User, role: str) -> None:
    """Nobody gets a role that cannot own the tickets they own."""
    if role in TICKET_OWNERS:
        return
    if count := Ticket.objects.filter(owner=user, state__in=OPEN_STATES).count():
        raise RuleViolation(
            _("%(count)s open tickets need another owner first."), code="owns_tickets", field="role",
            params={"count": count},
        )  # fmt: skip

"""Which users may see what quality problems cost, and record costs and suppliers."""

from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from complaints import permissions as tickets
from complaints.models import Ticket
from customers.permissions import RULE_READERS, RULE_WRITERS

from .investigations import INVESTIGATORS, SEE_EVERY_INVESTIGATION

COST_READERS = SEE_EVERY_INVESTIGATION
QUALITY_RULE_WRITERS = RULE_WRITERS | {Role.QUALITY_MANAGER}
QUALITY_RULE_READERS = RULE_READERS | QUALITY_RULE_WRITERS
SUPPLIER_KEEPERS = INVESTIGATORS | {Role.MANAGER, Role.ADMIN}


def sees_costs(user: User) -> bool:
    return user.role in COST_READERS


def can_record_cost(user: User, ticket: Ticket) -> bool:
    """Whether the user may record labour or freight: the quality department, managers, and who handles the ticket."""
    return user.role in INVESTIGATORS or user.role == Role.MANAGER or tickets.can_write(user, ticket)


def can_keep_suppliers(user: Actor) -> bool:
    return user is None or user.role in SUPPLIER_KEEPERS


def can_change_quality_rules(user: Actor) -> bool:
    return user is None or user.role in QUALITY_RULE_WRITERS

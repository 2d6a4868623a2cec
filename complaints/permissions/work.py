"""Permissions for the settings of tickets, and for reporting calls."""

from aftersales.staff.enums import TICKET_READERS, Role
from aftersales.staff.models import User

# May write SLA policies, assignment rules, canned replies and the list of tags.
SETTERS = frozenset({Role.MANAGER, Role.ADMIN})
# May read SLA policies and approval rules.
RULE_READERS = SETTERS | {Role.GM, Role.EXECUTIVE, Role.AUDITOR}
# Service staff, who submit proposals, also read the rules that route them.
AUTHORITY_READERS = RULE_READERS | {Role.SERVICE}
# Approvers must follow these rules and may therefore not write them.
AUTHORITY_SETTERS = frozenset({Role.ADMIN})
CANNED_REPLY_READERS = SETTERS | {Role.SERVICE, Role.REP, Role.COLLEAGUE}
# Whoever sees tickets sees their tags.
TAG_READERS = SETTERS | TICKET_READERS
# A telephone system signs in with the token of an account that may report calls.
CALL_REPORTERS = SETTERS | {Role.SERVICE}
CALL_READERS = CALL_REPORTERS | {Role.REP}


def can_report_calls(user: User) -> bool:
    return user.role in CALL_REPORTERS


def can_set_up(user: User) -> bool:
    """May write SLA policies, assignment rules, canned replies and the list of tags."""
    return user.role in SETTERS


def can_set_authority(user: User) -> bool:
    """May write approval rules."""
    return user.role in AUTHORITY_SETTERS

"""Who may see which customer, and what they may do with it (P4). The actor None is the system; it may do everything."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from aftersales.staff.enums import EVERYTHING_READERS, Role
from aftersales.staff.models import Actor

from .models import Customer, Merge

READERS = EVERYTHING_READERS | {Role.QUALITY, Role.QUALITY_MANAGER, Role.REP}
EDITORS = frozenset({Role.SERVICE, Role.MANAGER, Role.REP})
RECORDERS = EDITORS | {Role.GM, Role.QUALITY, Role.QUALITY_MANAGER, Role.COLLEAGUE}
PRODUCT_READERS = READERS | {Role.ADMIN, Role.COLLEAGUE}
PRODUCT_KEEPERS = frozenset({Role.ADMIN, Role.MANAGER, Role.AUDITOR})
GRADERS = frozenset({Role.MANAGER, Role.GM})
PANEL_ASKERS = frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.QUALITY_MANAGER})
ERASERS = frozenset({Role.MANAGER})
REQUEST_READERS = frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.AUDITOR})
DECLARATION_READERS = frozenset({Role.MANAGER, Role.GM, Role.ADMIN, Role.AUDITOR})
RULE_WRITERS = frozenset({Role.MANAGER, Role.GM, Role.ADMIN})
RULE_READERS = RULE_WRITERS | {Role.EXECUTIVE, Role.AUDITOR}
MERGERS = frozenset({Role.SERVICE, Role.MANAGER})
IMPORTERS = frozenset({Role.ADMIN, Role.MANAGER})


def visible_to(user: Actor) -> QuerySet[Customer]:
    """All customers; for a sales rep, those of their region and those they are account rep for."""
    return Customer.objects.filter(seen_through(user))


def seen_through(user: Actor, path: str = "") -> Q:
    """Like visible_to, for rows that refer to a customer by `path`. It adds joined conditions instead of a subquery,
    so that an index can still deliver the rows in order."""
    if user is None or user.role in READERS - {Role.REP}:
        return Q()
    if user.role != Role.REP:
        return Q(pk__in=[])
    own = Q(**{f"{path}rep": user})
    if user.region_id:
        own |= Q(**{f"{path}region": user.region_id})
    return own


def is_seen(user: Actor, customer: Customer) -> bool:
    """Like visible_to, for one customer and without a query."""
    if user is None or user.role != Role.REP:
        return user is None or user.role in READERS
    return customer.rep_id == user.pk or bool(user.region_id and customer.region_id == user.region_id)


def can_create(user: Actor) -> bool:
    return user is None or user.role in EDITORS


def can_edit(user: Actor, customer: Customer) -> bool:
    return can_create(user) and customer.erased_at is None and is_seen(user, customer)


def can_reveal(user: Actor, customer: Customer) -> bool:
    """Users who call customers need the numbers; everybody else sees them masked (A4)."""
    return user is not None and user.role in EDITORS and is_seen(user, customer)


def reads_whole(user: Actor, customer: Customer | None) -> bool:
    """Whether a user reads free texts about a customer, or about nobody yet, with their phone numbers."""
    return user is None or (user.role in EDITORS and (customer is None or is_seen(user, customer)))


def can_record(user: Actor) -> bool:
    """Who may log interactions. The caller checks the customer where it is chosen: on a ticket, visit or customer
    page."""
    return user is None or user.role in RECORDERS


def can_regrade(user: Actor) -> bool:
    return user is None or user.role in GRADERS


def can_change_rules(user: Actor) -> bool:
    """Who may change the rules of grades and warranties."""
    return user is None or user.role in RULE_WRITERS


def can_ask_panel(user: Actor) -> bool:
    """Who may ask the customer panel, and close its questions."""
    return user is None or user.role in PANEL_ASKERS


def can_merge(user: Actor) -> bool:
    """Who may merge customers. visible_to decides which ones."""
    return user is None or user.role in MERGERS


def can_decide_merge(user: Actor, merge: Merge) -> bool:
    """A second person decides: not who asked for the merge."""
    return can_merge(user) and (user is None or user.pk != merge.asked_by_id)


def can_erase(user: Actor) -> bool:
    return user is None or user.role in ERASERS


def can_request(user: Actor) -> bool:
    """Who may log data requests."""
    return user is None or user.role in MERGERS


def can_import(user: Actor) -> bool:
    """An administrator may import customers and purchases, but may not create single ones."""
    return user is None or user.role in IMPORTERS


def can_edit_products(user: Actor) -> bool:
    return user is None or user.role == Role.ADMIN

"""Assigns tickets to owners by the assignment rules. Every ticket gets an owner (T5)."""

from datetime import datetime
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Count, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, Department, User
from aftersales.staff.queries import absences_on
from aftersales.store.dated import check_order
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import lock, same_version, save_with_history
from customers.models import Customer

from ..enums import OPEN_STATES
from ..models import AssignmentRule, Ticket
from ..permissions import TICKET_OWNERS
from ..permissions.work import can_set_up
from ..rules import assignment as rules
from .common import event

FACTS = frozenset(
    {"region", "category", "kind", "owner", "department", "priority", "is_active", "effective_from", "effective_until"}
)
MAX_RULES = 500


class Assigned(NamedTuple):
    """department: the department of the rule, if it names one. by_rule: False if the fallback chose the owner."""

    owner: User
    department: Department | None
    by_rule: bool


class Chooser:
    """Chooses owners for several tickets. Reads rules, users and loads once, and counts each choice as load."""

    def __init__(self, now: datetime) -> None:
        self.today = company_date(now)
        self.loads: dict[Q, dict[int, int]] = {}
        self.people: dict[int, User] = {}

    def choose(self, *, customer: Customer | None, category: str, kind: str) -> Assigned:
        """The owner by the first rule that fits. Without one: the account rep, or else the service user or manager
        with the fewest open tickets."""
        return self.by_rule(customer=customer, category=category, kind=kind) or self._fallback(customer)

    def by_rule(self, *, customer: Customer | None, category: str, kind: str) -> Assigned | None:
        region = customer.region_id if customer else None
        for value in rules.fitting(self.values, region=region, category=category, kind=kind):
            row = self.rows[value.id]
            person = self._present(row.owner) if row.owner else self._least_loaded(Q(department=row.department_id))
            if person is not None:
                return Assigned(person, row.department, True)
        return None

    @cached_property
    def rows(self) -> dict[int, AssignmentRule]:
        """The rules in effect today."""
        lasts = Q(effective_until=None) | Q(effective_until__gte=self.today)
        found = AssignmentRule.objects.filter(lasts, is_active=True, effective_from__lte=self.today)
        return {row.pk: row for row in found.select_related("owner", "department")}

    @cached_property
    def values(self) -> list[rules.RuleValue]:
        return [
            rules.RuleValue(row.pk, row.region_id, row.category, row.kind, row.priority) for row in self.rows.values()
        ]

    @cached_property
    def deputies(self) -> dict[int, User]:
        """The stand-in of each user who is absent today, by the absent user's id."""
        return {row.absent_id: row.deputy for row in absences_on(self.today).select_related("deputy")}

    def _present(self, person: User) -> User | None:
        """The user, or today's stand-in if the user is absent."""
        deputy = self.deputies.get(person.pk)
        if deputy is not None and deputy.is_active and deputy.role in TICKET_OWNERS:
            return deputy
        return person if person.is_active else None

    def _least_loaded(self, among: Q) -> User | None:
        """The present user with the fewest open tickets. If all are absent, absent users count too."""
        if among not in self.loads:
            rows = User.objects.filter(among, is_active=True, role__in=TICKET_OWNERS)
            counted = rows.annotate(load=Count("tickets", filter=Q(tickets__state__in=OPEN_STATES)))
            found = {person.pk: person for person in counted}
            here = {pk: person for pk, person in found.items() if pk not in self.deputies} or found
            self.people |= here
            self.loads[among] = {pk: person.load for pk, person in here.items()}
        chosen = rules.least_loaded(self.loads[among])
        if chosen is None:
            return None
        self.loads[among][chosen] += 1
        return self.people[chosen]

    def _fallback(self, customer: Customer | None) -> Assigned:
        if customer and customer.rep and (rep := self._present(customer.rep)):
            return Assigned(rep, None, False)
        for role in (Role.SERVICE, Role.MANAGER):
            if person := self._least_loaded(Q(role=role)):
                return Assigned(person, None, False)
        raise InvalidInput(
            _("Nobody can own this ticket. Create a user with the service role first."), code="no_owner", field="owner"
        )


def tell_assigned(ticket: Ticket, assigned: Assigned, *, actor: Actor, now: datetime) -> None:
    """Add an event that says why this user is the owner, and notify the user."""
    if assigned.by_rule:
        event(ticket, "assigned", actor=None, now=now, to=ticket.owner)
    notify(
        users=[ticket.owner] if actor is None or ticket.owner_id != actor.pk else [],
        template="ticket_assigned",
        params={"number": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"assigned:{ticket.pk}",
        now=now,
    )


@transaction.atomic
def create_rule(*, actor: Actor, now: datetime, **facts: Any) -> AssignmentRule:
    """Create a rule, in effect from today if no day is given."""
    ensure(actor is None or can_set_up(actor))
    if AssignmentRule.objects.count() >= MAX_RULES:
        raise InvalidInput(_("You can have up to 500 rules. Edit one that is inactive."), code="too_many")
    return _save(AssignmentRule(effective_from=company_date(now)), facts, actor=actor, reason="created")


@transaction.atomic
def update_rule(
    *, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> AssignmentRule:
    """Change a rule. Tickets that were assigned by it keep their owner."""
    rule = lock(AssignmentRule, pk=rule_id)
    ensure(actor is None or can_set_up(actor))
    same_version(rule, version)
    rule.version += 1
    return _save(rule, facts, actor=actor, reason="changed")


def _save(rule: AssignmentRule, facts: dict[str, Any], *, actor: Actor, reason: str) -> AssignmentRule:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    require_in_use(facts, rule)
    for name, value in facts.items():
        setattr(rule, name, value.strip() if isinstance(value, str) else value)
    if (rule.owner is None) == (rule.department is None):
        raise InvalidInput(_("Choose either a person or a department."), code="owner_or_department", field="owner")
    if rule.owner is not None and rule.owner.role not in TICKET_OWNERS:
        raise InvalidInput(_("This user can’t own tickets."), code="not_an_owner", field="owner")
    check_order(rule)
    return save_with_history(rule, actor=actor, reason=reason)

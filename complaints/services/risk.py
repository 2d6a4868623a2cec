"""Risk: rules look at a ticket when it is logged, when the customer speaks, and day by day (T10)."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.store.writing import lock, same_version, save_with_history
from customers.services.grading import mark_due

from ..enums import OPEN_STATES, RiskLevel
from ..models import RiskFlag, RiskRule, Ticket
from ..permissions import risk as permissions
from ..queries import risk as queries
from ..rules import risk as rules
from .common import ensure, event, locked_ticket


def watch(
    ticket: Ticket, *, now: datetime, words: str = "", actor: User | None = None, is_new: bool = False
) -> list[RiskFlag]:
    """Let the rules in effect look at a ticket that the caller has locked. words: what the customer just said.

    A lasting state is flagged once; words are heard again after the flag they raised was acknowledged.
    is_new: it was made in this transaction, so it has no flags.
    """
    known = queries.rules_on(timezone.localdate(now))
    flags = [] if is_new else list(ticket.risk_flags.values_list("code", "acknowledged_at"))
    silent = {code for code, acknowledged_at in flags if code not in rules.HEARD or acknowledged_at is None}
    known = [row for row in known if row.code not in silent]
    case = queries.case_of(ticket, words, known) if known else None
    found = [(row, rules.facts(queries.value_of(row), case, now)) for row in known] if case else []
    return [_raise(ticket, row, facts, actor=actor, now=now) for row, facts in found if facts is not None]


def _raise(ticket: Ticket, row: RiskRule, facts: dict[str, Any], *, actor: User | None, now: datetime) -> RiskFlag:
    flag = RiskFlag(ticket=ticket, rule=row, code=row.code, level=row.level, facts=facts, raised_at=now)
    save_with_history(flag, actor=actor, reason=row.code)
    mark_due(customer_id=ticket.customer_id, now=now)
    event(ticket, f"risk_{row.code}", actor=None, now=now, **facts)
    notify(
        users=[user for user in _told(ticket, row.level) if actor is None or user.pk != actor.pk],
        template=f"risk_{row.code}",
        params={**facts, "ticket": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"risk:{flag.pk}",
        now=now,
    )
    return flag


def _told(ticket: Ticket, level: str) -> list[User]:
    """The owner, and who stands above; nobody in the owner's department: every department manager."""
    managers = list(people_with_role(Role.MANAGER))
    if level == RiskLevel.SUPERVISOR and ticket.owner.department_id:
        managers = [user for user in managers if user.department_id == ticket.owner.department_id] or managers
    above = list(people_with_role(Role.GM)) if level == RiskLevel.GM else []
    return [ticket.owner, *managers, *above]


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Flag the open tickets about which a lasting rule speaks by now. Safe to run twice, or twice at once."""
    raised = 0
    for row in queries.rules_on(timezone.localdate(now)):
        if row.code in rules.HEARD:
            continue
        for pk in list(queries.candidates(row, now).values_list("pk", flat=True)):
            raised += _look_again(pk, now)
            if raised >= limit:
                return raised
    return raised


@transaction.atomic
def _look_again(ticket_id: int, now: datetime) -> int:
    ticket = locked_ticket(ticket_id)
    return len(watch(ticket, now=now)) if ticket.state in OPEN_STATES else 0


@transaction.atomic
def acknowledge(*, ticket_id: int, reason: str, actor: User, now: datetime, flag: int | None = None) -> RiskFlag:
    """Somebody who was told takes note, and says what is done about it. flag: which one; None: the only open one."""
    ticket = locked_ticket(ticket_id)
    row = _flag_of(ticket, flag)
    if not row.is_open:
        raise Conflict(_("Someone has already acknowledged this risk. Your text is kept."), code="acknowledged")
    person = permissions.acknowledges_for(actor, row, timezone.localdate(now))
    ensure(person is not None)
    if not reason.strip():
        raise InvalidInput(_("Enter the measures taken."), code="reason_missing", field="reason")
    row.acknowledged_at, row.acknowledged_by, row.reason = now, actor, reason.strip()
    row.acknowledged_for = person if person != actor else None
    event(ticket, "risk_acknowledged", actor=actor, now=now, reason=row.reason)
    return save_with_history(row, actor=actor, reason="acknowledged")


def _flag_of(ticket: Ticket, pk: int | None) -> RiskFlag:
    rows = ticket.risk_flags.filter(pk=pk) if pk is not None else ticket.risk_flags.filter(acknowledged_at=None)
    found = list(rows[:2])
    if not found:
        raise NotVisible(code="not_found", message="Not found")
    if len(found) > 1:
        raise InvalidInput(_("Several risks are open. Choose one."), code="which", field="flag")
    return found[0]


def install_rules(*, actor: User | None, start: date) -> None:
    """The defaults of the policy, once."""
    if RiskRule.objects.exists():
        return
    for value in rules.DEFAULT_RISKS:
        row = RiskRule(code=value.code, level=value.level, parameters=dict(value.parameters), effective_from=start)
        save_with_history(row, actor=actor, reason="default")


@transaction.atomic
def change_rule(
    *,
    rule_id: int,
    level: str,
    parameters: dict[str, Any],
    is_active: bool,
    effective_from: date,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> RiskRule:
    """Change a rule from a day on: the row ends the day before and a new one begins. A row that has not begun is
    changed itself: nothing was flagged by it."""
    rows = list(RiskRule.objects.select_for_update().filter(code=_code_of(rule_id)).order_by("-effective_from"))
    row = next(row for row in rows if row.pk == rule_id)
    ensure(permissions.can_change_rules(actor))
    same_version(row, version)
    today = timezone.localdate(now)
    _check_change(row, rows, level, effective_from, today)
    values = {"level": level, "parameters": rules.checked(row.code, parameters), "is_active": is_active}
    if row.effective_from > today:
        before = rows[1] if len(rows) > 1 else None
        if before:
            _end(before, effective_from, actor)
        for name, value in values.items():
            setattr(row, name, value)
        row.effective_from, row.version = effective_from, row.version + 1
        return save_with_history(row, actor=actor, reason="changed")
    _end(row, effective_from, actor)
    return save_with_history(
        RiskRule(code=row.code, effective_from=effective_from, **values), actor=actor, reason=f"instead of {row.pk}"
    )


def _code_of(rule_id: int) -> str:
    return lock(RiskRule, pk=rule_id).code


def _end(row: RiskRule, new_from: date, actor: User) -> None:
    row.effective_until, row.version = new_from - timedelta(days=1), row.version + 1
    save_with_history(row, actor=actor, reason="ends")


def _check_change(row: RiskRule, rows: list[RiskRule], level: str, effective_from: date, today: date) -> None:
    if row != rows[0]:
        raise RuleViolation(
            _("A change to this rule is already scheduled for %(day)s. Edit that one."),
            code="superseded",
            params={"day": rows[0].effective_from.isoformat()},
        )
    if level not in RiskLevel.values:
        raise InvalidInput(_("Choose who is notified."), code="unknown", field="level")
    begun = row if row.effective_from <= today else next(iter(rows[1:]), None)
    earliest = max(today, begun.effective_from + timedelta(days=1)) if begun else today
    if effective_from < earliest:
        raise InvalidInput(
            _("The change can take effect from %(day)s at the earliest."),
            code="too_early",
            field="effective_from",
            params={"day": earliest.isoformat()},
        )

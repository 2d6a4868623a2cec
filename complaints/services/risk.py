"""Flags tickets at risk: when they are logged, when a customer message arrives, and by a regular sweep (T10)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.dated import DatedTable
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each
from aftersales.store.writing import save_with_history
from customers.services.grading import mark_due

from ..defaults import risk_phrases
from ..enums import OPEN_STATES, RiskLevel
from ..models import RiskFlag, RiskRule, Ticket
from ..permissions import risk as permissions
from ..queries import risk as queries
from ..rules import risk as rules
from .common import event, locked_ticket


def watch(
    ticket: Ticket, *, now: datetime, words: str = "", actor: Actor = None, is_new: bool = False
) -> list[RiskFlag]:
    """Flag a ticket for each rule in effect that applies. The caller has locked the ticket.

    words: the new customer message. is_new: the ticket was created in this transaction, so it has no flags yet.
    A rule about a lasting state flags a ticket once. A rule about words flags it again after the earlier flag was
    acknowledged.
    """
    if ticket.is_history and not words:
        return []
    known = queries.rules_on(company_date(now))
    flags = [] if is_new else list(ticket.risk_flags.values_list("code", "acknowledged_at"))
    silent = {code for code, acknowledged_at in flags if code not in rules.HEARD or acknowledged_at is None}
    known = [row for row in known if row.code not in silent]
    case = queries.case_of(ticket, words, known, is_new=is_new) if known else None
    found = [(row, rules.facts(queries.value_of(row), case, now)) for row in known] if case else []
    return [_raise(ticket, row, facts, actor=actor, now=now) for row, facts in found if facts is not None]


def _raise(ticket: Ticket, row: RiskRule, facts: dict[str, Any], *, actor: Actor, now: datetime) -> RiskFlag:
    phrase = facts.pop("phrase", "")
    flag = RiskFlag(ticket=ticket, rule=row, code=row.code, level=row.level, facts=facts, phrase=phrase, raised_at=now)
    save_with_history(flag, actor=actor, reason=row.code)
    mark_due(customer_id=ticket.customer_id, now=now)
    event(ticket, f"risk_{row.code}", actor=None, now=now, **facts)
    notify(
        users=[user for user in _people_to_notify(ticket, row.level) if actor is None or user.pk != actor.pk],
        template=f"risk_{row.code}",
        params={**facts, "ticket": ticket.number, "subject": ticket.subject},
        url=ticket.get_absolute_url(),
        key=f"risk:{flag.pk}",
        now=now,
    )
    return flag


def _people_to_notify(ticket: Ticket, level: str) -> list[User]:
    """The owner and the managers of the owner's department, or all managers if that department has none."""
    managers = list(people_with_role(Role.MANAGER))
    if level == RiskLevel.SUPERVISOR and ticket.owner.department_id:
        managers = [user for user in managers if user.department_id == ticket.owner.department_id] or managers
    above = list(people_with_role(Role.GM)) if level == RiskLevel.GM else []
    return [ticket.owner, *managers, *above]


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Flag the open tickets to which a rule about a lasting state now applies. Safe to run twice at once."""
    raised = 0
    for row in queries.rules_on(company_date(now)):
        if row.code in rules.HEARD:
            continue
        for pk in list(queries.candidates(row, now).values_list("pk", flat=True)):
            raised += each([pk], lambda pk: _look_again(pk, now))
            if raised >= limit:
                return raised
    return raised


@transaction.atomic
def _look_again(ticket_id: int, now: datetime) -> int:
    ticket = locked_ticket(ticket_id)
    return len(watch(ticket, now=now)) if ticket.state in OPEN_STATES else 0


@transaction.atomic
def acknowledge(*, ticket_id: int, reason: str, actor: User, now: datetime, flag: int | None = None) -> RiskFlag:
    """Acknowledge a risk flag. reason: what is done about the risk. flag: its id; None means the only open flag."""
    ticket, row = _to_settle(ticket_id, flag, actor, now)
    if not reason.strip():
        raise InvalidInput(_("Enter the measures taken."), code="reason_missing", field="reason")
    row.reason = reason.strip()
    event(ticket, "risk_acknowledged", actor=actor, now=now, reason=row.reason)
    return save_with_history(row, actor=actor, reason="acknowledged")


@transaction.atomic
def dismiss(*, ticket_id: int, actor: User, now: datetime, flag: int | None = None) -> RiskFlag:
    """Say that a message which raised a flag is no threat. Counted for its phrase, on the page of the rule.

    flag: its id; None means the only open flag.
    """
    ticket, row = _to_settle(ticket_id, flag, actor, now)
    if not row.phrase:
        raise RuleViolation(_("This risk was not raised by words."), code="not_said")
    row.dismissed = True
    event(ticket, "risk_dismissed", actor=actor, now=now, word=row.facts.get("word", ""))
    return save_with_history(row, actor=actor, reason="no threat")


def _to_settle(ticket_id: int, flag: int | None, actor: User, now: datetime) -> tuple[Ticket, RiskFlag]:
    """The ticket, locked, and the open flag, marked as settled by this person."""
    ticket = locked_ticket(ticket_id)
    row = _flag_of(ticket, flag)
    if not row.is_open:
        raise Conflict(_("Someone has already acknowledged this risk. Your text is kept."), code="acknowledged")
    person = permissions.acknowledges_for(actor, row, company_date(now))
    ensure(person is not None)
    row.acknowledged_at, row.acknowledged_by = now, actor
    row.acknowledged_for = person if person != actor else None
    mark_due(customer_id=ticket.customer_id, now=now)
    return ticket, row


def _flag_of(ticket: Ticket, pk: int | None) -> RiskFlag:
    rows = ticket.risk_flags.filter(pk=pk) if pk is not None else ticket.risk_flags.filter(acknowledged_at=None)
    found = list(rows[:2])
    if not found:
        raise NotVisible(code="not_found", message="Not found")
    if len(found) > 1:
        raise InvalidInput(_("Several risks are open. Choose one."), code="which", field="flag")
    return found[0]


def default_rules() -> list[rules.RiskRule]:
    """The rules of a new installation, with their phrases."""
    phrases = risk_phrases()
    heard = {
        rules.THREAT_TO_PUBLISH: {"words": phrases["threats"], "exceptions": phrases["no_threats"]},
        rules.CRITICAL_COMPLAINANT: {"words": phrases["speakers"], "exceptions": phrases["no_speakers"]},
        rules.MAJOR_DEFECT: {"words": phrases["hazards"], "exceptions": phrases["no_hazards"]},
    }
    return [
        rules.RiskRule(value.code, value.level, {**value.parameters, **heard.get(value.code, {})})
        for value in rules.DEFAULT_RISKS
    ]


def install_rules(*, actor: Actor, start: date) -> None:
    """Create the default risk rules. Safe to repeat."""
    if RiskRule.objects.exists():
        return
    for value in default_rules():
        row = RiskRule(code=value.code, level=value.level, parameters=dict(value.parameters), effective_from=start)
        save_with_history(row, actor=actor, reason="default")


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    if values["level"] not in RiskLevel.values:
        raise InvalidInput(_("Choose who is notified."), code="unknown", field="level")
    return {**values, "parameters": rules.checked(values["code"], values["parameters"])}


RULES = DatedTable(
    model=RiskRule,
    facts=("code", "level", "parameters", "is_active", "effective_from"),
    may_write=permissions.can_change_rules,
    checked=_checked,
)


@transaction.atomic
def change_rule(*, rule_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any) -> RiskRule:
    """Change a rule from a day on. The present row ends the day before, and flags keep the row that raised them.

    facts: level, parameters, is_active, effective_from.
    """
    return RULES.change(rule_id=rule_id, version=version, actor=actor, now=now, **facts)

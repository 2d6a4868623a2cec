"""Reads for risk rules: the rules in effect, the facts of a ticket, and the tickets that a sweep checks."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.dated import on
from aftersales.store.dates import company_date
from aftersales.store.remembered import Remembered

from ..defaults import threat_weights
from ..enums import OPEN_STATES, Kind, ProposalState, Remedy, RiskLevel, State
from ..models import Proposal, RiskFlag, RiskRule, Ticket
from ..permissions import risk as permissions
from ..rules import risk as rules
from ..texts.risk import GUIDES, reason_text

RULES = Remembered("complaints.RiskRule", read=lambda: tuple(RiskRule.objects.all()))


def rules_on(day: date) -> list[RiskRule]:
    """The rules in effect on a day. day: in the company's time zone."""
    return [row for row in on(RULES(), day) if row.is_active]


def same_problem_days(day: date) -> int | None:
    """The number of days within which the same problem counts as a repeat; None if that rule is inactive."""
    return next((row.parameters["days"] for row in rules_on(day) if row.code == rules.SAME_PROBLEM), None)


def value_of(row: RiskRule) -> rules.RiskRule:
    heard = {"weights": threat_weights()} if row.code == rules.THREAT_TO_PUBLISH else {}
    return rules.RiskRule(code=row.code, level=row.level, parameters={**row.parameters, **heard})


def case_of(ticket: Ticket, words: str, known: list[RiskRule], *, is_new: bool = False) -> rules.Case:
    """The facts of a ticket that the rules check. words: the new customer message. is_new: nothing was proposed yet."""
    days = max((row.parameters["days"] for row in known if row.code in LOOKS_BACK), default=0)
    return rules.Case(
        kind=ticket.kind,
        severity=ticket.severity,
        reported_at=ticket.reported_at,
        words=words,
        problem=told_by(ticket),
        is_repair=any(row.code == rules.SECOND_REPAIR for row in known) and _is_repair(ticket, is_new),
        is_critical=bool(ticket.customer and ticket.customer.is_critical),
        earlier=_earlier(ticket, days) if days else (),
    )


LOOKS_BACK = frozenset({rules.SAME_PROBLEM, rules.SECOND_REPAIR})
WORST = 10
REPAIR = Proposal.objects.filter(ticket=OuterRef("pk"), remedy=Remedy.REPAIR, state=ProposalState.APPROVED)


def _is_repair(ticket: Ticket, is_new: bool) -> bool:
    """Whether a repair was requested or approved."""
    if ticket.kind == Kind.REPAIR or is_new:
        return ticket.kind == Kind.REPAIR
    return Ticket.objects.filter(Exists(REPAIR), pk=ticket.pk).exists()


def same_matter(ticket: Ticket, days: int) -> QuerySet[Ticket]:
    """The customer's earlier tickets about the same purchase; without a purchase, about the same product category."""
    rows = Ticket.objects.filter(
        customer=ticket.customer_id,
        kind__in=rules.ABOUT_PROBLEMS,
        reported_at__lte=ticket.reported_at,
        reported_at__gte=ticket.reported_at - timedelta(days=days),
        purchase=ticket.purchase_id,
    )
    if ticket.purchase_id is None:
        rows = rows.filter(category=ticket.category)
    return rows.exclude(pk=ticket.pk).exclude(state=State.WITHDRAWN)


def _earlier(ticket: Ticket, days: int) -> tuple[rules.Earlier, ...]:
    if ticket.customer_id is None or not (ticket.purchase_id or ticket.category):
        return ()
    rows = same_matter(ticket, days).annotate(approved_repair=Exists(REPAIR)).order_by("-reported_at", "-pk")
    return tuple(
        rules.Earlier(row.number, row.reported_at, row.kind == Kind.REPAIR or row.approved_repair, told_by(row))
        for row in rows[:50]
    )


def told_by(ticket: Ticket) -> str:
    """What a ticket tells of its problem."""
    return f"{ticket.subject} {ticket.description} {ticket.problem_found}"


def candidates(row: RiskRule, now: datetime) -> QuerySet[Ticket]:
    """The open tickets that a rule about a lasting state may flag and has not flagged yet."""
    flagged = RiskFlag.objects.filter(ticket=OuterRef("pk"), code=row.code)
    rows = Ticket.objects.filter(_may_apply(row, now), ~Exists(flagged), state__in=OPEN_STATES, is_history=False)
    return rows.order_by("pk")


def _may_apply(row: RiskRule, now: datetime) -> Q:
    if row.code == rules.OPEN_TOO_LONG:
        return Q(reported_at__lt=now - timedelta(days=row.parameters["days"]))
    if row.code == rules.CRITICAL_COMPLAINANT:
        return Q(customer__is_critical=True)
    if row.code == rules.MAJOR_DEFECT:
        return Q(kind__in=rules.ABOUT_PROBLEMS, severity__in=row.parameters["severities"])
    before = Ticket.objects.filter(
        customer=OuterRef("customer"),
        purchase=OuterRef("purchase"),
        kind__in=rules.ABOUT_PROBLEMS,
        reported_at__lt=OuterRef("reported_at"),
        reported_at__gte=OuterRef("reported_at") - timedelta(days=row.parameters["days"]),
    ).exclude(state=State.WITHDRAWN)
    repeated = Q(Exists(before))
    if row.code == rules.SECOND_REPAIR:
        return repeated & (Q(kind=Kind.REPAIR) | Q(Exists(REPAIR)))
    return repeated & Q(kind__in=rules.ABOUT_PROBLEMS)


def flags_of(ticket: Ticket) -> list[RiskFlag]:
    return list(ticket.risk_flags.select_related("acknowledged_by", "acknowledged_for"))


def risk_of(ticket: Ticket, flags: list[RiskFlag], user: User, now: datetime) -> dict[str, Any]:
    """The risk flags and the handling guide on the page of a ticket. flags: all flags of the ticket."""
    today = company_date(now)
    guided = [code for code in GUIDES if ticket.state in OPEN_STATES and any(flag.code == code for flag in flags)]
    return {
        "open": [
            {
                "flag": flag,
                "reason": reason_text(flag.code, flag.facts),
                "told": flag.get_level_display(),
                "may_dismiss": bool(flag.phrase) and permissions.can_acknowledge(user, flag, today),
                "may_acknowledge": permissions.can_acknowledge(user, flag, today),
                "has_guide": flag.code in guided,
            }
            for flag in flags
            if flag.is_open
        ],
        # The guide for a critical complainant also covers threats.
        "guide": GUIDES[guided[0]] if guided else None,
    }


def phrase_counts(row: RiskRule) -> list[tuple[str, int, int]]:
    """The phrases of a rule that were said to be no threat: phrase, flags raised, dismissed; the worst first."""
    rows = RiskFlag.objects.filter(code=row.code).exclude(phrase="").values("phrase").order_by("phrase")
    counted = rows.annotate(raised=Count("pk"), wrong=Count("pk", filter=Q(dismissed=True))).filter(wrong__gt=0)
    return list(counted.order_by("-wrong", "phrase").values_list("phrase", "raised", "wrong")[:WORST])


def risk_rules() -> QuerySet[RiskRule]:
    """All rows, by rule; the latest row of each rule comes first."""
    return RiskRule.objects.order_by("code", "-effective_from")


# The level that the home page of a role asks the user to acknowledge. Risks notified only to the manager of one
# department are in the ticket list.
ASKED = {Role.GM: RiskLevel.GM, Role.MANAGER: RiskLevel.MANAGER}


def to_acknowledge(user: User) -> QuerySet[RiskFlag]:
    """The open flags of open tickets that the user should acknowledge, the oldest first."""
    level = ASKED.get(Role(user.role))
    if level is None:
        return RiskFlag.objects.none()
    rows = RiskFlag.objects.filter(level=level, acknowledged_at=None, ticket__state__in=OPEN_STATES)
    return rows.select_related("ticket__customer", "ticket__owner").order_by("raised_at", "pk")

"""The facts of a report, stored once when it is issued, independent of language (Q2).

A version can therefore be printed again word for word, although the ticket, names, products and actions have changed
since. Keys that an investigation has no facts for are left out or empty.
"""

from datetime import datetime
from decimal import Decimal
from typing import Any

from aftersales.office.queries import company
from aftersales.staff.models import User
from complaints.models import Ticket

from ..enums import CauseCategory
from ..models import Action, Claim, Investigation, InvestigationFile, InvestigationReport, Objection, Sample
from ..models.meetings import SHARES
from ..queries.batch_charts import batch_charts
from ..queries.batches import BatchKey, warnings_of
from ..queries.costs import claims_of, cost_of
from ..queries.investigations import FINDINGS, missing_functions, same_batch
from ..queries.meetings import decided_case


def snapshot(
    investigation: Investigation, *, filed_by: User, now: datetime, replaces: InvestigationReport | None = None
) -> dict[str, Any]:
    """All facts of the report, as plain JSON. replaces: the version before."""
    our_company, ticket = company(), investigation.ticket
    actions = investigation.actions.select_related("owner__department", "verified_by__department", "product").order_by(
        "pk"
    )
    return {
        "company": _fields(our_company, "name", "name_en", "address", "address_en", "phone"),
        "number": investigation.number,
        "title": investigation.title,
        "opened_at": investigation.opened_at.isoformat(),
        "due_at": investigation.due_at.isoformat(),
        "severity": investigation.severity,
        "plan": investigation.plan,
        "filed_by": person(filed_by),
        "filed_at": now.isoformat(),
        "replaces": {"version": replaces.version, "at": replaces.filed_at.isoformat()} if replaces else None,
        "ticket": _ticket(ticket),
        "same_batch": list(same_batch(ticket).values_list("number", flat=True)[:200]),
        "batch": _batch(ticket, now),
        "lead": member(investigation.lead),
        "team": [member(user) for user in investigation.team.select_related("department")],
        "missing_functions": missing_functions(investigation),
        "stood_down": [
            {"person": person(row.person), "reason": row.reason, "at": row.at.isoformat()}
            for row in investigation.stood_down.select_related("person__department")
        ],
        "findings": _fields(investigation, *FINDINGS),
        "specimens": [dict(row) for row in investigation.specimens],
        "identified_by": person(investigation.identified_by),
        "identified_at": _moment(investigation.identified_at),
        "whys": [dict(row) for row in investigation.whys],
        "ishikawa": _ishikawa(investigation),
        "decision": _decision(investigation),
        "actions": [_action(action) for action in actions.order_by("pk")],
        "samples": [_sample(row) for row in investigation.samples.select_related("custodian").order_by("pk")],
        "objections": [_objection(row) for row in investigation.objections.order_by("pk")],
        "costs": _costs(investigation),
        "files": [_file(row) for row in investigation.files.select_related("stored", "added_by__department")],
    }


def person(user: User | None) -> dict[str, Any] | None:
    """A user as the names were then."""
    if user is None:
        return None
    department = _fields(user.department, "name", "name_en") if user.department else {}
    return {"name": user.name or user.username, "name_en": user.name_en, "role": user.role, "department": department}


def member(user: User) -> dict[str, Any]:
    """Somebody in the team, with the function that their department stands for."""
    return {**(person(user) or {}), "function": user.department.function if user.department else ""}


def _moment(at: datetime | None) -> str:
    return at.isoformat() if at else ""


def _fields(row: Any, *names: str) -> dict[str, str]:
    return {name: getattr(row, name) for name in names}


def _ticket(ticket: Ticket) -> dict[str, Any]:
    sold = ticket.purchase
    product = sold.product if sold else None
    return {
        "number": ticket.number,
        "kind": ticket.kind,
        "reported_at": ticket.reported_at.isoformat(),
        "problem": ticket.problem_found or ticket.description,
        "customer": ticket.customer.name if ticket.customer else "",
        "address": ticket.customer.address if ticket.customer else "",
        "product": _fields(product, "name", "name_en", "code") if product else {"name": ticket.category},
        "grade": ticket.grade,
        "batch": ticket.batch,
        "purchased_on": ticket.purchased_on.isoformat() if ticket.purchased_on else "",
        **({"serial": sold.serial, "quantity": sold.quantity, "inspection_body": sold.inspection_body} if sold else {}),
    }


def _batch(ticket: Ticket, now: datetime) -> dict[str, Any] | None:
    """The rate of complaints about the batch in the last week that can be told of, its limit, and the early warnings
    that last. Rates are complaints per unit in use."""
    product = ticket.product
    if product is None or (product.batch_tracked and not ticket.batch):
        return None
    key = BatchKey(product.pk, ticket.batch if product.batch_tracked else "")
    told = batch_charts([key], now)[key].told
    if not told:
        return None
    week, point = told[-1]
    return {
        "week": week.first.isoformat(),
        "complaints": week.complaints,
        "units": week.units,
        "rate": point.rate,
        "limit": point.upper,
        "alarms": sorted(warnings_of(key.product_id, key.batch).filter(ended_at=None).values_list("rule", flat=True)),
    }


def _ishikawa(investigation: Investigation) -> list[dict[str, Any]]:
    """The possible causes by category, in the order of the categories."""
    found = []
    for category in CauseCategory.values:
        rows = [row for row in investigation.causes if row.get("category") == category]
        causes = [{name: row.get(name, "") for name in ("text", "standing", "evidence")} for row in rows]
        if causes:
            found.append({"category": category, "causes": causes})
    return found


def _costs(investigation: Investigation) -> dict[str, Any]:
    """The cost of poor quality by type with its sum, and what is claimed from suppliers."""
    sums = cost_of(investigation)
    return {
        "rows": [{"kind": kind, "amount": str(amount)} for kind, amount in sums.items()],
        "total": str(sum(sums.values(), Decimal(0))),
        "claims": [_claim(row) for row in claims_of(investigation)],
    }


def _claim(row: Claim) -> dict[str, Any]:
    return {
        "number": row.action.number,
        "supplier": _fields(row.supplier, "name", "name_en"),
        "claimed": str(row.claimed),
        "accepted": str(row.accepted) if row.accepted is not None else "",
        "received": str(row.received),
        "answer_due_on": row.answer_due_on.isoformat(),
        "answered_on": row.answered_on.isoformat() if row.answered_on else "",
    }


def _file(row: InvestigationFile) -> dict[str, Any]:
    return {
        "id": row.stored_id,
        "name": row.stored.name,
        "media_type": row.stored.media_type,
        "caption": row.caption,
        "taken_by": person(row.added_by),
        "taken_at": _moment(row.added_at),
    }


def _decision(investigation: Investigation) -> dict[str, Any] | None:
    """What the meeting decided last, with the names of those who attended."""
    case = decided_case(investigation)
    if case is None or investigation.decided_at is None:
        return None
    return {
        "meeting": case.meeting.number,
        "nature": case.nature,
        "responsible": case.responsible,
        "shares": {name: getattr(case, name) for name in SHARES if getattr(case, name) is not None},
        "cause": case.cause,
        "remedy": case.remedy,
        "amount_limit": str(case.amount_limit) if case.amount_limit is not None else "",
        "text": case.decision,
        "attendees": [person(user) for user in case.meeting.attendees.all()],
        "guests": case.meeting.guests,
        "at": _moment(case.decided_at),
        "by": person(case.decided_by),
        "for": person(case.decided_for),
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        **_fields(action, "number", "kind", "title", "state", "evidence", "verification", "criterion", "cancel_reason"),
        "window_days": action.window_days,
        "measured": {"product": action.product.code if action.product else "", "batch": action.batch},
        "target_rate": str(action.target_rate) if action.target_rate is not None else "",
        "figures": action.figures,
        "due_at": _moment(action.due_at),
        "owner": person(action.owner),
        "due_on": action.due_on.isoformat(),
        "judged_by": person(action.verified_by),
        "judged_at": _moment(action.verified_at),
    }


def _sample(row: Sample) -> dict[str, Any]:
    return {
        **_fields(row, "number", "seal_number", "state", "description", "place", "holder"),
        "custodian": person(row.custodian),
        "until": row.retain_until.isoformat(),
    }


def _objection(row: Objection) -> dict[str, Any]:
    return {
        **_fields(row, "number", "state", "about", "statement", "body", "verdict", "verdict_text", "settlement"),
        "raised_at": row.raised_at.isoformat(),
    }

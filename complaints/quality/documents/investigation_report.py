"""The Product Quality Incident Investigation Report 《产品质量事故调查报告》 (Q2).

snapshot() stores the facts once, independent of language; context() puts them into the words of one language.
Therefore a filed report can be generated again word for word, although the investigation has changed since.
"""

import base64
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from aftersales.office.models import StoredFile
from aftersales.office.queries import company
from aftersales.render.blocks import Column, Decision, Field, Letterhead, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.staff.enums import Role
from aftersales.staff.models import User, in_language
from aftersales.web.figures import listed
from complaints.documents import common
from complaints.enums import Kind
from complaints.models import Ticket

from ..enums import ActionKind, ActionState
from ..models import Action, Investigation, InvestigationReport
from ..queries.investigations import FINDINGS, same_batch

MAX_PICTURES = 12
MAX_PICTURE_BYTES = 3 * 1024 * 1024


def snapshot(investigation: Investigation) -> dict[str, Any]:
    """All facts of the report, as plain JSON."""
    our_company, ticket = company(), investigation.ticket
    actions = investigation.actions.select_related("owner__department", "verified_by__department").order_by("pk")
    return {
        "company": _fields(our_company, "name", "name_en", "address", "address_en", "phone"),
        "number": investigation.number,
        "title": investigation.title,
        "opened_at": investigation.opened_at.isoformat(),
        "due_at": investigation.due_at.isoformat(),
        "ticket": _ticket(ticket),
        "same_batch": list(same_batch(ticket).values_list("number", flat=True)[:200]),
        "lead": _person(investigation.lead),
        "team": [_person(user) for user in investigation.team.select_related("department")],
        "findings": _fields(investigation, *FINDINGS),
        "decision": _decision(investigation),
        "actions": [_action(action) for action in actions],
        "files": [
            {"id": row.stored_id, "name": row.stored.name, "media_type": row.stored.media_type}
            for row in investigation.files.select_related("stored")
        ],
    }


def _fields(row: Any, *names: str) -> dict[str, str]:
    return {name: getattr(row, name) for name in names}


def _person(user: User | None) -> dict[str, Any] | None:
    if user is None:
        return None
    department = _fields(user.department, "name", "name_en") if user.department else {}
    return {"name": user.name or user.username, "name_en": user.name_en, "role": user.role, "department": department}


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


def _decision(investigation: Investigation) -> dict[str, Any] | None:
    if investigation.decided_at is None:
        return None
    return {
        "text": investigation.decision,
        "attendees": investigation.attendees,
        "at": investigation.decided_at.isoformat(),
        "by": _person(investigation.decided_by),
        "for": _person(investigation.decided_for),
    }


def _action(action: Action) -> dict[str, Any]:
    return {
        **_fields(action, "number", "kind", "title", "state", "evidence", "verification"),
        "owner": _person(action.owner),
        "due_on": action.due_on.isoformat(),
    }


def pdf(report: InvestigationReport) -> bytes:
    """The PDF of a filed version, with the signature if it is signed."""
    return render_pdf(html(report), timeout=90, max_pages=100)


def html(report: InvestigationReport) -> str:
    return common.page("pdf/investigation_report.html", report.language, lambda: context(report))


def context(report: InvestigationReport) -> dict[str, Any]:
    """The values of the template, in the active language."""
    said = report.snapshot
    filed = timezone.localtime(report.filed_at)
    return {
        "letterhead": _letterhead(said["company"]),
        "title": _("Product quality incident investigation report"),
        "subtitle": said["title"],
        "number": said["number"],
        "meta": [
            _("Version %(version)s") % {"version": report.version},
            _("Submitted %(date)s") % {"date": filed.strftime("%Y-%m-%d")},
            _("Ticket %(number)s") % {"number": said["ticket"]["number"]},
        ],
        "incident": _incident(said),
        "team": _team(said),
        "findings": [(label, said["findings"][name]) for name, label in _headings() if said["findings"][name]],
        "pictures": _pictures(said["files"]),
        "documents": [row["name"] for row in said["files"] if not row["media_type"].startswith("image/")],
        "decisions": _decisions(said["decision"]),
        "actions": _actions(said["actions"]),
        "signatures": _signatures(report, said),
    }


def _letterhead(our_company: dict[str, str]) -> Letterhead:
    address = in_language(our_company["address"], our_company["address_en"])
    return Letterhead(our_company["name"], our_company["name_en"] or our_company["name"], address, our_company["phone"])


def _headings() -> list[tuple[str, str]]:
    return [
        ("on_site_findings", _("On-site findings")),
        ("identification", _("Product identification")),
        ("cause", _("Cause")),
        ("responsibility", _("Nature and responsibility")),
        ("handling", _("Resolution")),
    ]


def _incident(said: dict[str, Any]) -> list[Field]:
    ticket = said["ticket"]
    product = ticket["product"]
    others = said["same_batch"]
    return [
        Field(_("Customer name"), ticket["customer"]),
        Field(_("Reported on"), _local(ticket["reported_at"])),
        Field(_("Type"), Kind(ticket["kind"]).label),
        Field(_("Resolve by"), _local(said["due_at"])),
        Field(_("Product"), f"{common.named(product)} {product.get('code', '')}".strip()),
        Field(_("Product grade"), ticket["grade"]),
        Field(_("Batch"), ticket["batch"]),
        Field(_("Serial number"), ticket.get("serial", "")),
        Field(_("Purchase date"), ticket["purchased_on"]),
        Field(_("Inspection body"), ticket.get("inspection_body", "")),
        Field(_("Problem"), ticket["problem"], wide=True),
        Field(_("Same batch"), _same_batch(others), wide=True),
    ]


def _same_batch(numbers: list[str]) -> str:
    if not numbers:
        return _("No other complaint")
    shown = listed(numbers[:20])
    return _("Other complaints: %(count)s (%(numbers)s)") % {
        "count": len(numbers),
        "numbers": f"{shown} …" if len(numbers) > 20 else shown,
    }


def _team(said: dict[str, Any]) -> Table:
    columns = [
        Column(_("Person"), 3),
        Column(_("Department"), 4),
        Column(_("Role"), 4),
        Column(_("Role in the team"), 2),
    ]
    rows = [[*_row(said["lead"]), _("Lead")]]
    rows += [[*_row(person), _("Member")] for person in said["team"]]
    return Table(columns, rows)


def _row(person: dict[str, Any]) -> list[str]:
    return [common.named(person), common.named(person["department"]), str(Role(person["role"]).label)]


def _decisions(decision: dict[str, Any] | None) -> list[Decision]:
    if decision is None:
        return []
    who = common.named(decision["by"])
    if decision["for"]:
        who = _("%(name)s for %(absent)s") % {"name": who, "absent": common.named(decision["for"])}
    note = _("Attendees: %(names)s") % {"names": decision["attendees"]} if decision["attendees"] else ""
    at = datetime.fromisoformat(decision["at"])
    return [Decision(_("Meeting"), _("Decided"), who=who, at=at, reason=decision["text"], note=note, mark="done")]


def _actions(actions: list[dict[str, Any]]) -> Table | None:
    if not actions:
        return None
    columns = [
        Column(_("Number"), 3),
        Column(_("Type"), 2),
        Column(_("Action details"), 6),
        Column(_("Owner"), 2),
        Column(_("Due"), 3),
        Column(_("Status"), 2),
    ]
    rows = [
        [
            row["number"],
            ActionKind(row["kind"]).label,
            "\n".join(filter(None, (row["title"], row["evidence"]))),
            common.named(row["owner"]),
            date.fromisoformat(row["due_on"]).isoformat(),
            ActionState(row["state"]).label,
        ]
        for row in actions
    ]
    return Table(columns, rows)


def _pictures(files: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Photos as data URLs, so that nothing is fetched while the PDF is generated."""
    names = {row["id"]: row["name"] for row in files if row["media_type"].startswith("image/")}
    rows = StoredFile.objects.filter(pk__in=names, size__lte=MAX_PICTURE_BYTES).order_by("pk")[:MAX_PICTURES]
    return [{"name": names[row.pk], "source": _data_address(row)} for row in rows]


def _data_address(row: StoredFile) -> str:
    with row.file.open("rb") as content:
        return f"data:{row.media_type};base64,{base64.b64encode(content.read()).decode()}"


def _signatures(report: InvestigationReport, said: dict[str, Any]) -> list[Signature]:
    decision = said["decision"]
    chair = common.named(decision["for"] or decision["by"]) if decision else ""
    at = datetime.fromisoformat(decision["at"]) if decision else None
    return [
        Signature(_("Written by"), str(report.filed_by), report.filed_at),
        Signature(_("Quality deputy manager"), str(report.signed_by or ""), report.signed_at),
        Signature(_("General manager"), chair, at),
    ]


def _local(moment: str) -> str:
    return timezone.localtime(datetime.fromisoformat(moment)).strftime("%Y-%m-%d %H:%M")

"""The parts of a report from a snapshot, in the active language. The report and the 8D put them together."""

from __future__ import annotations

import base64
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.office.models import StoredFile
from aftersales.render.blocks import Column, Decision, Field, Letterhead, Signature, Table
from aftersales.render.print_pictures import for_print
from aftersales.staff.models import in_language
from aftersales.store.personal import mask_text
from aftersales.web.figures import money

from ..models import InvestigationReport
from ..presentation import report_words as words
from ..presentation.report_words import Said

MAX_PICTURES = 12


def letterhead(our_company: dict[str, str]) -> Letterhead:
    address = in_language(our_company["address"], our_company["address_en"])
    return Letterhead(our_company["name"], our_company["name_en"] or our_company["name"], address, our_company["phone"])


def incident(said: Said) -> list[Field]:
    ticket = said["ticket"]
    return [
        Field(_("Customer name"), ticket["customer"]),
        Field(_("Reported on"), words.local(ticket["reported_at"])),
        Field(_("Type"), words.kind(said)),
        Field(_("Resolve by"), words.local(said["due_at"])),
        Field(_("Product"), words.product(said)),
        Field(_("Product grade"), ticket["grade"]),
        Field(_("Batch"), ticket["batch"]),
        Field(_("Purchase date"), ticket["purchased_on"]),
        *_known(_("Serial number"), ticket.get("serial", "")),
        *_known(_("Inspection body"), ticket.get("inspection_body", "")),
        *_known(_("Severity"), words.severity(said), wide=True),
        Field(_("Problem"), mask_text(ticket["problem"]), wide=True),
        Field(_("Same batch"), words.same_batch(said), wide=True),
        *_known(_("Complaint rate of the batch"), words.batch_rate(said), wide=True),
    ]


def _known(label: str, value: str, *, wide: bool = False) -> list[Field]:
    """A field that is printed only with a value."""
    return [Field(label, value, wide=wide)] if value else []


def team(said: Said) -> Table:
    columns = [
        Column(_("Person"), 3),
        Column(_("Department"), 4),
        Column(_("Role"), 4),
        Column(_("Role in the team"), 3),
    ]
    rows = [[*_member(said["lead"]), _joined(_("Lead"), words.function(said["lead"]))]]
    rows += [[*_member(person), words.function(person) or _("Member")] for person in said["team"]]
    return Table(columns, rows)


def _joined(*parts: str) -> str:
    return "\n".join(filter(None, parts))


def _member(person: Said) -> list[str]:
    return [words.name_of(person), words.department_of(person), words.role_of(person)]


def pictures(said: Said) -> list[list[dict[str, str]]]:
    """Photos in rows of two, as data URLs, so that nothing is fetched while the PDF is generated."""
    images = {row["id"]: row for row in said["files"] if row["media_type"].startswith("image/")}
    rows = StoredFile.objects.filter(pk__in=images).order_by("pk")[:MAX_PICTURES]
    found = [_picture(row, images[row.pk]) for row in rows]
    return [found[at : at + 2] for at in range(0, len(found), 2)]


def _picture(row: StoredFile, said: Said) -> dict[str, str]:
    with row.file.open("rb") as content:
        small = for_print(content.read())
    source = f"data:image/jpeg;base64,{base64.b64encode(small).decode()}" if small else ""
    caption = mask_text(said.get("caption") or said["name"])
    note = " ".join(filter(None, [words.name_of(said.get("taken_by")), words.local(said.get("taken_at", ""))]))
    return {"source": source, "name": caption, "note": note}


def documents(said: Said) -> list[str]:
    """The names of the files that are no pictures, and of pictures beyond those that are printed."""
    images = sorted(row["id"] for row in said["files"] if row["media_type"].startswith("image/"))[:MAX_PICTURES]
    rows = [row for row in said["files"] if row["id"] not in images]
    return [mask_text(row.get("caption") or row["name"]) for row in rows]


def decisions(said: Said) -> list[Decision]:
    decision = said["decision"]
    if decision is None:
        return []
    people = words.attended(decision)
    return [
        Decision(
            _("Meeting"),
            " ".join(filter(None, [_("Decided"), decision.get("meeting", "")])),
            who=words.decided_by(decision),
            at=datetime.fromisoformat(decision["at"]),
            note=_("Attendees: %(names)s") % {"names": people} if people else "",
            mark="done",
        )
    ]


def decided(said: Said) -> list[Field]:
    decision = said["decision"]
    if decision is None:
        return []
    fields = [
        Field(_("Nature"), mask_text(decision.get("nature", "")), wide=True),
        Field(pgettext("decision", "Responsible"), words.responsible(decision), wide=True),
        Field(_("Cause"), mask_text(decision.get("cause", "")), wide=True),
        Field(_("Remedy"), words.remedy(decision), wide=True),
    ]
    return [field for field in fields if field.value]


def resolution(said: Said) -> str:
    """How the meeting wants it handled, as running text, which may be long."""
    return mask_text(said["decision"]["text"]) if said["decision"] else ""


def actions(rows: list[Said]) -> Table | None:
    """Actions with what they are judged by, if any of them says so, and their judgement."""
    if not rows:
        return None
    has_criteria = any(map(words.criterion, rows))
    columns = [
        Column(_("Number"), 5),
        Column(_("Action details"), 6),
        *([Column(_("Criterion"), 5)] if has_criteria else []),
        Column(_("Owner"), 3),
        Column(_("Judgement"), 4),
    ]
    return Table(
        columns,
        [
            [
                f"{row['number']}\n{words.action_kind(row)}",
                mask_text("\n".join(filter(None, (row["title"], row["evidence"])))),
                *([words.criterion(row)] if has_criteria else []),
                f"{words.name_of(row['owner'])}\n{words.due(row)}",
                words.judgement(row),
            ]
            for row in rows
        ],
    )


def samples(said: Said) -> Table | None:
    if not said.get("samples"):
        return None
    columns = [
        Column(_("Seal number"), 3),
        Column(_("Sample"), 5),
        Column(_("Place"), 4),
        Column(_("Custodian"), 3),
        Column(_("Keep until"), 2),
    ]
    rows = [
        [
            row["seal_number"],
            mask_text("\n".join(filter(None, [row["number"], row["description"]]))),
            mask_text(row["holder"] or row["place"]),
            words.name_of(row["custodian"]),
            row["until"],
        ]
        for row in said["samples"]
    ]
    return Table(columns, rows)


def objections(said: Said) -> list[Field]:
    fields = []
    for row in said.get("objections", []):
        fields += [
            Field(_("Objection"), f"{row['number']} {words.day(row['raised_at'])}"),
            Field(_("Inspection body"), mask_text(row["body"])),
            Field(_("The customer objects"), mask_text(row["statement"]), wide=True),
            Field(_("Verdict"), words.verdict(row) or _("Not yet"), wide=True),
        ]
    return fields


def costs(said: Said) -> Table | None:
    """The cost of poor quality; the sum is that of its rows."""
    found = said.get("costs")
    if not found or not found["rows"]:
        return None
    columns = [Column(_("Cost"), 6), Column(_("Amount"), 3, number=True)]
    rows = [[words.cost(row["kind"]), money(row["amount"])] for row in found["rows"]]
    return Table(columns, rows, totals=[_("Total"), money(found["total"])])


def claims(said: Said) -> Table | None:
    """What is claimed from suppliers, what they accepted and what they paid; the sums are those of the rows."""
    rows = said["costs"]["claims"] if said.get("costs") else []
    if not rows:
        return None
    columns = [
        Column(_("Number"), 3),
        Column(_("Supplier"), 4),
        Column(_("Claimed amount"), 2, number=True),
        Column(_("Accepted amount"), 2, number=True),
        Column(_("Received amount"), 2, number=True),
    ]
    amounts = ("claimed", "accepted", "received")
    sums = [sum((Decimal(row[name] or 0) for row in rows), Decimal(0)) for name in amounts]
    return Table(
        columns,
        [
            [row["number"], words.named(row["supplier"]), *(money(row[name]) if row[name] else "–" for name in amounts)]
            for row in rows
        ],
        totals=[_("Total"), "", *map(money, sums)],
    )


def signatures(report: InvestigationReport, said: Said) -> list[Signature]:
    """Who wrote and signed it, by the names of that time, and the place for the general manager."""
    decision, signed = said["decision"], report.signature
    chair = words.name_of(decision["for"] or decision["by"]) if decision else ""
    return [
        Signature(_("Written by"), words.name_of(said.get("filed_by")), _at(said.get("filed_at", ""))),
        Signature(
            _("Quality deputy manager"),
            words.name_of(signed["by"]) if signed else "",
            _at(signed["at"]) if signed else None,
        ),
        Signature(_("General manager"), chair, _at(decision["at"]) if decision else None),
    ]


def _at(moment: str) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def meta(report: InvestigationReport, said: Said) -> list[str]:
    facts = [
        _("Version %(version)s") % {"version": report.version},
        _("Submitted %(date)s") % {"date": words.day(said.get("filed_at", report.filed_at.isoformat()))},
        _("Ticket %(number)s") % {"number": said["ticket"]["number"]},
    ]
    if replaced := said.get("replaces"):
        values = {"version": replaced["version"], "date": words.day(replaced["at"])}
        facts.insert(1, _("Replaces version %(version)s of %(date)s") % values)
    return facts


def team_notes(said: Said) -> list[str]:
    """The functions that are missing in the team, and who stood down and why."""
    missing = words.missing_functions(said)
    notes = [_("Missing in the team: %(functions)s") % {"functions": missing}] if missing else []
    return notes + [words.stood_down(row) for row in said.get("stood_down", [])]

"""The snapshot of a report field by field, in words of the active language, so that two versions can be compared."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.store.personal import mask_text
from aftersales.web.figures import listed, money

from ..models import InvestigationReport
from ..rules.differences import Change, changes
from . import report_words as words

Lines = dict[str, tuple[str, str]]


def differences(old: InvestigationReport, new: InvestigationReport, *, costs: bool) -> list[Change]:
    """What changed from one version to the next. costs: whether the reader may see them."""
    return changes(lines(old.snapshot, costs=costs), lines(new.snapshot, costs=costs))


def lines(said: dict[str, Any], *, costs: bool) -> Lines:
    """(label, text) by key, in the order of the report."""
    ticket = said["ticket"]
    found: Lines = {
        "title": (_("Subject of investigation"), mask_text(said["title"])),
        "problem": (_("Problem"), mask_text(ticket["problem"])),
        "customer": (_("Customer name"), ticket["customer"]),
        "product": (_("Product"), words.product(said)),
        "grade": (_("Product grade"), ticket["grade"]),
        "batch": (_("Batch"), ticket["batch"]),
        "serial": (_("Serial number"), ticket.get("serial", "")),
        "due": (_("Resolve by"), words.local(said["due_at"])),
        "severity": (_("Severity"), words.severity(said)),
        "same_batch": (_("Same batch"), words.same_batch(said)),
        "batch_rate": (_("Complaint rate of the batch"), words.batch_rate(said)),
        "lead": (_("Lead"), words.name_of(said["lead"])),
        "team": (pgettext("investigation", "Team"), listed(words.name_of(person) for person in said["team"])),
        "missing_functions": (_("Missing in the team"), words.missing_functions(said)),
        "stood_down": (_("Stood down"), "\n".join(map(words.stood_down, said.get("stood_down", [])))),
        "plan": (_("Plan"), mask_text(said.get("plan", ""))),
    }
    for name, label in words.headings():
        found[name] = (label, words.finding(said, name))
    found |= _analysis(said)
    photos = [mask_text(row.get("caption") or row["name"]) for row in said["files"]]
    found["files"] = (_("Photos and documents"), listed(photos))
    if decision := said["decision"]:
        found |= {
            "decision.meeting": (_("Meeting"), decision.get("meeting", "")),
            "decision.nature": (_("Nature"), mask_text(decision.get("nature", ""))),
            "decision.responsible": (pgettext("decision", "Responsible"), words.responsible(decision)),
            "decision.cause": (_("Cause found by the meeting"), mask_text(decision.get("cause", ""))),
            "decision.remedy": (_("Remedy"), words.remedy(decision)),
            "decision.text": (_("Decision of the meeting"), mask_text(decision["text"])),
            "decision.who": (_("Decided by"), words.decided_by(decision)),
        }
    for row in words.actions_of(said):
        found[f"action.{row['number']}"] = (row["number"], _action(row))
    for row in said.get("samples", []):
        place = _(", ").join([row["seal_number"], row["holder"] or row["place"], row["until"]])
        found[f"sample.{row['number']}"] = (row["number"], mask_text(place))
    for row in said.get("objections", []):
        text = "\n".join(filter(None, [row["statement"], row["body"]]))
        found[f"objection.{row['number']}"] = (row["number"], f"{mask_text(text)}\n{words.verdict(row)}".strip())
    return found | _costs(said) if costs else found


def _analysis(said: dict[str, Any]) -> Lines:
    """The examined units, the whys and the possible causes, a line each."""
    found: Lines = {}
    for at, row in enumerate(said.get("specimens", []), 1):
        found[f"specimen.{at}"] = (
            f"{_('Unit examined')} {at}",
            _joined(
                *(mask_text(row.get(name, "")) for name in ("unit", "holder", "item", "limit", "measured")),
                words.specimen_verdict(row),
            ),
        )
    for at, row in enumerate(said.get("whys", []), 1):
        text = _joined(*(mask_text(row.get(name, "")) for name in ("question", "answer", "evidence")))
        found[f"why.{at}"] = (f"{_('Why?')} {at}", text)
    for bone in said.get("ishikawa", []):
        for at, cause in enumerate(bone["causes"], 1):
            text = _joined(mask_text(cause["text"]), words.standing(cause), mask_text(cause.get("evidence", "")))
            found[f"cause.{bone['category']}.{at}"] = (f"{_('Possible cause')}: {words.category(bone)}", text)
    return found


def _costs(said: dict[str, Any]) -> Lines:
    """The cost of poor quality and what is claimed, for those who may see costs."""
    costs = said.get("costs") or {"rows": [], "claims": [], "total": "0"}
    found = {f"cost.{row['kind']}": (words.cost(row["kind"]), money(row["amount"])) for row in costs["rows"]}
    if found:
        found["cost.total"] = (_("Cost of poor quality"), money(costs["total"]))
    for row in costs["claims"]:
        label = f"{_('Recovery')} {row['number']}"
        amounts = [
            (_("Claimed amount"), row["claimed"]),
            (_("Accepted amount"), row["accepted"]),
            (_("Received amount"), row["received"]),
        ]
        text = _joined(words.named(row["supplier"]), *(f"{name} {money(value)}" for name, value in amounts if value))
        found[f"claim.{row['number']}"] = (label, text)
    return found


def _action(row: dict[str, Any]) -> str:
    parts = [
        words.action_kind(row),
        mask_text(row["title"]),
        words.name_of(row["owner"]),
        row["due_on"],
        words.criterion(row),
        mask_text(row["evidence"]),
        words.judgement(row),
    ]
    return _joined(*parts)


def _joined(*parts: str) -> str:
    return _("; ").join(part.replace("\n", " ") for part in parts if part)

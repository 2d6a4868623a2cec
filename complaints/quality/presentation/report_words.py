"""The facts of the snapshot of a report in words of the active language. Phone numbers are masked, because paper is
passed from hand to hand (A4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.enums import Role, TeamFunction
from aftersales.staff.models import in_language
from aftersales.store.personal import mask_text
from aftersales.web.figures import listed, money, sentences
from complaints.enums import Kind, Remedy

from ..enums import (
    ActionKind,
    ActionState,
    CauseCategory,
    CauseStanding,
    CostKind,
    Severity,
    SpecimenVerdict,
    Verdict,
    WarningRule,
)
from .chart_words import per_thousand, week_name
from .figures import figure_line, target_text
from .meetings import shares_text

Said = dict[str, Any]
JUDGED = (ActionState.EFFECTIVE, ActionState.INEFFECTIVE, ActionState.FOLLOWED)


def headings() -> list[tuple[str, str]]:
    """The findings with their headings, in the order of the report."""
    return [
        ("on_site_findings", _("On-site findings")),
        ("identification", _("Product identification")),
        ("cause", _("Cause")),
        ("responsibility", _("Nature and responsibility")),
        ("handling", _("Resolution")),
    ]


def finding(said: Said, name: str) -> str:
    return mask_text(said["findings"].get(name, ""))


def named(record: dict[str, str]) -> str:
    """The name of a person, department or product, in the active language."""
    return in_language(record.get("name", ""), record.get("name_en", ""))


def name_of(person: Said | None) -> str:
    return named(person) if person else ""


def role_of(person: Said) -> str:
    return str(Role(person["role"]).label)


def department_of(person: Said) -> str:
    return named(person.get("department") or {})


def local(moment: str) -> str:
    return timezone.localtime(datetime.fromisoformat(moment)).strftime("%Y-%m-%d %H:%M") if moment else ""


def day(moment: str) -> str:
    return local(moment)[:10]


def product(said: Said) -> str:
    found = said["ticket"]["product"]
    return f"{named(found)} {found.get('code', '')}".strip()


def kind(said: Said) -> str:
    return str(Kind(said["ticket"]["kind"]).label)


def same_batch(said: Said) -> str:
    numbers = said["same_batch"]
    if not numbers:
        return _("No other complaint")
    shown = listed(numbers[:20])
    return _("Other complaints: %(count)s (%(numbers)s)") % {
        "count": len(numbers),
        "numbers": f"{shown} …" if len(numbers) > 20 else shown,
    }


def batch_rate(said: Said) -> str:
    """The rate of the batch in the last week that can be told of, with its limit and the warnings that last."""
    batch = said.get("batch")
    if not batch:
        return ""
    facts = {
        "week": week_name(date.fromisoformat(batch["week"])),
        "rate": per_thousand(batch["rate"]),
        "limit": per_thousand(batch["limit"] or 0),
    }
    if batch["limit"] is None:
        told = _("In %(week)s there were %(rate)s complaints per 1,000 units in use; there is no limit yet.") % facts
    else:
        told = (
            _("In %(week)s there were %(rate)s complaints per 1,000 units in use; the u′ limit is %(limit)s.") % facts
        )
    alarms = [str(WarningRule(rule).label) for rule in batch["alarms"]]
    return sentences(told, _("Early warning: %(rules)s.") % {"rules": listed(alarms)}) if alarms else told


def responsible(decision: Said) -> str:
    parts = [mask_text(decision.get("responsible", "")), shares_text(decision.get("shares", {}))]
    return _(", ").join(filter(None, parts))


def remedy(decision: Said) -> str:
    if not decision.get("remedy"):
        return ""
    label = str(Remedy(decision["remedy"]).label)
    if not decision.get("amount_limit"):
        return label
    return _("%(remedy)s, up to %(amount)s") % {"remedy": label, "amount": money(decision["amount_limit"])}


def attended(decision: Said) -> str:
    guests = decision.get("guests", "")
    return listed([*map(name_of, decision.get("attendees", [])), *([mask_text(guests)] if guests else [])])


def decided_by(decision: Said) -> str:
    who = name_of(decision["by"])
    if not decision["for"]:
        return who
    return _("%(name)s for %(absent)s") % {"name": who, "absent": name_of(decision["for"])}


def action_kind(row: Said) -> str:
    return str(ActionKind(row["kind"]).label)


def action_state(row: Said) -> str:
    if (row["kind"], row["state"]) == (ActionKind.CONTAINMENT, ActionState.EFFECTIVE):
        return pgettext("containment", "Confirmed")
    return str(ActionState(row["state"]).label)


def judgement(row: Said) -> str:
    """How an action was judged, with the figures before and after, by whom and when; or why it was cancelled. The
    judgement of an action that was reopened no longer counts."""
    parts = [action_state(row)]
    if row["state"] == ActionState.CANCELLED:
        parts.append(mask_text(row["cancel_reason"]))
    elif row["state"] in JUDGED:
        parts += [mask_text(row.get("verification", "")), figure_line(row.get("figures"), row["state"])]
        parts.append(" ".join(filter(None, [name_of(row.get("judged_by")), day(row.get("judged_at", ""))])))
    return "\n".join(filter(None, parts))


def criterion(row: Said) -> str:
    """By what an action is judged, and how long the result is watched."""
    window = row.get("window_days") or 0
    watched = _("Watched for %(days)s days") % {"days": window} if window else ""
    target = target_text(Decimal(row["target_rate"]), **row["measured"]) if row.get("target_rate") else ""
    return "\n".join(filter(None, [target, mask_text(row.get("criterion", "")), watched]))


def actions_of(said: Said, *kinds: str) -> list[Said]:
    """The actions of these kinds; without kinds all."""
    return [row for row in said.get("actions", []) if not kinds or row["kind"] in kinds]


def due(row: Said) -> str:
    """When an action is due: containment to the minute."""
    return local(row.get("due_at", "")) or str(row["due_on"])


def verdict(row: Said) -> str:
    """What the inspection body found, and what was agreed with the customer."""
    label = str(Verdict(row["verdict"]).label) if row["verdict"] else ""
    return "\n".join(filter(None, [label, mask_text(row["verdict_text"]), mask_text(row["settlement"])]))


def severity(said: Said) -> str:
    return str(Severity(said["severity"]).label) if said.get("severity") else ""


def function(person: Said) -> str:
    """What somebody stands for in the team, or "" if their department stands for nothing."""
    value = person.get("function", "")
    return str(TeamFunction(value).label) if value else ""


def missing_functions(said: Said) -> str:
    return listed(str(TeamFunction(value).label) for value in said.get("missing_functions", []))


def stood_down(row: Said) -> str:
    values = {"name": name_of(row["person"]), "reason": mask_text(row["reason"])}
    return _("%(name)s stood down: %(reason)s") % values


def examined(said: Said) -> str:
    """Who examined the product, and when."""
    if not said.get("identified_at"):
        return ""
    facts = {"name": name_of(said["identified_by"]), "when": local(said["identified_at"])}
    return _("Examined by %(name)s on %(when)s") % facts


def specimen_verdict(row: Said) -> str:
    return str(SpecimenVerdict(row["verdict"]).label) if row.get("verdict") else ""


def category(bone: Said) -> str:
    return str(CauseCategory(bone["category"]).label)


def standing(cause: Said) -> str:
    """What was found out about a possible cause."""
    return str(CauseStanding(cause.get("standing") or CauseStanding.OPEN).label)


def is_proven(cause: Said) -> bool:
    return cause.get("standing") == CauseStanding.PROVEN


def cost(kind: str) -> str:
    return str(CostKind(kind).label)


def validated(said: Said) -> list[str]:
    """Which actions besides containment were carried out, and what their judgement says."""
    others = [row for row in actions_of(said) if row["kind"] != ActionKind.CONTAINMENT]
    rows = [row for row in others if row["state"] not in (ActionState.OPEN, ActionState.CANCELLED)]
    return [f"{row['number']} {mask_text(row['title'])}: {judgement(row)}".replace("\n", " ") for row in rows]


def recognition(said: Said) -> str:
    """The thanks to the team, by name."""
    people = listed(name_of(person) for person in [said["lead"], *said["team"]])
    return _("The team is thanked for its work: %(people)s.") % {"people": people}

"""The conditions for the next step of an investigation.

Sources: file 003 clauses 4.1.5 and 4.2.3 (report, meeting, actions, one week); requirements Q2 to Q4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

# Nature, responsibility and handling are not required, because the meeting decides them; the report may propose them.
REQUIRED_FOR_REPORT = {
    "on_site_findings": _("On-site findings"),
    "identification": _("Product identification"),
    "cause": _("Cause"),
}

OBSTACLES = {
    "report_missing": _("There is no report yet."),
    "findings_newer": _("The findings have changed since the report. Submit a new version and have it signed."),
    "sent_back": _("The report was returned for changes. Submit a new version."),
    "report_unsigned": _("The quality deputy manager has not signed the report."),
    "action_open": _("An action is not completed yet."),
    "action_unjudged": _("An action has not been judged yet."),
    "action_ineffective": _("An action did not work. Redo it, or add a follow-up action."),
    "objection_open": _("The customer’s objection is not settled."),
}
# The states of an action that hold up the closing of its investigation.
UNENDED = {"open": "action_open", "done": "action_unjudged", "ineffective": "action_ineffective"}


def missing_for_report(values: Mapping[str, str]) -> list[str]:
    """The names of the required fields that are empty."""
    return [name for name in REQUIRED_FOR_REPORT if not values.get(name, "").strip()]


# Who must be in the team (file 003 clause 4.1.5), in this order.
TEAM_FUNCTIONS = ("sales", "management", "production", "quality")
WHYS = 5
# How deep an investigation goes, by the severity of the incident: besides the cause in words.
DEPTH: dict[str, tuple[str, ...]] = {"minor": (), "major": ("whys",), "critical": ("whys", "causes", "containment")}
DEPTH_LABELS = {
    "whys": _("Five whys, each with its evidence"),
    "causes": _("A proven cause in the Ishikawa diagram"),
    "containment": _("A containment action"),
}


def missing_functions(present: Iterable[str]) -> list[str]:
    """The functions of which nobody is in the team."""
    found = set(present)
    return [name for name in TEAM_FUNCTIONS if name not in found]


def missing_depth(
    severity: str, *, whys: Iterable[Mapping[str, str]], causes: Iterable[Mapping[str, str]], contained: bool
) -> list[str]:
    """What an incident of this severity still lacks before its report can be filed, as keys of DEPTH_LABELS.

    A why counts with its answer and its evidence.
    """
    asked = sum(bool(row.get("answer", "").strip() and row.get("evidence", "").strip()) for row in whys)
    there = {
        "whys": asked >= WHYS,
        "causes": any(row.get("standing") == "proven" for row in causes),
        "containment": contained,
    }
    return [name for name in DEPTH[severity] if not there[name]]


def deciding_obstacles(findings: Mapping[str, str], reports: Iterable[tuple[Mapping[str, str], bool]]) -> list[str]:
    """Why the meeting cannot decide yet, as codes of OBSTACLES.

    reports: for each version, its findings and whether it is signed. A version whose findings are outdated does not
    count, even if it is signed.
    """
    filed = list(reports)
    signatures = [signed for held, signed in filed if held == findings]
    if not signatures:
        return ["findings_newer" if filed else "report_missing"]
    return [] if any(signatures) else ["report_unsigned"]


def closing_obstacles(*, action_states: Iterable[str], objections: bool = False) -> list[str]:
    """Why an investigation cannot be closed yet, as codes of OBSTACLES.

    Every action must have ended and been judged: found effective, followed by another one, or cancelled. objections:
    whether an objection of the customer is not settled. The ticket need not wait for it.
    """
    waiting = set(action_states)
    found = [code for state, code in UNENDED.items() if state in waiting]
    return [*found, "objection_open"] if objections else found

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
    "report_unsigned": _("The quality deputy manager has not signed the report."),
    "corrective_open": _("A corrective action is not completed yet."),
}


def missing_for_report(values: Mapping[str, str]) -> list[str]:
    """The names of the required fields that are empty."""
    return [name for name in REQUIRED_FOR_REPORT if not values.get(name, "").strip()]


def deciding_obstacles(findings: Mapping[str, str], reports: Iterable[tuple[Mapping[str, str], bool]]) -> list[str]:
    """Why the meeting cannot decide yet, as codes of OBSTACLES.

    reports: for each version, its findings and whether it is signed. A version whose findings are outdated does not
    count, even if it is signed.
    """
    signatures = [signed for held, signed in reports if held == findings]
    if not signatures:
        return ["report_missing"]
    return [] if any(signatures) else ["report_unsigned"]


def closing_obstacles(*, corrective_states: Iterable[str]) -> list[str]:
    """Why an investigation cannot be closed yet, as codes of OBSTACLES.

    The problem is solved when the corrective actions are done. Preventive actions and checks of effectiveness take
    longer than the week of the SLA target, so they may continue after closing, with their own due dates.
    """
    waiting = {"open", "ineffective"}
    return ["corrective_open"] if waiting.intersection(corrective_states) else []

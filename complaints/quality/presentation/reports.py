"""The issued versions of the report on the page of an investigation, with what changed from one to the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import moment

from ..models import Investigation, InvestigationReport
from ..permissions import sees_costs
from ..rules.differences import Change
from .record import RecordSection
from .report_lines import differences

COMPARED = 6


@dataclass(frozen=True)
class VersionRow:
    """A version. replaced_by: the version that took its place, or None for the current one. replaces: the version that
    it took the place of, with what changed; old versions are not compared."""

    report: InvestigationReport
    replaced_by: int | None
    replaces: int | None = None
    changes: list[Change] = field(default_factory=list)


def version_rows(reports: Iterable[InvestigationReport], user: User) -> list[VersionRow]:
    """The versions, the newest first, with the differences that the user may see."""
    costs = sees_costs(user)
    newest_first = list(reports)
    after = {old.pk: new.version for new, old in pairwise(newest_first)}
    before = {new.pk: old for new, old in pairwise(newest_first)}
    rows = []
    for at, report in enumerate(newest_first):
        old = before.get(report.pk)
        changed = differences(old, report, costs=costs) if old and at < COMPARED else []
        rows.append(VersionRow(report, after.get(report.pk), old.version if old else None, changed))
    return rows


def report_section(investigation: Investigation, user: User, now: datetime) -> RecordSection:
    """The issued versions: which one is current, and how it differs from the one before."""
    reports = list(investigation.reports.select_related("filed_by", "signed_by", "stored", "signed_copy"))
    title = _("Investigation report")
    if not reports:
        return RecordSection("report", title, "next", _("No report yet"), context={"versions": []})
    versions = version_rows(reports, user)
    newest = versions[0]
    answer = _("Version %(version)s is current") % {"version": newest.report.version}
    if newest.replaces is not None:
        values = {"version": newest.report.version, "old": newest.replaces, "count": len(newest.changes)}
        answer = _("Version %(version)s is current, changes from version %(old)s: %(count)s") % values
    signed = newest.report.signed_at
    note = _("Signed %(when)s") % {"when": moment(signed, now)} if signed else _("Not signed")
    state = "done" if signed else "due"
    return RecordSection("report", title, state, answer, note, open=not signed, context={"versions": versions})

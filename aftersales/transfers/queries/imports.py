"""Imports, and the errors in their rows."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import defusedcsv.csv
from django.db.models import Count, Min, QuerySet
from django.utils.translation import get_language, gettext

from aftersales.staff.models import User
from aftersales.tables import open_table
from aftersales.tables.columns import REASONS
from aftersales.tables.importing import importer_of, importers_for

from ..models import ImportFault, ImportRun


def imports_seen_by(user: User) -> QuerySet[ImportRun]:
    """The imports of kinds that the user may import, newest first."""
    kinds = [importer.kind for importer in importers_for(user)]
    return ImportRun.objects.filter(kind__in=kinds).select_related("created_by", "file")


def remembered(kind: str, headings_key: str) -> dict[str, str]:
    """The fields that the columns of the last file with these headings were assigned to."""
    last = ImportRun.objects.filter(kind=kind, headings_key=headings_key).exclude(state="draft")
    return next(iter(last.order_by("-created_at").values_list("names", flat=True)[:1]), {})


def reason_of(fault: ImportFault) -> str:
    """The reason of a failed row in the user's language."""
    return fault.reasons.get(get_language() or "en") or fault.reasons.get("en", "")


def faults_by_reason(run: ImportRun, limit: int) -> list[tuple[ImportFault, int]]:
    """The most frequent errors: the first row with each error, and how many rows have it."""
    sorts = (
        run.faults.filter(is_difference=False)
        .order_by()
        .values("field", "reasons")
        .annotate(rows=Count("pk"), first=Min("line"))
    )
    found = list(sorts.order_by("-rows", "first")[:limit])
    return [(ImportFault(line=one["first"], field=one["field"], reasons=one["reasons"]), one["rows"]) for one in found]


def differences(run: ImportRun, limit: int) -> list[tuple[int, str]]:
    """Line and difference of the first rows that exist already and say something else."""
    return [(fault.line, reason_of(fault)) for fault in run.faults.filter(is_difference=True)[:limit]]


def column_of(run: ImportRun, field: str) -> str:
    """The heading of a field in the file; if it has no column, the label of the field."""
    heading = next((heading for heading, name in run.names.items() if field and name == field), "")
    labels: Any = importer_of(run.kind).labels
    return heading or str(labels.get(field, ""))


def bad_rows(run: ImportRun) -> Iterator[str]:
    """The failed rows as CSV with the reason in the last column, for a spreadsheet or another import. Values that a
    spreadsheet would read as a formula are marked as text."""
    if run.file is None:
        return
    reasons = {fault.line: reason_of(fault) for fault in run.faults.filter(is_difference=False)}
    language = get_language() or "en"
    with open_table(Path(run.file.file.path), importer_of(run.kind).knows(run.names)) as table:
        headings = [heading for heading in table.headings if heading and heading not in REASONS]
        yield "\ufeff" + _line([*headings, REASONS[0] if language == "en" else REASONS[1]])
        for line in table.lines:
            if line.number in reasons:
                yield _line([*(line.cells.get(heading, "") for heading in headings), reasons[line.number]])


def name_of_bad_rows(run: ImportRun) -> str:
    """客户.xlsx → 客户-未导入.csv"""
    return "{}-{}.csv".format(run.file_name.rpartition(".")[0] or run.file_name, gettext("not imported"))


def _line(cells: list[str]) -> str:
    out = io.StringIO()
    defusedcsv.csv.writer(out).writerow(cells)
    return out.getvalue()

"""Whether stored reports are what they were when they were made."""

from __future__ import annotations

from collections.abc import Iterator

from aftersales.audit.queries.seals import redacted
from aftersales.audit.rules.faults import DIFFERS
from aftersales.office.models import StoredFile

from ..models import ReportFile, StoredReport
from ..rules.contents import content_hash

CHUNK = 50


def changed_contents() -> Iterator[tuple[str, int, str]]:
    """Reports whose figures do not match their hash, and files that were replaced.

    Where an erasure took words out of a note that a report tells, they cannot match: then the audit log names it, and
    says that nothing else was changed there, because the figures are in the sealed history too.
    """
    rows = StoredReport.objects.exclude(content_hash="").order_by("pk")
    for pk, snapshot, kept in rows.values_list("pk", "snapshot", "content_hash").iterator(chunk_size=CHUNK):
        if (snapshot is None or content_hash(snapshot) != kept) and not _is_redacted(pk):
            yield StoredReport._meta.label_lower, pk, DIFFERS
    files = ReportFile.objects.select_related("stored").order_by("pk")
    for file in files.iterator(chunk_size=500):
        if file.stored.sha256 != file.sha256:
            yield StoredFile._meta.label_lower, file.stored_id, DIFFERS


def _is_redacted(report: int) -> bool:
    past = StoredReport.history.filter(id=report).values_list("pk", flat=True)
    return bool(redacted(StoredReport.history.model, list(past)))

"""Whether stored reports are what they were when they were made."""

from __future__ import annotations

import json
from collections.abc import Iterator

from aftersales.audit.rules.faults import DIFFERS
from aftersales.office.models import StoredFile
from aftersales.store.personal import ERASED

from ..models import ReportFile, StoredReport
from ..rules.contents import content_hash

CHUNK = 50


def changed_contents() -> Iterator[tuple[str, int, str]]:
    """Reports whose figures do not match their hash, which the sealed history keeps, and files that were replaced.

    Where an erasure took words out of a note that a report tells, they cannot match: that nothing else was changed
    there is what the sealed history says.
    """
    rows = StoredReport.objects.exclude(content_hash="").order_by("pk")
    for pk, snapshot, kept in rows.values_list("pk", "snapshot", "content_hash").iterator(chunk_size=CHUNK):
        is_whole = snapshot is not None and (content_hash(snapshot) == kept or ERASED in json.dumps(snapshot))
        if not is_whole:
            yield StoredReport._meta.label_lower, pk, DIFFERS
    files = ReportFile.objects.select_related("stored").order_by("pk")
    for file in files.iterator(chunk_size=500):
        if file.stored.sha256 != file.sha256:
            yield StoredFile._meta.label_lower, file.stored_id, DIFFERS

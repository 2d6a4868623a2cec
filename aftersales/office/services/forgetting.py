"""Erases files, drafts and stored answers about a customer. Their rows do not refer to the customer."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from aftersales.kernel.lists import chunks

from ..models import Draft, IdempotencyKey, StoredFile


@transaction.atomic
def forget_drafts(*, drafts: Collection[str], said: Callable[[str], bool]) -> None:
    """Delete drafts and stored answers. drafts: prefixes of draft keys. said: whether a text holds a word of the
    person; such a draft or stored answer is deleted."""
    for batch in chunks(sorted(drafts)):
        where = Q()
        for key in batch:
            where |= Q(key__startswith=key)
        Draft.objects.filter(where).delete()
    _drop_holding(said)


def _drop_holding(said: Callable[[str], bool]) -> None:
    """Reads all drafts and answers. They are few, because they are kept for days only."""
    for model, field in ((Draft, "content"), (IdempotencyKey, "body")):
        rows = model._default_manager.values_list("pk", field).iterator()
        gone = [pk for pk, content in rows if said(json.dumps(content, ensure_ascii=False))]
        for batch in chunks(gone):
            model._default_manager.filter(pk__in=batch).delete()


@transaction.atomic
def forget_files(*, ids: Iterable[int], now: datetime) -> None:
    """Erase the names now. The bytes are deleted after the commit, or by the next sweep if the process is killed
    before."""
    for batch in chunks(ids):
        StoredFile.objects.filter(pk__in=batch, erased_at=None).update(name="***", sha256="", size=0, erased_at=now)
    transaction.on_commit(purge_files, robust=True)


def purge_files() -> int:
    """Delete the bytes of erased files. Returns how many."""
    rows = list(StoredFile.objects.exclude(erased_at=None).exclude(file=""))
    for row in rows:
        row.file.delete(save=False)
        StoredFile.objects.filter(pk=row.pk).update(file="")
    return len(rows)

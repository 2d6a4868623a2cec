"""What the office holds of somebody who is to be forgotten: notices, drafts, kept answers, mails in the file mailbox.

Its rows do not know whom they are about; they are found by address, number and word.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Model, Q

from aftersales.kernel.lists import chunks
from aftersales.store.personal import ERASED, without_words

from ..models import Draft, IdempotencyKey, Notice, StoredFile
from ..models.record import AccessRecord

CHUNK = 500


@transaction.atomic
def forget(
    *, urls: Collection[str], addresses: Collection[str], drafts: Collection[str], words: Collection[str]
) -> None:
    """urls: pages of what is forgotten; notices that lead there lose their words. addresses: of mails. drafts: how keys
    of drafts begin. words: names and numbers; a draft or kept answer that holds one goes."""
    for batch in chunks(sorted(urls)):
        _blank(Q(url__in=batch))
    for address in addresses:
        _blank(Q(address__iexact=address))
    for batch in chunks(sorted(drafts)):
        where = Q()
        for key in batch:
            where |= Q(key__startswith=key)
        Draft.objects.filter(where).delete()
    _drop_holding(words)
    # Copies of what was sent: better gone too early than left by whoever is killed after the commit.
    forget_mails([*addresses, *words])


def _blank(where: Q) -> None:
    rows = list(Notice.objects.filter(where))
    for row in rows:
        row.params, row.address = without_words(row.params), ""
    Notice.objects.bulk_update(rows, ["params", "address"], batch_size=CHUNK)


def _drop_holding(words: Collection[str]) -> None:
    """Drafts and kept answers are few: they live for days."""
    for model, field in ((Draft, "content"), (IdempotencyKey, "body")):
        rows = model._default_manager.values_list("pk", field).iterator()
        gone = [pk for pk, said in rows if _holds(json.dumps(said, ensure_ascii=False), words)]
        for batch in chunks(gone):
            model._default_manager.filter(pk__in=batch).delete()


def _holds(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)


def forget_mails(words: Collection[str]) -> int:
    """Delete the mails of the file mailbox that hold one of the words; returns how many."""
    gone = 0
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain", "html"))
        text = f"{message['To']} {message['Subject']} {body.get_content() if body else ''}"
        if _holds(text, words):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


@transaction.atomic
def forget_files(*, ids: Iterable[int], now: datetime) -> None:
    """Names go now; the bytes go after the transaction, or with the next sweep if somebody was killed in between."""
    for batch in chunks(ids):
        StoredFile.objects.filter(pk__in=batch, erased_at=None).update(name="***", sha256="", size=0, erased_at=now)
    transaction.on_commit(purge_files, robust=True)


def purge_files() -> int:
    """Delete the bytes of files that were erased; returns how many."""
    rows = list(StoredFile.objects.exclude(erased_at=None).exclude(file=""))
    for row in rows:
        row.file.delete(save=False)
        StoredFile.objects.filter(pk=row.pk).update(file="")
    return len(rows)


@transaction.atomic
def forget_reads(*, subject: str) -> dict[type[Model], list[int]]:
    """Who read what stays; the words in which they said why go. Returns the rows, for the chain of the record."""
    rows = AccessRecord.objects.filter(subject=subject)
    keys = list(rows.values_list("pk", flat=True))
    rows.exclude(reason="").update(reason=ERASED)
    return {AccessRecord: keys}

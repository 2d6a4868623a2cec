"""Erases personal data from notifications, and mails from the file mailbox."""

from __future__ import annotations

from collections.abc import Collection
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from aftersales.kernel.lists import chunks
from aftersales.store.personal import without_words

from ..models import Notification

CHUNK = 500


@transaction.atomic
def forget_notifications(*, urls: Collection[str], addresses: Collection[str], words: Collection[str]) -> None:
    """Erase notifications and mails about a customer. urls: pages of the erased data; notifications with these links
    lose their text. addresses: mail addresses of the customer. words: names and numbers; copies of mails that
    contain one are deleted."""
    for batch in chunks(sorted(urls)):
        _blank(Q(url__in=batch))
    for address in addresses:
        _blank(Q(address__iexact=address))
    # Before the commit: deleting copies too early is better than keeping them if the process is killed.
    forget_mails([*addresses, *words])


def _blank(where: Q) -> None:
    rows = list(Notification.objects.filter(where))
    for row in rows:
        row.params, row.address = without_words(row.params), ""
    Notification.objects.bulk_update(rows, ["params", "address"], batch_size=CHUNK)


def forget_mails(words: Collection[str]) -> int:
    """Delete the mails of the file mailbox that contain one of the words. Returns how many."""
    gone = 0
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = message.get_body(("plain", "html"))
        text = f"{message['To']} {message['Subject']} {body.get_content() if body else ''}"
        if any(word in text for word in words):
            path.unlink(missing_ok=True)
            gone += 1
    return gone

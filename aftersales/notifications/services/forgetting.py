"""Erases personal data from notifications, and mails from the file mailbox."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Collection, Iterator
from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.html import strip_tags

from aftersales.kernel.lists import chunks
from aftersales.store.personal import without_words

from ..models import Notification

CHUNK = 500


@transaction.atomic
def forget_notifications(*, urls: Collection[str], addresses: Collection[str], said: Callable[[str], bool]) -> None:
    """Erase notifications and mails about a customer. urls: pages of the erased data; notifications with these links
    lose their text. addresses: mail addresses of the customer. said: whether a text holds a word of the person;
    copies of such mails are deleted, whoever they were sent to."""
    for batch in chunks(sorted(urls)):
        _blank(Q(url__in=batch))
    for address in addresses:
        _blank(Q(address__iexact=address))
    # Before the commit: deleting copies too early is better than keeping them if the process is killed.
    forget_mails(said)


def _blank(where: Q) -> None:
    rows = list(Notification.objects.filter(where))
    for row in rows:
        row.params, row.address = without_words(row.params), ""
    Notification.objects.bulk_update(rows, ["params", "address"], batch_size=CHUNK)


def forget_mails(said: Callable[[str], bool]) -> int:
    """Delete the mails of the file mailbox that hold a word of the person. Returns how many."""
    gone = 0
    for path in Path(settings.EMAIL_FILE_PATH).rglob("*"):
        if path.is_file() and any(map(said, _texts(path.read_bytes()))):
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def _texts(mail: bytes) -> Iterator[str]:
    """All that can be read in a mail: its headers, and each part that is text."""
    message = message_from_bytes(mail, policy=policy.default)
    yield "\n".join(str(value) for value in message.values())
    for part in message.walk():
        if part.get_content_maintype() == "text":
            charset = part.get_content_charset() or "utf-8"
            data = part.get_payload(decode=True)
            known = charset if _is_known(charset) else "utf-8"
            text = data.decode(known, "replace") if isinstance(data, bytes) else ""
            yield text
            yield strip_tags(text)


def _is_known(charset: str) -> bool:
    try:
        return bool(codecs.lookup(charset))
    except LookupError:
        return False

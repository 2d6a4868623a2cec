"""Writes notifications in the transaction that has news, and delivers mails after it, once per key."""

import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q

from aftersales.staff.models import User
from aftersales.store.contributions import contributions
from aftersales.store.sweeping import each

from ..enums import Channel, NotificationState
from ..models import Notification
from ..texts import render_text, text_of

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8


def notify(
    *,
    users: Iterable[User],
    template: str,
    params: dict[str, Any],
    url: str,
    key: str,
    now: datetime,
    mail: bool = True,
) -> None:
    """Notify users on the page and by mail. A user who has a notification with this key gets no second one."""
    rows = []
    for user in {u.pk: u for u in users}.values():
        channels = [Channel.PAGE, Channel.MAIL] if mail and user.email else [Channel.PAGE]
        rows += [
            Notification(
                key=f"{key}:{user.pk}:{channel}",
                channel=channel,
                user=user,
                template=template,
                params=params,
                url=url,
                created_at=now,
                due_at=now,
                language=user.language,
                state=NotificationState.SENT if channel == Channel.PAGE else NotificationState.WAITING,
            )
            for channel in channels
        ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)


class Mail(NamedTuple):
    """A mail to somebody outside the company. language: "" for that of the company."""

    address: str
    params: dict[str, Any]
    key: str
    language: str = ""


def mail_out(*, address: str, language: str, template: str, params: dict[str, Any], key: str, now: datetime) -> None:
    """Mail somebody outside the company (a customer), once per key."""
    mail_all_out(mails=[Mail(address, params, key, language)], template=template, now=now)


def mail_all_out(*, mails: Iterable[Mail], template: str, now: datetime) -> None:
    """Mail many outside the company at once, each once per key."""
    rows = [
        Notification(
            key=mail.key,
            channel=Channel.MAIL,
            address=mail.address,
            language=mail.language,
            template=template,
            params=mail.params,
            created_at=now,
            due_at=now,
        )
        for mail in mails
    ]
    Notification.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def deliver_due(*, now: datetime, limit: int = 100) -> int:
    """Send the mails that are due; returns how many. It may run concurrently, because a conditional UPDATE claims
    each row."""
    waiting = Q(state=NotificationState.WAITING, due_at__lte=now)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    ids = list(Notification.objects.filter(waiting, free).order_by("due_at").values_list("pk", flat=True)[:limit])
    return each(ids, lambda pk: _deliver(pk, now))


def _deliver(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    mine = Notification.objects.filter(
        Q(leased_until=None) | Q(leased_until__lt=now), pk=pk, state=NotificationState.WAITING
    )
    if not mine.update(lease=lease, leased_until=now + LEASE):
        return 0
    notification = Notification.objects.select_related("user").get(pk=pk)
    try:
        _send(notification)
    except Exception:  # noqa: BLE001  (whatever the mail server says, try again later and give up in the end)
        _postpone(notification, now)
        return 0
    Notification.objects.filter(pk=pk, lease=lease).update(state=NotificationState.SENT, sent_at=now, leased_until=None)
    return 1


def _postpone(notification: Notification, now: datetime) -> None:
    attempts = notification.attempts + 1
    state = NotificationState.FAILED if attempts >= MAX_ATTEMPTS else NotificationState.WAITING
    wait = timedelta(seconds=15 * 4 ** min(attempts, 6))
    Notification.objects.filter(pk=notification.pk).update(
        attempts=attempts, state=state, due_at=now + wait, leased_until=None
    )


def _send(notification: Notification) -> None:
    address = notification.address or (notification.user.email if notification.user else "")
    language = notification.language or settings.LANGUAGE_CODE
    params = notification.params
    # What must not be stored (such as the link to a survey) is made from the stored params when the mail is sent.
    if complete := dict(contributions("MAIL_PARAMS")).get(notification.template):
        params = complete(params)
    subject, body = render_text(notification.template, params, language)
    if notification.url:
        body = f"{body}\n\n{settings.SITE_URL}{notification.url}"
    EmailMessage(" ".join(subject.split()), body, to=[address], headers=_headers(notification)).send()


def _headers(notification: Notification) -> dict[str, str]:
    """What mail programs need: they answer nothing automatic (RFC 3834), and show the mails of a ticket together."""
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "aftersales"
    # A mailbox that gets the same Message-ID twice, because the worker died after sending, can show the mail once.
    headers = {"Message-ID": f"<notification-{notification.pk}@{domain}>"}
    if not (by_person := text_of(notification.template).by_person):
        headers |= {"Auto-Submitted": "auto-generated", "Precedence": "bulk", "X-Auto-Response-Suppress": "All"}
    number = notification.params.get("number")
    if isinstance(number, str) and number:
        # The same for all mails of a number. Nobody has the mail itself: what the customer wrote comes from outside.
        thread = f"<{re.sub(r'[^A-Za-z0-9.-]', '-', number)}@{domain}>"
        headers["References"] = thread
        if by_person:
            headers["In-Reply-To"] = thread
    return headers


@transaction.atomic
def mark_read(*, actor: User, now: datetime, ids: list[int] | None = None) -> int:
    """Mark these page notifications of the actor as read, or all of them."""
    mine = Notification.objects.filter(user=actor, channel=Channel.PAGE, read_at=None)
    return (mine if ids is None else mine.filter(pk__in=ids)).update(read_at=now)

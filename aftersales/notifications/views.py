"""The user's notifications: the page, the popover under the bell, and the count that the bell asks for."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.web.policy import policy

from .models import Notification
from .queries import latest, page_notifications, unread
from .services.notifications import mark_read
from .texts import render_text

IN_POPOVER = 20
MOST_AT_ONCE = 100
OF_TICKET = re.compile(r"/tickets/([^/?#]+)/")
ID = re.compile(r"[1-9][0-9]{0,8}", re.ASCII)


@dataclass(frozen=True)
class NotificationLine:
    """A notification in the user's language. about: the number of what it is about; details: the first line of its
    body."""

    pk: int
    url: str
    created_at: datetime
    is_read: bool
    about: str
    title: str
    subject: str
    details: list[str]


@dataclass(frozen=True)
class NotificationGroup:
    """The notifications about one ticket or other object, newest first. title: its subject."""

    about: str
    title: str
    lines: list[NotificationLine]

    @property
    def fresh(self) -> list[NotificationLine]:
        return [line for line in self.lines if not line.is_read]


def grouped(lines: Iterable[NotificationLine]) -> list[NotificationGroup]:
    """By what they are about. Groups with something unread come first; what is about nothing stands alone."""
    groups: dict[str, list[NotificationLine]] = {}
    for line in lines:
        groups.setdefault(line.about or str(line.pk), []).append(line)
    made = [NotificationGroup(rows[0].about, rows[0].title, rows) for rows in groups.values()]
    return sorted(made, key=lambda group: not group.fresh)


@policy("notifications.view")
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """The user's notifications by what they are about: the unread ones, or all."""
    count, tab = unread(request.user).count(), request.GET.get("tab", "")
    tab = tab if tab in {"unread", "all"} else ("unread" if count else "all")
    rows = unread(request.user) if tab == "unread" else page_notifications(request.user)
    page = page_of(request, rows, size=30)
    views = [
        {"url": "?tab=unread", "label": _("Unread"), "count": count, "current": tab == "unread"},
        {"url": "?tab=all", "label": _("All"), "current": tab == "all"},
    ]
    lines = [_line_of(notification, request.LANGUAGE_CODE) for notification in page]
    context = {"page": page, "groups": grouped(lines), "views": views, "count": count, "now": timezone.now()}
    return render(request, "notifications/notifications.html", context)


@policy("notifications.latest")
@require_GET
@never_cache
def latest_notifications(request: HttpRequest) -> HttpResponse:
    """The popover under the bell."""
    lines = [_line_of(each, request.LANGUAGE_CODE) for each in latest(request.user, IN_POPOVER)]
    return render(request, "notifications/_latest.html", {"groups": grouped(lines), "now": timezone.now()})


@policy("notifications.unread")
@require_GET
@never_cache
def unread_notifications(request: HttpRequest, shown: int) -> HttpResponse:
    """The count of the bell; 204 if it is still the one that the page shows."""
    count = unread(request.user).count()
    if count == shown:
        return HttpResponse(status=204)
    return render(request, "parts/bell_count.html", {"count": count})


def _line_of(notification: Notification, language: str) -> NotificationLine:
    subject, body = render_text(notification.template, notification.params, language)
    params, ticket = notification.params, OF_TICKET.search(notification.url)
    return NotificationLine(
        pk=notification.pk,
        url=notification.url,
        created_at=notification.created_at,
        is_read=notification.read_at is not None,
        about=str(params.get("number", "") or (ticket[1] if ticket else "")),
        title=str(params.get("subject", "")),
        subject=subject,
        details=body.splitlines()[:1],
    )


@policy("notifications.read")
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    """Mark all as read, or those of one group."""
    given = request.POST.getlist("notification")
    ids = [int(text) for text in given[:MOST_AT_ONCE] if ID.fullmatch(text)] if given else None
    mark_read(actor=request.user, now=timezone.now(), ids=ids)
    return HttpResponseRedirect(reverse("notifications"))

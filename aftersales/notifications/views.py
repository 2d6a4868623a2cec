"""The page of the user's notifications."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.web.policy import policy

from .models import Notification
from .queries import page_notifications
from .services.notifications import mark_read
from .texts import render_text


@dataclass(frozen=True)
class NotificationLine:
    """A notification in the user's language. details: the first line of its body."""

    url: str
    created_at: datetime
    mark: str
    subject: str
    details: list[str]


@policy("notifications.view")
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """The user's notifications, newest first."""
    page = page_of(request, page_notifications(request.user), size=30)
    lines = [_line_of(notification, request.LANGUAGE_CODE) for notification in page]
    context = {"page": page, "lines": lines, "now": timezone.now()}
    return render(request, "notifications/notifications.html", context)


def _line_of(notification: Notification, language: str) -> NotificationLine:
    subject, body = render_text(notification.template, notification.params, language)
    mark = "ok" if notification.read_at else "due"
    return NotificationLine(notification.url, notification.created_at, mark, subject, body.splitlines()[:1])


@policy("notifications.read")
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    mark_read(actor=request.user, now=timezone.now())
    return HttpResponseRedirect(reverse("notifications"))

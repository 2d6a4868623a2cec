"""What people were told."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from aftersales.store.paging import page_of
from aftersales.web.policy import policy

from .queries import page_notifications
from .services.notifications import mark_read
from .texts import render_text


@policy("notifications.view")
@require_GET
def notifications(request: HttpRequest) -> HttpResponse:
    """What the reader was told, newest first."""
    page = page_of(request, page_notifications(request.user), size=30)
    for notification in page:
        subject, body = render_text(notification.template, notification.params, request.LANGUAGE_CODE)
        notification.__dict__.update(
            subject=subject, lines=[body.splitlines()[0]], mark="ok" if notification.read_at else "due"
        )
    return render(request, "notifications/notifications.html", {"page": page, "now": timezone.now()})


@policy("notifications.read")
@require_POST
def read_notifications(request: HttpRequest) -> HttpResponse:
    mark_read(actor=request.user, now=timezone.now())
    return HttpResponseRedirect(reverse("notifications"))

"""The health check for monitoring systems."""

from datetime import timedelta

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftersales.web.policy import policy

from ..models import Heartbeat
from ..queries import missing_years

ALIVE = timedelta(seconds=60)


@policy("health.view", public=True)
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if the web server and the database work. The body says whether heartbeats of the scheduler reach a worker."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    beats = dict(Heartbeat.objects.values_list("name", "beat_at"))
    last = beats.get("worker")
    alive = bool(last and timezone.now() - last < ALIVE)
    body = {"web": "ok", "database": connection.vendor, "worker": alive, "scheduler": alive, "last_beat": last}
    # Deadlines in such a year count weekdays only.
    body["years_without_holidays"] = missing_years(timezone.localdate())
    return JsonResponse(body)

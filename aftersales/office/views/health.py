"""The health check for monitoring systems."""

from datetime import timedelta

from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from aftersales.store.disk import disk_state
from aftersales.web.policy import policy

from ..models import Heartbeat
from ..queries import failing_jobs, missing_years

ALIVE = timedelta(seconds=60)


@policy("health.view", public=True)
@require_GET
def healthz(request: HttpRequest) -> JsonResponse:
    """200 if the web server and the database work, else 503. The body says whether heartbeats of the scheduler reach a
    worker, and whether the disk is full. Nothing is written."""
    body: dict[str, object] = {"web": "ok", "disk": disk_state()}
    try:
        last = Heartbeat.objects.filter(name="worker").values_list("beat_at", flat=True).first()
        # Deadlines in such a year count weekdays only.
        body["years_without_holidays"] = missing_years(timezone.localdate())
        # Names and times only, because everybody may read this.
        body["failing_jobs"] = [
            {"job": row.task, "since": row.since, "last": row.failed_at, "rows": row.rows} for row in failing_jobs()
        ]
    except DatabaseError:
        return JsonResponse({**body, "database": "", "worker": False, "scheduler": False}, status=503)
    alive = bool(last and timezone.now() - last < ALIVE)
    return JsonResponse({**body, "database": connection.vendor, "worker": alive, "scheduler": alive, "last_beat": last})

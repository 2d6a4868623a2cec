"""The least cost of a page with the same rows: views without session, policy, menu or template.

DJANGO_SETTINGS_MODULE=bench.limit_settings gunicorn bench.limits:application -b 127.0.0.1:8202 -w 3
DJANGO_SETTINGS_MODULE=bench.limit_settings python -m bench.limits     the raw SQL of a page, in milliseconds
"""

import statistics
import time
from typing import Any

import django

django.setup()

from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from rest_framework import serializers
from rest_framework.generics import ListAPIView

from complaints.models import Ticket

SHOWN = ("number", "subject", "kind", "state", "reported_at", "updated_at", "next_due_at")
IDEAL = """
SELECT t.number, t.subject, t.kind, t.state, t.reported_at, t.updated_at, t.next_due_at, c.name, u.name
FROM complaints_ticket t LEFT JOIN customers_customer c ON c.id = t.customer_id JOIN staff_user u ON u.id = t.owner_id
"""
RAW = {
    "list50": IDEAL + "ORDER BY t.reported_at DESC, t.id DESC LIMIT 50",
    "deep50": IDEAL + "WHERE t.id IN (SELECT id FROM complaints_ticket ORDER BY reported_at DESC, id DESC "
    "LIMIT 50 OFFSET 90000) ORDER BY t.reported_at DESC, t.id DESC",
    "open50": IDEAL + "WHERE t.state = 'verifying' ORDER BY t.next_due_at, t.id LIMIT 50",
    "count": "SELECT COUNT(*) FROM complaints_ticket",
    "by_month": "SELECT region_id, date_trunc('month', reported_at), COUNT(*) FROM complaints_ticket GROUP BY 1, 2",
}


class Row(serializers.ModelSerializer):
    customer = serializers.CharField(source="customer.name", default=None)
    owner = serializers.CharField(source="owner.name")

    class Meta:
        model = Ticket
        fields = (*SHOWN, "customer", "owner")


def rows() -> QuerySet[Ticket]:
    return Ticket.objects.select_related("customer", "owner").order_by("-reported_at", "-pk")


class Drf50(ListAPIView):
    """A plain list of Django REST framework."""

    serializer_class = Row
    authentication_classes = ()
    permission_classes = ()
    pagination_class = None

    def get_queryset(self) -> Any:
        """One page, the newest without a number. Nothing is counted."""
        start = (int(self.request.GET.get("page", 1)) - 1) * 50
        return rows()[start : start + 50]


def values50(request: HttpRequest) -> JsonResponse:
    """The same list without a serializer."""
    return JsonResponse({"rows": list(rows().values(*SHOWN, "customer__name", "owner__name")[:50])})


def hello(request: HttpRequest) -> HttpResponse:
    return HttpResponse("hello")


urlpatterns = [path("hello/", hello), path("drf50/", Drf50.as_view()), path("values50/", values50)]
application = WSGIHandler()


def main() -> None:
    with connection.cursor() as cursor:
        for name, sql in RAW.items():
            times = []
            for _ in range(30):
                start = time.perf_counter()
                cursor.execute(sql)
                cursor.fetchall()
                times.append((time.perf_counter() - start) * 1000)
            print(f"{name:<12} p50 {statistics.median(times):.2f} ms")


if __name__ == "__main__":
    main()

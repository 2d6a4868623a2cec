"""What a user who leaves must hand over: customers as account rep, and data requests."""

from __future__ import annotations

from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.staff.rules.offboarding import OpenWork

from ..enums import RequestState
from ..models import Customer, PersonalDataRequest
from ..permissions import ERASERS

REPS = frozenset({Role.REP})
SHOWN = 5


def customers_of(user: User) -> QuerySet[Customer]:
    return Customer.objects.filter(rep=user, erased_at=None)


def work_of(user: User) -> list[OpenWork]:
    customers = customers_of(user)
    return [
        OpenWork(
            kind="customers",
            label=_("Customers they are account rep for"),
            count=customers.count(),
            roles=REPS,
            rows=[(row.number, row.get_absolute_url()) for row in customers.order_by("-pk")[:SHOWN]],
            url=f"{reverse('customers')}?{urlencode({'rep': user.pk})}",
        ),
        _data_requests(user),
    ]


def _data_requests(user: User) -> OpenWork:
    """Open data requests, if no other user may answer them."""
    rows = PersonalDataRequest.objects.none()
    if user.is_active and user.role in ERASERS and not people_with_role(*ERASERS).exclude(pk=user.pk).exists():
        rows = PersonalDataRequest.objects.filter(state=RequestState.OPEN).order_by("due_on", "pk")
    return OpenWork(
        kind="data_requests",
        label=_("Data requests nobody else can answer"),
        count=rows.count(),
        text=_("Make someone else a department manager first."),
        kept_by=ERASERS,
        rows=[(row.number, row.get_absolute_url()) for row in rows[:SHOWN]],
        url=reverse("data_requests"),
    )

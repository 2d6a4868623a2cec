"""Forms of the capacity of reps and of reminders."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.store.in_use import offer
from aftersales.web.dated_pages import DatedForm
from aftersales.web.fields import DayField
from aftersales.web.forms import judged

from ..permissions import VISITORS
from ..rules.load import CAPACITY_LIMITS, REMINDER_LIMITS


def _number(limits: tuple[int, int], label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=limits[0], max_value=limits[1], help_text=help_text)


class CapacityForm(DatedForm):
    """How many visits a rep can make. Without a rep it is that of all reps who have none of their own."""

    rep = forms.ModelChoiceField(
        label=_("Rep"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("All reps"),
        to_field_name="username",
    )
    visits_a_day = _number(CAPACITY_LIMITS["visits_a_day"], _("Visits a day"))
    visits_a_week = _number(CAPACITY_LIMITS["visits_a_week"], _("Visits a week"))
    effective_from = DayField(label=_("Effective from"), help_text=_("Visits that are planned keep their days."))
    effective_until = DayField(label=_("Effective until"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "rep", User.objects.order_by("name", "pk"), role__in=VISITORS)
        judged(self, "rep")
        self.fields["rep"].disabled = self.row is not None


class ReminderForm(DatedForm):
    """When the digest is sent, and when an overdue visit climbs."""

    digest_hour = _number(REMINDER_LIMITS["digest_hour"], _("Hour of the digest"), _("0 to 23, on workdays."))
    manager_after = _number(REMINDER_LIMITS["manager_after"], _("Days after which the manager is told"))
    gm_after = _number(REMINDER_LIMITS["gm_after"], _("Days after which the general manager is told"))
    effective_from = DayField(label=_("Effective from"))

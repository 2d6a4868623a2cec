"""The API of the capacity of reps and of reminders."""

from __future__ import annotations

from aftersales.web.api.dated import DATED, ChangedViewSet, DatedViewSet, describe, policies

from ..models import VisitCapacity, VisitReminderRule
from ..permissions import LOAD_READERS
from ..views.load import CAPACITIES, REMINDERS
from .serializers.load import VisitCapacityOut, VisitReminderRuleOut


@describe(CAPACITIES, VisitCapacityOut, DATED)
class VisitCapacityViewSet(DatedViewSet):
    """How many visits reps can make a day and a week. rep: null for all who have no entry of their own."""

    policies = policies("visit_capacity", DATED, LOAD_READERS)
    queryset = VisitCapacity.objects.none()
    serializer_class = VisitCapacityOut
    kind = CAPACITIES


@describe(REMINDERS, VisitReminderRuleOut, ("change",))
class VisitReminderRuleViewSet(ChangedViewSet):
    """When the daily digest is sent, and after how many days an overdue visit climbs."""

    policies = policies("visit_reminder_rule", ("list", "retrieve", "change"), LOAD_READERS)
    queryset = VisitReminderRule.objects.none()
    serializer_class = VisitReminderRuleOut
    kind = REMINDERS

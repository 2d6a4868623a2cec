"""What the API answers about capacity, reminders, and the rule of maintenance and installation."""

from typing import Any

from rest_framework import serializers

from ...models import VisitCapacity, VisitReminderRule, VisitServiceRule

DATED = ("effective_from", "effective_until", "replaces", "version")


class VisitCapacityOut(serializers.ModelSerializer):
    rep: Any = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = VisitCapacity
        fields = ("id", "rep", "visits_a_day", "visits_a_week", *DATED)


class VisitReminderRuleOut(serializers.ModelSerializer):
    class Meta:
        model = VisitReminderRule
        fields = ("id", "digest_hour", "manager_after", "gm_after", *DATED)


class VisitServiceRuleOut(serializers.ModelSerializer):
    class Meta:
        model = VisitServiceRule
        fields = ("id", "install_within", "install_known", "maintenance_months", *DATED)

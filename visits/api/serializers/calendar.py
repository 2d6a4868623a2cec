"""The calendar and a hand-over, as the API answers them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class CalendarDayOut(serializers.Serializer):
    """capacity: how many visits can be made; 0 on a day off. over: how many are too many."""

    on = serializers.DateField()
    count = serializers.IntegerField()
    capacity = serializers.IntegerField()
    over = serializers.IntegerField()


class WeekLoadOut(serializers.Serializer):
    monday = serializers.DateField()
    count = serializers.IntegerField()
    capacity = serializers.IntegerField()
    over = serializers.IntegerField()
    workdays = serializers.IntegerField()


class RepLoadOut(serializers.Serializer):
    rep = serializers.CharField(source="rep.username")
    weeks = WeekLoadOut(many=True)


class GivenOut(serializers.Serializer):
    visit = serializers.IntegerField(source="visit.id")
    taker: Any = serializers.SerializerMethodField()
    same_town = serializers.BooleanField()

    def get_taker(self, given: Any) -> str:
        return self.context["usernames"][given.taker]


class LeftOut(serializers.Serializer):
    visit = serializers.IntegerField(source="id")


class HandOverPlanOut(serializers.Serializer):
    """plan: the fingerprint to send with the hand-over. asked: agreed with the customer, who is asked first. left:
    nobody has room."""

    plan = serializers.CharField(source="fingerprint")
    given = GivenOut(many=True)
    asked = LeftOut(many=True)
    left = LeftOut(many=True)


class HandedOverOut(serializers.Serializer):
    count = serializers.IntegerField()


class CalendarAddressOut(serializers.Serializer):
    address = serializers.URLField()

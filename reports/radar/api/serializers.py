"""The JSON of signals."""

from __future__ import annotations

from rest_framework import serializers

from ..models import RadarSignal
from ..queries.signals import tickets_url
from ..rules.scan import once_in


class RadarSignalOut(serializers.ModelSerializer):
    """Something that rises. It is told of kind (a type of ticket) or problem (its number and name), at a product, batch
    or region; empty means any. count: the tickets of the last `weeks` weeks up to last_week; usual: how many there
    usually are; chance: how likely so many are if nothing has changed, and once_in: its reciprocal; counts: the last
    twelve weeks. tickets_url: the list of the tickets behind the count."""

    problem_name = serializers.SerializerMethodField()
    product = serializers.SlugRelatedField("code", read_only=True)
    region = serializers.SlugRelatedField("code", read_only=True)
    counts = serializers.ListField(child=serializers.IntegerField())
    once_in = serializers.SerializerMethodField()
    tickets_url = serializers.SerializerMethodField()
    investigation = serializers.SlugRelatedField("number", read_only=True)
    judged_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = RadarSignal
        fields = (
            "id",
            "level",
            "kind",
            "problem",
            "problem_name",
            "product",
            "batch",
            "region",
            "week",
            "last_week",
            "weeks",
            "count",
            "usual",
            "chance",
            "once_in",
            "counts",
            "low",
            "high",
            "tickets_url",
            "state",
            "investigation",
            "reason",
            "judged_by",
            "judged_at",
            "found_at",
            "ended_at",
            "version",
        )

    def get_problem_name(self, row: RadarSignal) -> str:
        return row.theme if row.problem is not None else ""

    def get_once_in(self, row: RadarSignal) -> int:
        return once_in(row.chance)

    def get_tickets_url(self, row: RadarSignal) -> str:
        return tickets_url(row)

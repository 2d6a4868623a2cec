"""The JSON of satisfaction grades."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from customers.models import Customer
from customers.queries.profile import grade_words


class GradeOut(serializers.ModelSerializer):
    """The grade of a customer. reasons: why, in the language of the request. held_until: of a grade set by hand."""

    customer = serializers.CharField(source="number", read_only=True)
    region = serializers.CharField(source="region.code", default=None, read_only=True)
    reasons = serializers.SerializerMethodField()
    held_until = serializers.DateField(source="grade_held_until", read_only=True)

    class Meta:
        model = Customer
        fields = (
            "customer",
            "name",
            "region",
            "tier",
            "grade",
            "previous_grade",
            "is_critical",
            "graded_at",
            "held_until",
            "reasons",
            "version",
        )

    def get_reasons(self, row: Customer) -> list[str]:
        return grade_words(row.grade_reasons)


class GradeFactOut(serializers.Serializer):
    """A fact that was looked at. letter: the grade to which it leads, "" if it does not count."""

    at = serializers.DateTimeField(allow_null=True)
    text = serializers.CharField()
    rule = serializers.CharField()
    letter = serializers.CharField(allow_blank=True)
    decides = serializers.BooleanField()
    until = serializers.CharField(allow_blank=True)


class GradeTurnOut(serializers.Serializer):
    """A change that comes by itself."""

    at = serializers.DateTimeField()
    before = serializers.CharField()
    after = serializers.CharField()


class GradePageOut(GradeOut):
    """With the facts, and what changes by itself."""

    facts = serializers.SerializerMethodField()
    turns = serializers.SerializerMethodField()

    class Meta(GradeOut.Meta):
        fields = (*GradeOut.Meta.fields, "facts", "turns")

    @extend_schema_field(GradeFactOut(many=True))
    def get_facts(self, row: Customer) -> Any:
        page = self.context["page"]
        return GradeFactOut([*page["in_force"], *page["looked_at"]], many=True).data

    @extend_schema_field(GradeTurnOut(many=True))
    def get_turns(self, row: Customer) -> Any:
        return GradeTurnOut(self.context["page"]["turns"], many=True).data

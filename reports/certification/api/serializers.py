"""Serializers of self-evaluations, for reads only."""

from __future__ import annotations

from rest_framework import serializers

from ..models import Catalogue, CatalogueItem, ItemEvidence, SelfEvaluation, SelfEvaluationItem, SpecialMark, Standard


def _username() -> serializers.SlugRelatedField:
    return serializers.SlugRelatedField(slug_field="username", read_only=True)


class CatalogueItemOut(serializers.ModelSerializer):
    class Meta:
        model = CatalogueItem
        fields = ("code", "title", "title_en", "points", "evidence")


class CatalogueOut(serializers.ModelSerializer):
    created_by = _username()
    items = CatalogueItemOut(many=True, read_only=True)

    class Meta:
        model = Catalogue
        fields = ("edition", "effective_from", "is_even", "reason", "created_by", "created_at", "items")


class StandardOut(serializers.ModelSerializer):
    """catalogue: the newest one, as a list of one."""

    catalogue = CatalogueOut(source="newest", many=True, read_only=True)

    class Meta:
        model = Standard
        fields = ("code", "title", "title_en", "has_grades", "is_yearly", "version", "catalogue")


class SpecialMarkOut(serializers.ModelSerializer):
    noted_by = _username()

    class Meta:
        model = SpecialMark
        fields = ("id", "kind", "title", "facts", "noted_by", "noted_at")


class SelfEvaluationOut(serializers.ModelSerializer):
    standard = serializers.SlugRelatedField(slug_field="code", read_only=True)
    catalogue = serializers.SlugRelatedField(slug_field="edition", read_only=True)
    assessed_by = _username()
    closed_by = _username()
    marks = SpecialMarkOut(many=True, read_only=True)

    class Meta:
        model = SelfEvaluation
        fields = (
            "number",
            "standard",
            "catalogue",
            "state",
            "period_from",
            "period_to",
            "seed",
            "conclusion",
            "earned",
            "applicable",
            "deductions",
            "bonus",
            "score",
            "grade",
            "seal",
            "created_at",
            "assessed_by",
            "assessed_at",
            "closed_by",
            "closed_at",
            "version",
            "marks",
        )


class ItemEvidenceOut(serializers.ModelSerializer):
    added_by = _username()
    file = serializers.SerializerMethodField()

    class Meta:
        model = ItemEvidence
        fields = ("id", "text", "dated", "file", "added_by", "added_at")

    def get_file(self, row: ItemEvidence) -> str:
        """The name of the file, empty without one."""
        return row.stored.name if row.stored else ""


class SampleRowOut(serializers.Serializer):
    number = serializers.CharField()
    met = serializers.BooleanField()


class CountsOut(serializers.Serializer):
    """What a query found, frozen when it was counted."""

    query = serializers.CharField()
    of = serializers.IntegerField()
    met = serializers.IntegerField()
    frame_hash = serializers.CharField()
    sample = SampleRowOut(many=True)


class SelfEvaluationItemOut(serializers.ModelSerializer):
    evaluation = serializers.SlugRelatedField(slug_field="number", read_only=True)
    item = CatalogueItemOut(read_only=True)
    counts = CountsOut(read_only=True, allow_null=True)
    decided_by = _username()
    judged_by = _username()
    evidence = ItemEvidenceOut(many=True, read_only=True)

    class Meta:
        model = SelfEvaluationItem
        fields = (
            "id",
            "evaluation",
            "item",
            "applies",
            "reason",
            "decided_by",
            "decided_at",
            "counts",
            "gathered_at",
            "proposed",
            "points",
            "finding",
            "judged_by",
            "judged_at",
            "version",
            "evidence",
        )

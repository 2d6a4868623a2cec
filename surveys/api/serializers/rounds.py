"""The JSON of rounds."""

from rest_framework import serializers

from ...models import Exclusion, Round, SurveyRule
from ...queries.survey_rules import TERM_FIELDS


class RoundOut(serializers.ModelSerializer):
    """A round. frame_hash, seed and method are what makes its draw repeatable (surveys/rules/sampling.py)."""

    questionnaire = serializers.CharField(source="questionnaire.code", read_only=True)
    questionnaire_version = serializers.IntegerField(source="questionnaire.version", read_only=True)

    class Meta:
        model = Round
        fields = (
            "quarter",
            "state",
            "is_anonymous",
            "questionnaire",
            "questionnaire_version",
            "margin",
            "expected_rate",
            "check_share",
            "opens_at",
            "closes_at",
            "first_reminder_at",
            "second_reminder_at",
            "first_reminded_at",
            "second_reminded_at",
            "frame_hash",
            "seed",
            "population",
            "needed",
            "sample_size",
            "frozen_at",
            "closed_at",
            "computed_at",
            "reported_at",
            "version",
        )


class StratumOut(serializers.Serializer):
    """A stratum. rate: percent of those drawn who answered; weight: what each answer stands for."""

    region = serializers.CharField(allow_null=True)
    tier = serializers.CharField()
    population = serializers.IntegerField()
    drawn = serializers.IntegerField()
    complete = serializers.IntegerField()
    rate = serializers.FloatField()
    weight = serializers.FloatField(allow_null=True)


class FunnelOut(serializers.Serializer):
    drawn = serializers.IntegerField()
    losses = serializers.DictField(child=serializers.IntegerField())
    waiting = serializers.IntegerField()
    invited = serializers.IntegerField()
    void = serializers.IntegerField()
    reached = serializers.IntegerField()
    begun = serializers.IntegerField()
    refused = serializers.IntegerField()
    not_reached = serializers.IntegerField()
    answered = serializers.IntegerField()
    changed_addresses = serializers.IntegerField()


class PreviewOut(serializers.Serializer):
    population = serializers.IntegerField()
    needed = serializers.IntegerField()
    drawn = serializers.IntegerField()
    strata = serializers.IntegerField()
    margin = serializers.FloatField()
    by_channel = serializers.DictField(child=serializers.IntegerField())
    opted_out = serializers.IntegerField()
    asked_already = serializers.IntegerField()
    without_address = serializers.IntegerField()


class RedrawnOut(serializers.Serializer):
    """missing, extra: customer numbers that should be in the sample, and that should not."""

    is_same = serializers.BooleanField()
    same_frame = serializers.BooleanField()
    frame_hash = serializers.CharField()
    drawn = serializers.IntegerField()
    missing = serializers.ListField(child=serializers.CharField())
    extra = serializers.ListField(child=serializers.CharField())


class ExclusionOut(serializers.ModelSerializer):
    round = serializers.SlugRelatedField("quarter", read_only=True)
    customer = serializers.SlugRelatedField("number", read_only=True)
    proposed_by = serializers.SlugRelatedField("username", read_only=True)
    decided_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = Exclusion
        fields = (
            "id",
            "round",
            "customer",
            "reason",
            "state",
            "proposed_by",
            "proposed_at",
            "decided_by",
            "decided_at",
        )


class SurveyRuleOut(serializers.ModelSerializer):
    class Meta:
        model = SurveyRule
        fields = ("id", *TERM_FIELDS, "effective_from", "effective_until", "replaces", "version")

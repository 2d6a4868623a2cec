"""The JSON of samples."""

from rest_framework import serializers

from ...models import Sample, SampleMove


class SampleMoveOut(serializers.ModelSerializer):
    custodian = serializers.SlugRelatedField("username", read_only=True)
    recorded_by = serializers.SlugRelatedField("username", read_only=True)

    class Meta:
        model = SampleMove
        fields = (
            "at",
            "from_place",
            "from_whom",
            "place",
            "custodian",
            "holder",
            "seal_whole",
            "new_seal",
            "note",
            "recorded_by",
            "recorded_at",
        )


class SampleOut(serializers.ModelSerializer):
    ticket = serializers.SlugRelatedField("number", read_only=True)
    investigation = serializers.SlugRelatedField("number", read_only=True)
    product = serializers.SlugRelatedField("code", read_only=True)
    custodian = serializers.SlugRelatedField("username", read_only=True)
    first_signed_by = serializers.SlugRelatedField("username", read_only=True)
    disposed_by = serializers.SlugRelatedField("username", read_only=True)
    moves = SampleMoveOut(many=True, read_only=True)

    class Meta:
        model = Sample
        fields = (
            "number",
            "kind",
            "state",
            "seal_number",
            "ticket",
            "investigation",
            "product",
            "batch",
            "serial",
            "quantity",
            "description",
            "taken_at",
            "taken_from",
            "place",
            "custodian",
            "holder",
            "retain_until",
            "disposal",
            "first_signed_by",
            "first_signed_at",
            "disposed_by",
            "disposed_at",
            "moves",
            "version",
        )

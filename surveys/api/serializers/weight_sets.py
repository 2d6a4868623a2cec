"""The JSON of the weights of the index."""

from rest_framework import serializers

from ...models import WeightSet


class WeightSetOut(serializers.ModelSerializer):
    """weights: by the key of the question; those of a latent variable add up to 1. from_quarter: in force from there
    on, until the next set of the same model and questionnaire."""

    index_model = serializers.CharField(source="index_model.code", read_only=True)
    weights = serializers.DictField(child=serializers.FloatField(), read_only=True)

    class Meta:
        model = WeightSet
        fields = ("id", "index_model", "questionnaire_code", "from_quarter", "weights", "n", "estimated_at")

"""What the API answers about a change of settings."""

from rest_framework import serializers


class EffectOut(serializers.Serializer):
    """warns: check it before saving."""

    text = serializers.CharField()
    warns = serializers.BooleanField()


class EffectsOut(serializers.Serializer):
    """The consequences of a change, as sentences in the reader's language."""

    effects = EffectOut(many=True)

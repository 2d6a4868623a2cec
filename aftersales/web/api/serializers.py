"""What the API answers about a change of settings."""

from rest_framework import serializers


class EffectOut(serializers.Serializer):
    """warns: it needs attention before it is saved."""

    text = serializers.CharField()
    warns = serializers.BooleanField()


class EffectsOut(serializers.Serializer):
    """What a change would do, in sentences in the reader's language."""

    effects = EffectOut(many=True)

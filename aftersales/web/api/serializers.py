"""What the API answers about a change of settings."""

from rest_framework import serializers


class EffectOut(serializers.Serializer):
    """warns: check it before saving."""

    text = serializers.CharField()
    warns = serializers.BooleanField()


class EffectsOut(serializers.Serializer):
    """The consequences of a change, as sentences in the reader's language."""

    effects = EffectOut(many=True)


class ChangedFieldOut(serializers.Serializer):
    """A changed field. before is "–" if the field was empty. Both values are texts in the user's language."""

    field = serializers.CharField()
    label = serializers.CharField()
    before = serializers.CharField()
    after = serializers.CharField()


class ChangeOut(serializers.Serializer):
    """One change. kind: + created, ~ changed, - deleted. by: empty if the system made the change."""

    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.username", default=None, allow_null=True)
    kind = serializers.CharField()
    model = serializers.CharField()
    noun = serializers.CharField()
    reason = serializers.CharField(allow_blank=True)
    lines = ChangedFieldOut(many=True)

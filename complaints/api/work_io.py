"""What the API says and takes about the daily work: canned replies."""

from __future__ import annotations

from rest_framework import serializers

from customers.enums import Channel

from ..enums import Kind
from ..forms.work import PHRASE_LENGTH
from ..models import Phrase


class PhraseOut(serializers.ModelSerializer):
    """Empty kinds or channels mean all."""

    class Meta:
        model = Phrase
        fields = (
            "id", "name", "name_en", "body", "body_en", "kinds", "channels", "position", "is_active", "effective_from",
            "effective_until", "version",
        )  # fmt: skip


class PhraseFacts(serializers.Serializer):
    """{number}, {customer} and {due} in a text are filled in for the ticket."""

    name = serializers.CharField(max_length=100)
    name_en = serializers.CharField(max_length=100, required=False, allow_blank=True)
    body = serializers.CharField(max_length=PHRASE_LENGTH)
    body_en = serializers.CharField(max_length=PHRASE_LENGTH, required=False, allow_blank=True)
    kinds = serializers.ListField(child=serializers.ChoiceField(Kind.choices), max_length=20, required=False)
    channels = serializers.ListField(child=serializers.ChoiceField(Channel.choices), max_length=20, required=False)
    position = serializers.IntegerField(min_value=0, max_value=9999, required=False)
    is_active = serializers.BooleanField(required=False)
    effective_from = serializers.DateField(required=False)
    effective_until = serializers.DateField(required=False, allow_null=True)


class NewPhrase(PhraseFacts):
    """A canned reply; in effect from today if nothing else is said."""


class ChangedPhrase(PhraseFacts):
    name = serializers.CharField(max_length=100, required=False)
    body = serializers.CharField(max_length=PHRASE_LENGTH, required=False)
    version = serializers.IntegerField(required=False, min_value=1)

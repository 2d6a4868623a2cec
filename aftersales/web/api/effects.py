"""What a change of settings would change, in sentences (aftersales/web/settings_pages.py)."""

from collections.abc import Sequence

from rest_framework import serializers
from rest_framework.response import Response

from ..settings_pages import PreviewLine


class Sentence(serializers.Serializer):
    text = serializers.CharField()
    warns = serializers.BooleanField()


class Effects(serializers.Serializer):
    said = Sentence(many=True)


def effects(said: Sequence[PreviewLine]) -> Response:
    return Response({"said": [{"text": one.text, "warns": bool(one.tone)} for one in said]})

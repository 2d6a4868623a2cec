"""What a change of the set-up would change, in sentences (aftersales/web/setup.py)."""

from collections.abc import Sequence

from rest_framework import serializers
from rest_framework.response import Response

from ..setup import Said


class Sentence(serializers.Serializer):
    text = serializers.CharField()
    warns = serializers.BooleanField()


class Effects(serializers.Serializer):
    said = Sentence(many=True)


def effects(said: Sequence[Said]) -> Response:
    return Response({"said": [{"text": one.text, "warns": bool(one.tone)} for one in said]})

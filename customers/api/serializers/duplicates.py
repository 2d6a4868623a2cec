"""The JSON of duplicates and merges."""

from __future__ import annotations

from datetime import datetime

from rest_framework import serializers

from ...enums import MergeState
from ...models import (
    DuplicatePair,
    Merge,
)
from ...services.merges import UNDO_DAYS
from .fields import Related


class PairOut(serializers.ModelSerializer):
    first: Related = serializers.SlugRelatedField("number", read_only=True)
    second: Related = serializers.SlugRelatedField("number", read_only=True)

    class Meta:
        model = DuplicatePair
        fields = ("id", "first", "second", "reasons", "state", "found_at", "reason")


class MergeOut(serializers.ModelSerializer):
    """undo_until: until when a merge can be undone."""

    kept: Related = serializers.SlugRelatedField("number", read_only=True)
    asked_by: Related = serializers.SlugRelatedField("username", read_only=True)
    decided_by: Related = serializers.SlugRelatedField("username", read_only=True)
    undo_until = serializers.SerializerMethodField()

    class Meta:
        model = Merge
        fields = (
            "id",
            "kept",
            "gone_number",
            "gone_name",
            "state",
            "reason",
            "asked_by",
            "asked_at",
            "decided_by",
            "decided_at",
            "note",
            "undo_until",
        )

    def get_undo_until(self, merge: Merge) -> datetime | None:
        return merge.decided_at + UNDO_DAYS if merge.decided_at and merge.state == MergeState.DONE else None

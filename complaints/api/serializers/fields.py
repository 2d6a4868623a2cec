"""Fields that several serializers share."""

from __future__ import annotations

from rest_framework import serializers


def person() -> serializers.Field:
    return serializers.SlugRelatedField("username", read_only=True)

"""Fields that several serializers share."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

Related = serializers.SlugRelatedField[Any]

"""The JSON of the dated rules of customers."""

from __future__ import annotations

from rest_framework import serializers

from ...models import (
    GradeRule,
    TouchRule,
    WarrantyRule,
)
from ...queries.rules import GRADE_FIELDS, WARRANTY_FIELDS
from ...queries.touches import TOUCH_FIELDS

DATED = ("effective_from", "effective_until", "replaces", "version")


class GradeRuleOut(serializers.ModelSerializer):
    class Meta:
        model = GradeRule
        fields = ("id", *GRADE_FIELDS, *DATED)


class WarrantyRuleOut(serializers.ModelSerializer):
    class Meta:
        model = WarrantyRule
        fields = ("id", *WARRANTY_FIELDS, *DATED)


class TouchRuleOut(serializers.ModelSerializer):
    class Meta:
        model = TouchRule
        fields = ("id", *TOUCH_FIELDS, *DATED)

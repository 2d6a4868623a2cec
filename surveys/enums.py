"""Choices of surveys."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SurveyKind(TextChoices):
    TICKET = "ticket", _("After a ticket")
    ROUND = "round", _("Quarterly survey")


class QuestionKind(TextChoices):
    SCALE = "scale", _("Scale")
    RECOMMEND = "recommend", _("Likelihood to recommend")
    YES_NO = "yes_no", _("Yes or no")
    TEXT = "text", _("Free text")


class Wording(TextChoices):
    """Which words label the points of a scale (surveys/rules/wording.py)."""

    SATISFACTION = "satisfaction", _("Satisfaction")
    AGREEMENT = "agreement", _("Agreement")
    RATING = "rating", _("Rating")
    DEGREE = "degree", _("Degree")
    COMPARISON = "comparison", _("Comparison")

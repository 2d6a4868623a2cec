"""Choices of surveys."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class SurveyKind(TextChoices):
    TICKET = "ticket", _("After a ticket")
    ROUND = "round", _("Quarterly round")


class QuestionKind(TextChoices):
    SCALE = "scale", _("Scale")
    RECOMMEND = "recommend", _("Likelihood to recommend")
    YES_NO = "yes_no", _("Yes or no")
    TEXT = "text", _("In own words")

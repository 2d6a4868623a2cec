"""Questionnaires: the hierarchy of indicators, and the questions that measure them (S2)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.staff.models import in_language

from ..enums import Aspect, QuestionKind, SurveyKind, Wording


class Questionnaire(models.Model):
    """A version of a questionnaire. A version that was sent out never changes (S2).

    used_at: when the first invitation was made; from then on the version is locked. is_current: whether new
    invitations use this version; one version of a code at most.
    """

    code = models.SlugField(_("code"))
    version = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("Type"), max_length=7, choices=SurveyKind.choices)
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    index_model = models.ForeignKey(
        "IndexModel",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="questionnaires",
        verbose_name=_("index model"),
    )
    is_current = models.BooleanField(_("Active"), default=True)
    used_at = models.DateTimeField(_("First used"), null=True, blank=True)
    # The first of many invitations sets used_at; it says nothing that they do not.
    history = HistoricalRecords(excluded_fields=["used_at"])

    class Meta:
        verbose_name = _("Questionnaire")
        ordering = ("code", "-version")
        constraints = [
            models.UniqueConstraint(fields=["code", "version"], name="one_questionnaire_per_version"),
        ]

    def __str__(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Indicator(models.Model):
    """A node of the hierarchy: a latent variable (no parent), or what makes it manifest (its parent is a latent
    variable). The code of a latent variable is its code in the index model."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.CASCADE, related_name="indicators", verbose_name=_("Questionnaire")
    )
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children", verbose_name=_("latent variable")
    )
    position = models.PositiveSmallIntegerField(_("Sort order"))
    code = models.CharField(_("code"), max_length=12)
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Indicator")
        ordering = ("questionnaire", "position")
        constraints = [models.UniqueConstraint(fields=["questionnaire", "code"], name="one_indicator_per_code")]

    def __str__(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Question(models.Model):
    """One question. Its key is the key of its answer in a response.

    slot: the number of the column of Response that holds its numeric answer (1 to SLOTS); None for multiple choice and
    free text. A question keeps key and slot in every version in which its scale is the same, so that trends compare
    only what can be compared. low, high: the words at both ends of a scale; empty: those of its wording.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="questions", verbose_name=_("Questionnaire")
    )
    indicator = models.ForeignKey(
        Indicator, models.PROTECT, null=True, blank=True, related_name="questions", verbose_name=_("Indicator")
    )
    position = models.PositiveSmallIntegerField(_("Sort order"))
    key = models.SlugField()
    slot = models.PositiveSmallIntegerField(null=True, blank=True)
    kind = models.CharField(_("Type"), max_length=10, choices=QuestionKind.choices)
    points = models.PositiveSmallIntegerField(_("scale points"), default=5)
    wording = models.CharField(max_length=12, choices=Wording.choices, default=Wording.SATISFACTION)
    text_zh = models.CharField(_("Chinese text"), max_length=300)
    text_en = models.CharField(_("English text"), max_length=300)
    low_zh = models.CharField(_("Chinese word at the lowest number"), max_length=40, blank=True)
    low_en = models.CharField(_("English word at the lowest number"), max_length=40, blank=True)
    high_zh = models.CharField(_("Chinese word at the highest number"), max_length=40, blank=True)
    high_en = models.CharField(_("English word at the highest number"), max_length=40, blank=True)
    aspect = models.CharField(_("aspect"), max_length=20, choices=Aspect.choices, blank=True)
    is_required = models.BooleanField(_("Required"), default=False)
    may_not_apply = models.BooleanField(_("may not apply"), default=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = pgettext_lazy("asked", "Question")
        ordering = ("questionnaire", "position")
        constraints = [
            models.UniqueConstraint(fields=["questionnaire", "key"], name="one_question_per_key"),
            models.UniqueConstraint(fields=["questionnaire", "slot"], name="one_question_per_slot"),
        ]

    def __str__(self) -> str:
        return in_language(self.text_zh, self.text_en)

    @property
    def low(self) -> str:
        return in_language(self.low_zh, self.low_en)

    @property
    def high(self) -> str:
        return in_language(self.high_zh, self.high_en)


class Choice(models.Model):
    """One answer that a question of single or multiple choice offers. Its position is the numeric answer."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices", verbose_name=_("Question"))
    position = models.PositiveSmallIntegerField(_("Sort order"))
    text_zh = models.CharField(_("Chinese text"), max_length=200)
    text_en = models.CharField(_("English text"), max_length=200)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Choice")
        ordering = ("question", "position")
        constraints = [models.UniqueConstraint(fields=["question", "position"], name="one_choice_per_position")]

    def __str__(self) -> str:
        return in_language(self.text_zh, self.text_en)

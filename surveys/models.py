"""Questionnaires, invitations and responses. Responses have no history, because they never change (S4, S5)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Region, in_language
from complaints.models import Ticket
from customers.enums import Tier
from customers.models import Contact, Customer

from .enums import QuestionKind, SurveyKind, Wording


class Questionnaire(models.Model):
    """A version of a questionnaire. A version that was sent out never changes (S2)."""

    code = models.SlugField(_("code"))
    version = models.PositiveSmallIntegerField(_("version"))
    kind = models.CharField(_("Type"), max_length=6, choices=SurveyKind.choices)
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    is_current = models.BooleanField(_("Active"), default=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Questionnaire")
        ordering = ("code", "-version")
        constraints = [models.UniqueConstraint(fields=["code", "version"], name="one_questionnaire_per_version")]

    def __str__(self) -> str:
        return in_language(self.title_zh, self.title_en)


class Question(models.Model):
    """One question. Its key is the key of its answer in a response."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="questions", verbose_name=_("Questionnaire")
    )
    position = models.PositiveSmallIntegerField(_("Sort order"))
    key = models.SlugField()
    kind = models.CharField(_("Type"), max_length=10, choices=QuestionKind.choices)
    points = models.PositiveSmallIntegerField(_("scale points"), default=5)
    wording = models.CharField(max_length=12, choices=Wording.choices, default=Wording.SATISFACTION)
    latent = models.CharField(max_length=4, blank=True)
    text_zh = models.CharField(max_length=300)
    text_en = models.CharField(max_length=300)
    aspect = models.CharField(max_length=40, blank=True)
    is_required = models.BooleanField(default=False)
    may_not_apply = models.BooleanField(default=False)

    class Meta:
        verbose_name = pgettext_lazy("asked", "Question")
        ordering = ("questionnaire", "position")
        constraints = [models.UniqueConstraint(fields=["questionnaire", "key"], name="one_question_per_key")]

    def __str__(self) -> str:
        return in_language(self.text_zh, self.text_en)


class Invitation(models.Model):
    """A link to a questionnaire that can be used once.

    Only the hash of the token is stored; the token is derived again from the secret key when the mail is sent. region
    and tier are those of the day on which it was sent, so that figures do not change later. A void invitation (its
    ticket was reopened) is not counted in the response rate.
    """

    kind = models.CharField(_("Type"), max_length=6, choices=SurveyKind.choices)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="invitations", verbose_name=_("Questionnaire")
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invitations", verbose_name=_("Customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("Ticket")
    )
    key = models.CharField(max_length=60, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    issue = models.PositiveSmallIntegerField(default=1)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier.choices, blank=True)
    created_at = models.DateTimeField(_("Created"))
    expires_at = models.DateTimeField(_("Expires"))
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    voided_at = models.DateTimeField(_("Voided at"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Survey invitation")
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["kind", "created_at"], name="invitation_kind")]


class Response(models.Model):
    """The answers of one person. csat (1–5), nps (0–10) and solved are columns because the figures need them."""

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="responses", verbose_name=_("Questionnaire")
    )
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, blank=True, related_name="response")
    quarter = models.CharField(_("quarter"), max_length=7)
    answered_on = models.DateField(_("answered on"))
    answers = models.JSONField(_("Answers"), default=dict)
    csat = models.PositiveSmallIntegerField(_("Satisfaction"), null=True, blank=True)
    nps = models.PositiveSmallIntegerField(null=True, blank=True)
    solved = models.BooleanField(_("Solved"), null=True, blank=True)
    comment = models.TextField(_("Survey comment"), blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier.choices, blank=True)
    language = models.CharField(_("Language"), max_length=10, blank=True)

    class Meta:
        verbose_name = _("Survey response")
        ordering = ("-answered_on", "-pk")
        indexes = [
            models.Index(fields=["quarter", "region", "tier", "questionnaire", "csat"], name="response_quarter"),
            models.Index(fields=["-answered_on", "-id"], name="response_date"),
        ]

"""Responses. They have no history, because they never change; the audit log seals them (S4, S5)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Department, Outlet, Region
from customers.enums import Tier
from customers.models import Product

from ..enums import Channel, FlagCode
from .invitations import Invitation
from .questionnaires import Questionnaire
from .rounds import Round

SLOTS = 30


def slot_name(slot: int) -> str:
    """The column of a question's slot: q01 to q30."""
    return f"q{slot:02}"


class Response(models.Model):
    """The answers of one person. One row holds one response.

    q01 … q30: the numeric answers by the slot of the question (1 for yes, 0 for no; the position of a single choice).
    Empty: skipped, or it does not apply. answers: all answers by key as they were given, multiple choice and "na"
    included. csat (1–5), nps (0–10) and solved are those of the survey after a ticket.

    Of an anonymous round there is no invitation, no day, no device and no duration; the key of the row is random and
    negative, and rows are written together in the order of their keys (Ballot, Mixture). Region and tier are left out
    where fewer than five of them share both.
    """

    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="responses", verbose_name=_("Questionnaire")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="responses", verbose_name=_("Survey round")
    )
    invitation = models.OneToOneField(Invitation, models.PROTECT, null=True, blank=True, related_name="response")
    quarter = models.CharField(_("quarter"), max_length=7)
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    answers = models.JSONField(_("Answers"), default=dict)
    csat = models.PositiveSmallIntegerField(_("Satisfaction"), null=True, blank=True)
    nps = models.PositiveSmallIntegerField(null=True, blank=True)
    solved = models.BooleanField(_("Solved"), null=True, blank=True)
    comment = models.TextField(_("Survey comment"), blank=True)
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices, default=Channel.EMAIL)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier.choices, blank=True)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Service outlet")
    )
    team = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Team")
    )
    language = models.CharField(_("Language"), max_length=10, blank=True)
    seconds = models.PositiveIntegerField(_("seconds taken"), null=True, blank=True)
    device = models.CharField(max_length=64, blank=True)
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Interviewer")
    )
    q01 = models.PositiveSmallIntegerField(null=True, blank=True)
    q02 = models.PositiveSmallIntegerField(null=True, blank=True)
    q03 = models.PositiveSmallIntegerField(null=True, blank=True)
    q04 = models.PositiveSmallIntegerField(null=True, blank=True)
    q05 = models.PositiveSmallIntegerField(null=True, blank=True)
    q06 = models.PositiveSmallIntegerField(null=True, blank=True)
    q07 = models.PositiveSmallIntegerField(null=True, blank=True)
    q08 = models.PositiveSmallIntegerField(null=True, blank=True)
    q09 = models.PositiveSmallIntegerField(null=True, blank=True)
    q10 = models.PositiveSmallIntegerField(null=True, blank=True)
    q11 = models.PositiveSmallIntegerField(null=True, blank=True)
    q12 = models.PositiveSmallIntegerField(null=True, blank=True)
    q13 = models.PositiveSmallIntegerField(null=True, blank=True)
    q14 = models.PositiveSmallIntegerField(null=True, blank=True)
    q15 = models.PositiveSmallIntegerField(null=True, blank=True)
    q16 = models.PositiveSmallIntegerField(null=True, blank=True)
    q17 = models.PositiveSmallIntegerField(null=True, blank=True)
    q18 = models.PositiveSmallIntegerField(null=True, blank=True)
    q19 = models.PositiveSmallIntegerField(null=True, blank=True)
    q20 = models.PositiveSmallIntegerField(null=True, blank=True)
    q21 = models.PositiveSmallIntegerField(null=True, blank=True)
    q22 = models.PositiveSmallIntegerField(null=True, blank=True)
    q23 = models.PositiveSmallIntegerField(null=True, blank=True)
    q24 = models.PositiveSmallIntegerField(null=True, blank=True)
    q25 = models.PositiveSmallIntegerField(null=True, blank=True)
    q26 = models.PositiveSmallIntegerField(null=True, blank=True)
    q27 = models.PositiveSmallIntegerField(null=True, blank=True)
    q28 = models.PositiveSmallIntegerField(null=True, blank=True)
    q29 = models.PositiveSmallIntegerField(null=True, blank=True)
    q30 = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("Survey response")
        ordering = ("-answered_on", "-pk")
        indexes = [
            models.Index(fields=["quarter", "region", "tier", "questionnaire", "csat"], name="response_quarter"),
            models.Index(fields=["-answered_on", "-id"], name="response_date"),
            models.Index(fields=["round", "region", "tier"], name="response_round"),
            models.Index(fields=["id"], condition=~Q(comment=""), name="response_comment"),
        ]


class SurveyDraft(models.Model):
    """The answers given so far to an invitation that is not anonymous, so that another device can go on. Deleted when
    the survey is sent. answers: {"given": {key: as it was sent}, "at": question, "spent": seconds}."""

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="draft")
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Answers so far")


class Ballot(models.Model):
    """The answers of one person to an anonymous round, until they are mixed with those of others.

    No time, no order: the key is random. content is veiled with the key of the installation (rules/ballots.py), so that
    neither the place of the row nor its transaction tells what somebody answered.
    """

    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(Round, models.PROTECT, related_name="ballots")
    content = models.TextField()

    class Meta:
        verbose_name = _("Answers not mixed yet")


class Mixture(models.Model):
    """Responses of an anonymous round that were written together. Its history is sealed, and so seals them.

    keys: their primary keys in ascending order. digest: SHA-256 over their rows (queries/integrity.py).
    """

    round = models.ForeignKey(Round, models.PROTECT, related_name="mixtures", verbose_name=_("Survey round"))
    count = models.PositiveIntegerField(_("Answers"))
    keys = models.JSONField()
    digest = models.CharField(_("seal"), max_length=64)
    mixed_at = models.DateTimeField(_("Mixed"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Mixed answers")
        ordering = ("pk",)


class ResponseFlag(models.Model):
    """Why a response is doubtful. Flagged responses are kept; every figure is read with and without them (S4)."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="flags")
    code = models.CharField(_("Reason"), max_length=16, choices=FlagCode.choices)

    class Meta:
        verbose_name = _("Response flag")
        constraints = [models.UniqueConstraint(fields=["response", "code"], name="one_flag_a_code")]

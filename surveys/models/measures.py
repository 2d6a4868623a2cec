"""Improvement measures with a target that the next round checks, and what the customers of a quarter are told (S6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import in_language
from complaints.quality.models import Action

from ..enums import Segment, Verdict
from .rounds import Round


class Measure(models.Model):
    """An improvement action with the figure that it must move.

    action: what is done, by whom and until when; it reminds and escalates. code: the figure (index:SAT, item:pq6, csat,
    nps, ces); segment, member: of which customers. start: what the round `from_round` said; target: what is wanted.
    check_quarter: the quarter whose round decides. value, low, high, n: what that round said; verdict: what follows.

    said, did: for "you said, we did", in both languages; a measure without them is not told to customers.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    action = models.OneToOneField(Action, models.PROTECT, related_name="measure", verbose_name=_("Improvement measure"))
    code = models.CharField(_("Figure"), max_length=60)
    segment = models.CharField(_("Segment"), max_length=7, choices=Segment.choices, default=Segment.ALL)
    member = models.CharField(_("Segment member"), max_length=20, blank=True)
    from_round = models.ForeignKey(Round, models.PROTECT, related_name="+", verbose_name=_("Start from round"))
    start = models.FloatField(_("start"))
    target = models.FloatField(_("target"))
    check_quarter = models.CharField(_("checked by the round of"), max_length=7)
    verdict = models.CharField(_("Verdict"), max_length=11, choices=Verdict.choices, blank=True)
    value = models.FloatField(_("Value"), null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField(_("responses"), null=True, blank=True)
    checked_at = models.DateTimeField(_("Checked"), null=True, blank=True)
    said_zh = models.CharField(_("You said, in Chinese"), max_length=300, blank=True)
    said_en = models.CharField(_("You said, in English"), max_length=300, blank=True)
    did_zh = models.CharField(_("We did, in Chinese"), max_length=300, blank=True)
    did_en = models.CharField(_("We did, in English"), max_length=300, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Measure with a target")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["verdict", "-id"], name="measure_verdict"),
            models.Index(fields=["check_quarter"], condition=Q(verdict=""), name="measure_to_check"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.action.title}"

    def get_absolute_url(self) -> str:
        return reverse("measure", args=[self.number])

    @property
    def said(self) -> str:
        return in_language(self.said_zh, self.said_en)

    @property
    def did(self) -> str:
        return in_language(self.did_zh, self.did_en)


class QuarterNews(models.Model):
    """What the customers who answered in a quarter are told: you said, we did. One for each quarter, sent once.

    snapshot: the lines in both languages, as they were when it was prepared. last_id: the last invitation whose contact
    was written to; recipients: how many were.
    """

    quarter = models.CharField(_("quarter"), max_length=7, unique=True)
    snapshot = models.JSONField(_("Contents"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Prepared by")
    )
    prepared_at = models.DateTimeField(_("Prepared"))
    last_id = models.PositiveBigIntegerField(default=0)
    recipients = models.PositiveIntegerField(_("recipients"), default=0)
    sent_at = models.DateTimeField(_("Sent"), null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["last_id"])

    class Meta:
        verbose_name = _("You said, we did")
        ordering = ("-quarter",)
        indexes = [models.Index(fields=["prepared_at"], condition=Q(sent_at=None), name="news_to_send")]

    def __str__(self) -> str:
        return self.quarter

    def get_absolute_url(self) -> str:
        return f"{reverse('did')}?quarter={self.quarter}"

"""The yearly evaluation of the rules on communication with customers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..enums import EvaluationState, Verdict


class Evaluation(models.Model):
    """One evaluation, from the day it became due to the decision (003, clauses 5 and 6 of the communication rules)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    state = models.CharField(_("Status"), max_length=10, choices=EvaluationState.choices, default=EvaluationState.OPEN)
    due_on = models.DateField(_("due"))
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("people", "Decided by"),
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"))
    reminded_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("Evaluation of the communication rules")
        ordering = ("-due_on", "-pk")
        indexes = [models.Index(fields=["-due_on", "-id"], name="evaluation_newest")]
        constraints = [models.UniqueConstraint(fields=["state"], condition=Q(state="open"), name="one_open_evaluation")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("evaluation", args=[self.number])


class EvaluationFinding(models.Model):
    """What was found about one rule, and what should be done."""

    evaluation = models.ForeignKey(
        Evaluation, models.PROTECT, related_name="findings", verbose_name=_("Evaluation of the communication rules")
    )
    rule = models.CharField(_("rule"), max_length=200)
    verdict = models.CharField(pgettext_lazy("people", "verdict"), max_length=10, choices=Verdict.choices)
    finding = models.TextField(_("finding"))
    proposal = models.TextField(_("proposal"), blank=True)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Noted by"))
    noted_at = models.DateTimeField(_("Noted"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Finding of an evaluation")
        ordering = ("pk",)

"""Self-evaluations: their items with points and evidence, and what is added or taken off."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile

from ..enums import Grade, MarkKind, SelfEvaluationState
from .standards import Catalogue, CatalogueItem, Standard


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=label
    )


class SelfEvaluation(models.Model):
    """An evaluation of the company by itself. It is no certificate.

    period_from, period_to: the days whose rows the queries count. seed: of every sample, chosen when it begins, so that
    nobody can draw again. earned to grade: the score as it was when it was closed, empty before. score: exact to four
    decimals. seal: SHA-256 over what is exported, set when it is closed.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    standard = models.ForeignKey(Standard, models.PROTECT, related_name="evaluations", verbose_name=_("Standard"))
    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="evaluations", verbose_name=_("Catalogue"))
    state = models.CharField(
        _("Status"), max_length=10, choices=SelfEvaluationState.choices, default=SelfEvaluationState.DRAFT
    )
    period_from = models.DateField(_("from"))
    period_to = models.DateField(_("to"))
    seed = models.CharField(_("seed"), max_length=16)
    conclusion = models.TextField(_("conclusion"), blank=True)
    earned = models.DecimalField(_("earned"), max_digits=6, decimal_places=2, null=True, blank=True)
    applicable = models.DecimalField(_("applicable"), max_digits=6, decimal_places=2, null=True, blank=True)
    deductions = models.PositiveSmallIntegerField(_("deductions"), default=0)
    bonus = models.PositiveSmallIntegerField(_("bonus"), default=0)
    score = models.DecimalField(_("score"), max_digits=7, decimal_places=4, null=True, blank=True)
    grade = models.CharField(
        pgettext_lazy("self-evaluation", "grade"), max_length=10, choices=Grade.choices, blank=True
    )
    seal = models.CharField(_("seal"), max_length=64, blank=True)
    created_by = _user(_("Created by"))
    created_at = models.DateTimeField(_("Created"))
    assessed_by = _user(_("Assessed by"))
    assessed_at = models.DateTimeField(_("Assessed"), null=True, blank=True)
    closed_by = _user(_("Closed by"))
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Self-evaluation")
        ordering = ("-created_at", "-pk")
        indexes = [models.Index(fields=["-created_at", "-id"], name="self_evaluation_newest")]
        constraints = [
            models.UniqueConstraint(
                fields=["standard"],
                condition=~Q(state=SelfEvaluationState.CLOSED),
                name="one_open_self_evaluation",
            ),
            models.CheckConstraint(
                condition=Q(assessed_by=None) | Q(closed_by=None) | ~Q(closed_by=F("assessed_by")),
                name="second_person_closes",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_closed(self) -> bool:
        return self.state == SelfEvaluationState.CLOSED

    def get_absolute_url(self) -> str:
        return reverse("self_evaluation", args=[self.number])


class SelfEvaluationItem(models.Model):
    """One item in an evaluation: whether it applies, what was found and how many points it earned.

    counts: what its query found, frozen when it was gathered (rules/sampling.py, evidence_of). proposed: the points
    that follow from it. judged_by: who decided the points.
    """

    evaluation = models.ForeignKey(
        SelfEvaluation, models.PROTECT, related_name="items", verbose_name=_("Self-evaluation")
    )
    item = models.ForeignKey(CatalogueItem, models.PROTECT, related_name="+", verbose_name=_("Item"))
    applies = models.BooleanField(_("applies"), default=True)
    reason = models.CharField(_("why it does not apply"), max_length=500, blank=True)
    decided_by = _user(_("Decided by"))
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    counts = models.JSONField(_("Figures"), null=True, blank=True)
    gathered_at = models.DateTimeField(_("Gathered"), null=True, blank=True)
    proposed = models.DecimalField(_("proposed points"), max_digits=6, decimal_places=2, null=True, blank=True)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2, null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    judged_by = _user(_("Assessed by"))
    judged_at = models.DateTimeField(_("Assessed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Item of a self-evaluation")
        ordering = ("item__place",)
        constraints = [
            models.UniqueConstraint(fields=["evaluation", "item"], name="one_row_per_item"),
            models.CheckConstraint(condition=Q(points=None) | Q(points__gte=Decimal(0)), name="points_not_negative"),
        ]

    def __str__(self) -> str:
        return str(self.item)

    @property
    def source_key(self) -> str:
        """By which quality knows the action that closes its gap."""
        return f"self-evaluation:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("self_evaluation_item", args=[self.evaluation.number, self.item.code])


class ItemEvidence(models.Model):
    """Evidence that somebody added: what it shows, of which day, and a file."""

    row = models.ForeignKey(
        SelfEvaluationItem, models.PROTECT, related_name="evidence", verbose_name=_("Item of a self-evaluation")
    )
    text = models.TextField(pgettext_lazy("self-evaluation", "What it shows"))
    dated = models.DateField(_("date"))
    stored = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("File")
    )
    added_by = _user(_("Added by"))
    added_at = models.DateTimeField(_("Added"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Evidence of a self-evaluation")
        ordering = ("pk",)


class SpecialMark(models.Model):
    """A special deduction of one point, or the one special bonus of one point, with the facts."""

    evaluation = models.ForeignKey(
        SelfEvaluation, models.PROTECT, related_name="marks", verbose_name=_("Self-evaluation")
    )
    kind = models.CharField(_("type"), max_length=10, choices=MarkKind.choices)
    title = models.CharField(_("title"), max_length=200)
    facts = models.TextField(pgettext_lazy("self-evaluation", "facts"))
    noted_by = _user(_("Noted by"))
    noted_at = models.DateTimeField(_("Noted"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Deduction or bonus")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["evaluation"], condition=Q(kind=MarkKind.BONUS), name="one_special_bonus")
        ]

    def __str__(self) -> str:
        return self.title

"""Dated rules of customers: when a grade is given, and how long a warranty lasts."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords


class DatedRule(models.Model):
    """A row with dates of effect (aftersales/store/dated.py)."""

    effective_from = models.DateField(_("effective from"))
    effective_until = models.DateField(_("effective until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Replaces")
    )
    version = models.PositiveIntegerField(default=1)

    class Meta:
        abstract = True


class GradeRule(DatedRule):
    """The thresholds of the satisfaction grade (customers/rules/grading.py, Thresholds). One row is in effect a day."""

    a_from = models.PositiveSmallIntegerField(_("grade A from"))
    b_from = models.PositiveSmallIntegerField(_("grade B from"))
    c_from = models.PositiveSmallIntegerField(_("grade C from"))
    d_from = models.PositiveSmallIntegerField(_("grade D from"))
    answers = models.PositiveSmallIntegerField(_("latest responses"))
    answer_days = models.PositiveSmallIntegerField(_("days a response counts"))
    look_back_days = models.PositiveSmallIntegerField(_("days a problem counts"))
    late_days = models.PositiveSmallIntegerField(_("days late for grade D"))
    slow_days = models.PositiveSmallIntegerField(_("days of handling for grade D"))
    unsolved_days = models.PositiveSmallIntegerField(_("days of handling for grade E"))
    repairs = models.PositiveSmallIntegerField(_("repairs for grade E"))
    threat_days = models.PositiveSmallIntegerField(_("days a threat counts"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Grade rule")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Satisfaction grades"))


class WarrantyRule(DatedRule):
    """What the law or the company says of warranties (customers/rules/warranty.py, Terms). One row is in effect a
    day."""

    starts_at_installation = models.BooleanField(_("starts at installation"), default=False)
    repair_days_added = models.BooleanField(_("days in repair do not count"), default=False)
    restarts_at_exchange = models.BooleanField(_("starts anew at exchange"), default=False)
    article = models.CharField(_("article"), max_length=100, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Warranty rule")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Warranty"))

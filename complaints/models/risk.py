"""Risk rules and risk flags (T10)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import RiskCode, RiskLevel
from .ticket import Ticket


class RiskRule(models.Model):
    """A risk rule with dates of effect. A change is a new row, so that existing flags keep the row that raised them.

    parameters: the values that rules/risk.py needs for the code (days, count, words, severities).
    """

    code = models.CharField(_("risk"), max_length=24, choices=RiskCode.choices)
    level = models.CharField(_("also notify"), max_length=12, choices=RiskLevel.choices)
    parameters = models.JSONField(_("Trigger"), default=dict)
    is_active = models.BooleanField(_("active"), default=True)
    effective_from = models.DateField(_("effective from"))
    effective_until = models.DateField(_("effective until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Replaces")
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Risk rule")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["code", "effective_from"], name="one_risk_rule_per_day"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(effective_until__isnull=True), name="one_lasting_risk_rule"
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())


class RiskFlag(models.Model):
    """A risk that a rule found in a ticket. facts: the values in the reason that is shown.

    phrase: the line of the rule that a message matched. dismissed: the one who acknowledged it said that it is no
    threat; a phrase that often errs is seen by the count of these.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="risk_flags", verbose_name=_("Ticket"))
    rule = models.ForeignKey(RiskRule, models.PROTECT, related_name="flags", verbose_name=_("Rule"))
    code = models.CharField(_("Code"), max_length=24, choices=RiskCode.choices)
    level = models.CharField(_("Level"), max_length=12, choices=RiskLevel.choices)
    facts = models.JSONField(_("Facts"), default=dict)
    phrase = models.TextField(_("Phrase"), blank=True)
    dismissed = models.BooleanField(_("No threat"), default=False)
    raised_at = models.DateTimeField(_("Raised at"))
    acknowledged_at = models.DateTimeField(_("Acknowledged at"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Acknowledged by"),
    )
    acknowledged_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Acknowledged for"),
    )
    reason = models.TextField(_("reason"), blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Risk")
        ordering = ("raised_at", "pk")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "code"], condition=Q(acknowledged_at__isnull=True), name="one_open_flag_per_risk"
            )
        ]
        indexes = [models.Index(fields=["ticket", "code"], name="risk_flag_of_ticket")]

    @property
    def is_open(self) -> bool:
        return self.acknowledged_at is None

"""Approval rules (权限范围) and approvals."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.enums import Tier

from ..enums import ApprovalState, Changed, Kind, Remedy, StepCode, StepState
from ..rules.duties import default_pairs
from ..rules.stake import CASE_DAYS, GOODS_LEAVE
from .proposal import Proposal

# What the last decision granted or refused. A proposal that was returned or recalled is not decided.
DECIDED = Q(state__in=[ApprovalState.APPROVED, ApprovalState.REJECTED])


class AuthorityRule(models.Model):
    """An approval rule with dates of effect: the steps for a remedy, type, tier and range of amounts (T6).

    above is exclusive, up_to inclusive. An empty remedy, kind or tier means any. The lowest priority number applies.
    """

    remedy = models.CharField(_("remedy"), max_length=12, choices=Remedy.choices, blank=True, default="")
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, blank=True, default="")
    tier = models.CharField(_("tier"), max_length=10, choices=Tier.choices, blank=True, default="")
    above = models.DecimalField(_("above"), max_digits=12, decimal_places=2, null=True, blank=True)
    up_to = models.DecimalField(_("up to"), max_digits=12, decimal_places=2, null=True, blank=True)
    steps = models.JSONField(_("steps"))
    priority = models.PositiveSmallIntegerField(_("priority"), default=100)
    # Proposals of the same matter count as one case if they were submitted within so many days.
    case_days = models.PositiveSmallIntegerField(_("case period in days"), default=CASE_DAYS)
    # Pairs of duties that two people must keep (rules/duties.PAIRS).
    separate_duties = models.JSONField(_("segregation of duties"), default=default_pairs, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    effective_from = models.DateField(_("effective from"))
    effective_until = models.DateField(_("effective until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("Replaces")
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Approval rule")
        ordering = ("priority", "pk")


class Approval(models.Model):
    """An approval of a proposal. It keeps the rule that routed it, and what was at stake when it was submitted.

    paid: what the customer paid for the goods. routing_amount: the sum of the case, by which it was routed; parts: the
    other proposals of the case (rules/stake.Part). content_hash, basis_hash: of the proposal's content, and of the
    purchases that its value rests on.
    """

    proposal = models.ForeignKey(Proposal, models.PROTECT, related_name="approvals", verbose_name=_("Proposal"))
    rule = models.ForeignKey(AuthorityRule, models.PROTECT, related_name="+", verbose_name=_("Rule"))
    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2)
    paid = models.DecimalField(_("Paid by the customer"), max_digits=15, decimal_places=2, default=Decimal(0))
    stake = models.DecimalField(_("At stake"), max_digits=15, decimal_places=2)
    routing_amount = models.DecimalField(_("Amount for approval route"), max_digits=15, decimal_places=2)
    parts = models.JSONField(_("Other proposals of the case"), default=list, blank=True)
    content_hash = models.CharField(max_length=64)
    basis_hash = models.CharField(max_length=64, blank=True)
    restarted_by = models.CharField(_("started again because"), max_length=10, choices=Changed.choices, blank=True)
    state = models.CharField(_("Status"), max_length=10, choices=ApprovalState.choices, default=ApprovalState.PENDING)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Submitted by")
    )
    submitted_at = models.DateTimeField(_("Submitted at"))
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    approved_amount = models.DecimalField(_("Approved amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Approval")
        ordering = ("-submitted_at", "-pk")
        constraints = [
            models.UniqueConstraint(fields=["proposal"], condition=Q(state="pending"), name="one_pending_approval")
        ]
        indexes = [
            models.Index(fields=["state", "submitted_at"], name="approval_inbox"),
            models.Index(fields=["-decided_at", "-id"], name="approval_decided", condition=DECIDED),
        ]

    def get_absolute_url(self) -> str:
        return reverse("approval", args=[self.pk])

    @property
    def value(self) -> Decimal:
        """What is decided on: the money, or the value of the goods that leave."""
        if self.proposal.remedy in GOODS_LEAVE:
            return self.stake
        return self.approved_amount or self.amount


class ApprovalStep(models.Model):
    """One decision of an approval. At most one step is active at a time."""

    approval = models.ForeignKey(Approval, models.CASCADE, related_name="steps", verbose_name=_("Approval"))
    position = models.PositiveSmallIntegerField(_("Sort order"))
    code = models.CharField(_("Code"), max_length=16, choices=StepCode.choices)
    state = models.CharField(_("Status"), max_length=10, choices=StepState.choices, default=StepState.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    on_behalf_of = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("For")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    amount = models.DecimalField(_("Amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    attendees = models.CharField(_("attendees"), max_length=300, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Decision")
        ordering = ("approval", "position")
        constraints = [
            models.UniqueConstraint(fields=["approval", "position"], name="one_step_per_position"),
            models.UniqueConstraint(fields=["approval"], condition=Q(state="active"), name="one_active_step"),
        ]
        indexes = [models.Index(fields=["code", "approval"], condition=Q(state="active"), name="steps_to_decide")]

"""Recall and notice campaigns 召回与通知 (Q6)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Region
from aftersales.store.fields import CodeField
from customers.models import Product, Purchase

from .. import defaults
from ..enums import CampaignKind, CampaignRemedy, CampaignRisk, CampaignState, PhaseKind, SerialState
from .investigations import Investigation


class Campaign(models.Model):
    """A recall, or a notice to everybody who has certain pieces of a product.

    batch, sold_from, sold_until and region say which purchases are meant; with a list of serial numbers, only these
    pieces are. gather_at: when its customers are looked for next, while it runs.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("type"), max_length=12, choices=CampaignKind.choices)
    title = models.CharField(_("title"), max_length=200)
    product = models.ForeignKey(Product, models.PROTECT, related_name="+", verbose_name=_("product"))
    batch = CodeField(_("batch"), max_length=40, blank=True, db_index=True)
    sold_from = models.DateField(_("sold from"), null=True, blank=True)
    sold_until = models.DateField(_("sold until"), null=True, blank=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    by_serials = models.BooleanField(_("by serial number"), default=False)
    investigation = models.ForeignKey(
        Investigation,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="campaigns",
        verbose_name=_("Investigation"),
    )
    risk = models.CharField(_("risk"), max_length=10, choices=CampaignRisk.choices)
    hazard = models.TextField(_("what can happen"))
    basis = models.CharField(_("legal basis"), max_length=300)
    plan = models.TextField(_("plan"))
    remedy = models.CharField(_("remedy"), max_length=12, choices=CampaignRemedy.choices)
    remedy_note = models.CharField(_("remedy in words"), max_length=200, blank=True)
    notice = models.TextField(_("notice in Chinese"))
    notice_en = models.TextField(_("notice in English"), blank=True)
    state = models.CharField(_("Status"), max_length=10, choices=CampaignState.choices, default=CampaignState.DRAFT)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("owner"))
    attempts_needed = models.PositiveSmallIntegerField(
        _("attempts before unreachable"), default=defaults.ATTEMPTS_NEEDED
    )
    channels_needed = models.PositiveSmallIntegerField(
        _("channels before unreachable"), default=defaults.CHANNELS_NEEDED
    )
    check_share = models.PositiveSmallIntegerField(_("check calls, percent"), default=defaults.CHECK_SHARE)
    check_least = models.PositiveSmallIntegerField(_("check calls at least"), default=defaults.CHECK_LEAST)
    goal = models.PositiveSmallIntegerField(_("goal, percent"), default=defaults.GOAL)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Drafted by")
    )
    created_at = models.DateTimeField(_("Created"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed by")
    )
    signed_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Signed on behalf of"),
    )
    signed_at = models.DateTimeField(_("Signed"), null=True, blank=True)
    started_at = models.DateTimeField(_("Started"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    closing_note = models.TextField(_("conclusion"), blank=True)
    gather_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["gather_at"])

    class Meta:
        verbose_name = _("Campaign")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["state", "-created_at", "-id"], name="campaign_list"),
            models.Index(fields=["gather_at"], condition=models.Q(gather_at__isnull=False), name="campaign_to_gather"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("campaign", args=[self.number])


class CampaignPhase(models.Model):
    """A phase of the plan: the day by which it must end, and when it began and ended."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="phases", verbose_name=_("Campaign"))
    kind = models.CharField(_("phase"), max_length=10, choices=PhaseKind.choices)
    due_on = models.DateField(_("Due"))
    began_at = models.DateTimeField(_("Started"), null=True, blank=True)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Phase of a campaign")
        ordering = ("due_on", "pk")
        constraints = [models.UniqueConstraint(fields=["campaign", "kind"], name="phase_once_a_campaign")]


class CampaignSerial(models.Model):
    """One line of the list of serial numbers, as it was given, and what became of it."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="serials", verbose_name=_("Campaign"))
    line = models.PositiveIntegerField(_("Line"))
    given = models.CharField(_("As given"), max_length=100, blank=True)
    serial = models.CharField(_("serial number"), max_length=60, blank=True)
    state = models.CharField(_("Status"), max_length=14, choices=SerialState.choices)
    purchase = models.ForeignKey(
        Purchase, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("with the customer of")
    )

    class Meta:
        verbose_name = _("Serial number of a campaign")
        ordering = ("line", "pk")
        constraints = [models.UniqueConstraint(fields=["campaign", "line"], name="serial_line_once")]
        indexes = [models.Index(fields=["campaign", "state", "line"], name="campaign_serial_state")]

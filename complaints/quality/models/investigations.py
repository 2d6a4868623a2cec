"""Investigations of intrinsic quality problems."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from complaints.models import Ticket

from ..enums import CauseCategory, InvestigationState, Severity


class Investigation(models.Model):
    """A product quality incident 产品质量事故 under investigation (Q1)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="investigations", verbose_name=_("Ticket"))
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("Status"), max_length=10, choices=InvestigationState.choices, default=InvestigationState.OPEN
    )
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="investigations", verbose_name=_("led by")
    )
    team = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("Investigation team member")
    )
    severity = models.CharField(
        _("severity of the incident"), max_length=10, choices=Severity.choices, default=Severity.MINOR
    )
    plan = models.TextField(_("plan"), blank=True)
    opened_at = models.DateTimeField(_("Opened"))
    due_at = models.DateTimeField(_("Due"))
    on_site_findings = models.TextField(_("on-site findings"), blank=True)
    identification = models.TextField(_("product identification"), blank=True)
    # Lists of objects with the fields of the rows in forms/causes.py and forms/identification.py.
    specimens = models.JSONField(_("specimens"), default=list, blank=True)
    identified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Examined by")
    )
    identified_at = models.DateTimeField(_("Examined"), null=True, blank=True)
    whys = models.JSONField(_("five whys"), default=list, blank=True)
    causes = models.JSONField(_("possible causes"), default=list, blank=True)
    # The category of the first proven cause, by which costs are added up.
    cause_category = models.CharField(max_length=12, choices=CauseCategory.choices, blank=True, editable=False)
    cause = models.TextField(_("cause"), blank=True)
    responsibility = models.TextField(_("nature and responsibility"), blank=True)
    handling = models.TextField(_("handling"), blank=True)
    decision = models.TextField(_("meeting decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Decided on behalf of"),
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(m2m_fields=[team], excluded_fields=["cause_category"])

    class Meta:
        verbose_name = _("Investigation")
        ordering = ("-opened_at", "-pk")
        indexes = [
            models.Index(fields=["state", "due_at"], name="investigation_due"),
            models.Index(fields=["ticket", "-id"], condition=~Q(cause_category=""), name="investigation_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("investigation", args=[self.number])


class InvestigationFile(models.Model):
    """A photo or document from the investigation on site (Q1)."""

    investigation = models.ForeignKey(
        Investigation, models.CASCADE, related_name="files", verbose_name=_("Investigation")
    )
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    caption = models.CharField(_("what it shows"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Added by")
    )
    added_at = models.DateTimeField(_("Added"), null=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Investigation attachment")
        ordering = ("pk",)


class StoodDown(models.Model):
    """Somebody who does not take part in an investigation 回避, and why."""

    investigation = models.ForeignKey(
        Investigation, models.CASCADE, related_name="stood_down", verbose_name=_("Investigation")
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person"))
    reason = models.CharField(_("Reason"), max_length=500)
    at = models.DateTimeField(_("Date and time"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Stood down")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["investigation", "person"], name="stands_down_once")]

"""Investigations of intrinsic quality problems, their reports, and actions (CAPA)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from complaints.models import Ticket

from .enums import ActionKind, ActionState, InvestigationState


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
    opened_at = models.DateTimeField(_("Opened"))
    due_at = models.DateTimeField(_("Due"))
    on_site_findings = models.TextField(_("on-site findings"), blank=True)
    identification = models.TextField(_("product identification"), blank=True)
    cause = models.TextField(_("cause"), blank=True)
    responsibility = models.TextField(_("nature and responsibility"), blank=True)
    handling = models.TextField(_("handling"), blank=True)
    decision = models.TextField(_("meeting decision"), blank=True)
    attendees = models.CharField(_("attendees"), max_length=300, blank=True)
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
    history = HistoricalRecords(m2m_fields=[team])

    class Meta:
        verbose_name = _("Investigation")
        ordering = ("-opened_at", "-pk")
        indexes = [models.Index(fields=["state", "due_at"], name="investigation_due")]

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
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Investigation attachment")
        ordering = ("pk",)


class InvestigationReport(models.Model):
    """An issued version of the report 《产品质量事故调查报告》: a snapshot and its PDF, never changed (Q2).

    The PDF is generated after the transaction, under a lease. signed_copy is the PDF of the same snapshot with the
    signature. render_at: when to generate the PDF; None once it exists or the attempts were given up (see fault).
    """

    investigation = models.ForeignKey(
        Investigation, models.PROTECT, related_name="reports", verbose_name=_("Investigation")
    )
    version = models.PositiveSmallIntegerField()
    language = models.CharField(_("Language"), max_length=10)
    snapshot = models.JSONField(_("Content"))
    stored = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("File")
    )
    signed_copy = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed copy")
    )
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Filed by"))
    filed_at = models.DateTimeField(_("Filed"))
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Signed by")
    )
    signed_at = models.DateTimeField(_("Signed"), null=True, blank=True)
    render_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["render_at", "attempts", "fault", "lease", "leased_until"])

    class Meta:
        verbose_name = _("Investigation report")
        ordering = ("-version",)
        constraints = [models.UniqueConstraint(fields=["investigation", "version"], name="one_report_per_version")]
        indexes = [
            models.Index(fields=["render_at"], condition=Q(render_at__isnull=False), name="report_to_render"),
        ]

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

    @property
    def pdf(self) -> StoredFile | None:
        """The signed copy if there is one, else the unsigned one."""
        return self.signed_copy or self.stored


class Action(models.Model):
    """A corrective, preventive or improvement action: owner, due date, evidence, check of effectiveness (Q4)."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("type"), max_length=12, choices=ActionKind.choices)
    title = models.CharField(_("action details"), max_length=200)
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("Investigation")
    )
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("Ticket")
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    state = models.CharField(_("Status"), max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    evidence = models.TextField(_("evidence"), blank=True)
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)
    verification = models.TextField(_("how it was verified"), blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Verified by")
    )
    verified_at = models.DateTimeField(_("Verified at"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Corrective or preventive action")
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="action_owner"),
            models.Index(fields=["state", "due_on"], name="action_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("action", args=[self.number])


class ActionFile(models.Model):
    """Evidence that an action was carried out."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="files", verbose_name=_("Action"))
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Action attachment")
        ordering = ("pk",)

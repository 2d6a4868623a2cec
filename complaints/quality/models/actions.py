"""Containment, corrective, preventive and improvement actions (CAPA), and recovery from suppliers."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from aftersales.store.fields import CodeField
from complaints.models import Ticket
from customers.models import Product

from ..enums import ActionKind, ActionState
from .investigations import Investigation


class Action(models.Model):
    """An action: owner, due date, evidence, and by what, when and by whom it is judged (Q4).

    criterion: by what it is judged, in words. target_rate: or the rate of complaints about product and batch that it
    must reach, per 1,000 units and week. window_days: how long the result is watched after the action is done; judge_on
    is the first day on which it may be judged. due_at: of containment, which is due within hours. figures: the rates
    before and after, as they were when it was judged.

    source_key, source_label and source_url: what above this app it comes from, such as a visit; a source has one
    action. alert_at: when the next of the people is told that it is late; alert_level: how many levels have been told.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("type"), max_length=12, choices=ActionKind.choices)
    title = models.CharField(_("action details"), max_length=200)
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("Investigation")
    )
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("Ticket")
    )
    source_key = models.CharField(max_length=80, blank=True)
    source_label = models.CharField(_("Source"), max_length=120, blank=True)
    source_url = models.CharField(max_length=200, blank=True)
    follows = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name=_("Follows")
    )
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="actions", verbose_name=_("owner"))
    due_on = models.DateField(_("due"))
    due_at = models.DateTimeField(_("due at"), null=True, blank=True)
    state = models.CharField(_("Status"), max_length=12, choices=ActionState.choices, default=ActionState.OPEN)
    criterion = models.TextField(_("criterion"), blank=True)
    window_days = models.PositiveSmallIntegerField(_("days watched"), default=0)
    product = models.ForeignKey(
        Product, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Product")
    )
    batch = CodeField(_("batch"), max_length=40, blank=True)
    target_rate = models.DecimalField(_("target rate"), max_digits=9, decimal_places=3, null=True, blank=True)
    evidence = models.TextField(_("evidence"), blank=True)
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Done by")
    )
    judge_on = models.DateField(_("to be judged from"), null=True, blank=True)
    verification = models.TextField(_("how it was verified"), blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Judged by")
    )
    verified_at = models.DateTimeField(_("Judged at"), null=True, blank=True)
    figures = models.JSONField(_("Figures"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    alert_at = models.DateTimeField(null=True, blank=True)
    alert_level = models.PositiveSmallIntegerField(default=0)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["alert_at", "alert_level"])

    class Meta:
        verbose_name = _("Corrective or preventive action")
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=["owner", "state", "due_on"], name="action_owner"),
            models.Index(fields=["state", "due_on"], name="action_due"),
            models.Index(fields=["alert_at"], name="action_alert", condition=Q(alert_at__isnull=False)),
            models.Index(fields=["product", "state"], name="action_product"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source_key"], name="one_action_a_source", condition=~Q(source_key="")),
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


class Recurrence(models.Model):
    """A ticket about the problem that an action was judged to have ended. It reopened the action, once.

    why: "batch", "problem" or "product". dismissed: somebody said that it is another problem.
    """

    action = models.ForeignKey(Action, models.PROTECT, related_name="recurrences", verbose_name=_("Action"))
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="+", verbose_name=_("Ticket"))
    why = models.CharField(_("reason"), max_length=10)
    found_at = models.DateTimeField(_("Found"))
    dismissed_at = models.DateTimeField(_("Dismissed"), null=True, blank=True)
    dismissed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("Dismissed by"),
    )
    dismiss_reason = models.CharField(_("why it is another problem"), max_length=500, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Recurrence")
        ordering = ("found_at", "pk")
        constraints = [models.UniqueConstraint(fields=["action", "ticket"], name="one_recurrence_a_ticket")]

"""Canned replies, reminders, calls and assignment rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Department, Named, Region, in_language
from customers.enums import Direction
from customers.models import Contact, Customer

from ..enums import Kind
from .ticket import Ticket


class CannedReply(Named):
    """A canned reply 常用回复 in both languages. Empty kinds or channels mean all; the channel is the ticket's.

    {number}, {customer} and {due} are placeholders that are filled in for the ticket (rules/canned_replies.py).
    """

    body = models.TextField(_("text"))
    body_en = models.TextField(_("English text"), blank=True)
    kinds = models.JSONField(_("types"), default=list, blank=True)
    channels = models.JSONField(_("channels"), default=list, blank=True)
    position = models.PositiveSmallIntegerField(_("sort order"), default=100)
    is_active = models.BooleanField(_("active"), default=True)
    effective_from = models.DateField(_("effective from"))
    effective_until = models.DateField(_("effective until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Canned reply")
        ordering = ("position", "pk")

    @property
    def text(self) -> str:
        """The text in the reader's language."""
        return in_language(self.body, self.body_en)


class Reminder(models.Model):
    """A reminder of one user about one ticket. told_at and the lease are written without history."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="reminders", verbose_name=_("Ticket"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminders", verbose_name=_("Person")
    )
    due_at = models.DateTimeField(_("time"))
    note = models.CharField(_("remind about"), max_length=300)
    created_at = models.DateTimeField(_("Created"))
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)
    told_at = models.DateTimeField(null=True, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["told_at", "lease", "leased_until"])

    class Meta:
        verbose_name = _("Reminder")
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(told_at__isnull=True, done_at__isnull=True), name="reminder_due"
            ),
            models.Index(fields=["user", "due_at"], condition=Q(done_at__isnull=True), name="reminder_of_user"),
        ]


class Call(models.Model):
    """A call as the telephone system reported it, with the system's call id. It has no content and no history.

    answered_at: when somebody picked up; None if the system did not say, or if nobody did (see MissedCall).
    """

    call_id = models.CharField(max_length=64, unique=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.IN)
    phone = models.CharField(_("Phone"), max_length=40)
    phone_digits = models.CharField(max_length=40, editable=False)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    extension = models.CharField(max_length=20, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Person")
    )
    customer = models.ForeignKey(
        Customer, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    ticket = models.ForeignKey(
        Ticket, models.SET_NULL, null=True, blank=True, related_name="calls", verbose_name=_("Ticket")
    )
    created_at = models.DateTimeField(_("Created"))

    class Meta:
        verbose_name = _("Call")
        ordering = ("-rang_at", "-pk")
        indexes = [
            models.Index(fields=["-rang_at"], name="call_rang"),
            models.Index(
                fields=["rang_at"], condition=Q(direction="in", answered_at=None, ticket=None), name="call_unanswered"
            ),
        ]


class AssignmentRule(models.Model):
    """The owner of tickets that were not logged by service staff, by region, product category and type.

    The owner is a user, or the least loaded user of a department. An empty region, category or type means any. The
    lowest priority number applies.
    """

    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("region")
    )
    category = models.CharField(_("product category"), max_length=60, blank=True, default="")
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices, blank=True, default="")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("owner")
    )
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("department")
    )
    priority = models.PositiveSmallIntegerField(_("priority"), default=100)
    is_active = models.BooleanField(_("active"), default=True)
    effective_from = models.DateField(_("effective from"))
    effective_until = models.DateField(_("effective until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Assignment rule")
        ordering = ("priority", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(owner__isnull=False, department__isnull=True)
                | Q(owner__isnull=True, department__isnull=False),
                name="assigned_to_one",
            )
        ]

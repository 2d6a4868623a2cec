"""Meetings on quality, which the general manager chairs, and the cases on their agenda."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from complaints.enums import Remedy

from ..enums import MeetingState
from .actions import Action
from .investigations import Investigation

SHARES = ("share_supplier", "share_ours", "share_customer", "share_transport")


class Meeting(models.Model):
    """A meeting that decides on investigations (Q3). guests: people who are no users, by name.

    chaired_for: the absent general manager, if a stand-in chaired it.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(_("Status"), max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    starts_at = models.DateTimeField(_("starts"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    chair = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("chair"))
    chaired_for = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("on behalf of"),
    )
    attendees = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="meetings", verbose_name=_("Attendee")
    )
    guests = models.CharField(_("guests"), max_length=500, blank=True)
    minutes = models.TextField(_("minutes"), blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(m2m_fields=[attendees])

    class Meta:
        verbose_name = _("Meeting on quality")
        ordering = ("-starts_at", "-pk")
        indexes = [
            models.Index(fields=["state", "starts_at"], name="meeting_state"),
            models.Index(fields=["-starts_at", "-id"], name="meeting_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("meeting", args=[self.number])


class MeetingCase(models.Model):
    """An investigation on the agenda, its minutes, and what was decided about it.

    The shares say in percent who is responsible; they are all empty, or their sum is 100. amount_limit: up to which
    amount the remedy may cost. actions: those that the meeting assigned.
    """

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="cases", verbose_name=_("Meeting on quality"))
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, related_name="cases", verbose_name=_("Investigation")
    )
    place = models.PositiveSmallIntegerField(_("item"))
    minutes = models.TextField(_("minutes"), blank=True)
    nature = models.CharField(_("nature of the incident"), max_length=500, blank=True)
    responsible = models.CharField(_("who is responsible"), max_length=500, blank=True)
    share_supplier = models.PositiveSmallIntegerField(_("share of the supplier"), null=True, blank=True)
    share_ours = models.PositiveSmallIntegerField(_("our share"), null=True, blank=True)
    share_customer = models.PositiveSmallIntegerField(_("share of the customer"), null=True, blank=True)
    share_transport = models.PositiveSmallIntegerField(_("share of transport"), null=True, blank=True)
    cause = models.TextField(_("cause"), blank=True)
    remedy = models.CharField(_("remedy"), max_length=12, choices=Remedy.choices, blank=True)
    amount_limit = models.DecimalField(_("up to"), max_digits=12, decimal_places=2, null=True, blank=True)
    decision = models.TextField(_("handling"), blank=True)
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
    actions = models.ManyToManyField(Action, blank=True, related_name="cases", verbose_name=_("Action"))
    history = HistoricalRecords(m2m_fields=[actions])

    class Meta:
        verbose_name = _("Case on the agenda")
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "investigation"], name="one_case_per_meeting"),
            models.CheckConstraint(
                condition=Q(amount_limit__isnull=True) | Q(amount_limit__gte=0), name="case_limit_not_negative"
            ),
        ]

    @property
    def shares(self) -> dict[str, int]:
        """The shares that were given."""
        return {name: value for name in SHARES if (value := getattr(self, name)) is not None}

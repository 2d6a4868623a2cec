"""How much a rep can do, the daily digest, and which overdue visits have climbed to whom."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from customers.models.rules import DatedRule

from .visits import Visit


class VisitCapacity(DatedRule):
    """How many visits a rep can make at most (visits/rules/load.py, Capacity). rep: None for all who have no row of
    their own. One row of a rep is in effect a day."""

    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visit_capacities",
        verbose_name=_("rep"),
    )
    visits_a_day = models.PositiveSmallIntegerField(_("visits a day"))
    visits_a_week = models.PositiveSmallIntegerField(_("visits a week"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Capacity for follow-ups")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(self.rep) if self.rep_id else str(_("All reps"))


class VisitReminderRule(DatedRule):
    """When the daily digest is sent, and when an overdue visit climbs (visits/rules/load.py, ReminderTerms). One row is
    in effect a day."""

    digest_hour = models.PositiveSmallIntegerField(_("hour of the digest"))
    manager_after = models.PositiveSmallIntegerField(_("manager after days"))
    gm_after = models.PositiveSmallIntegerField(_("general manager after days"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Reminders of follow-ups")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Digest and escalation"))


class VisitPace(models.Model):
    """The visits a week that the cadence of a rep's customers makes, computed every night."""

    rep = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="visit_pace", verbose_name=_("rep")
    )
    visits_a_week = models.FloatField(_("visits a week"))

    class Meta:
        verbose_name = _("Pace of follow-ups")


class VisitDigest(models.Model):
    """When a person gets the next digest, and the day of the last one."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="visit_digest", verbose_name=_("Person")
    )
    due_at = models.DateTimeField(_("Due"), db_index=True)
    sent_on = models.DateField(_("Sent"), null=True, blank=True)

    class Meta:
        verbose_name = _("Digest of follow-ups")


class VisitEscalation(models.Model):
    """An overdue visit that has climbed to a person, who reads of it in the next digest.

    level: 1 for managers, 2 for the general manager. since: the day from which the visit counts as overdue; a visit
    that is rescheduled and overdue again climbs again. told_on: the day of the digest that tells of it.
    """

    visit = models.ForeignKey(Visit, models.CASCADE, related_name="escalations", verbose_name=_("Follow-up visit"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Person"))
    level = models.PositiveSmallIntegerField(_("Level"))
    since = models.DateField(_("Overdue since"))
    raised_at = models.DateTimeField(_("Created"))
    told_on = models.DateField(_("Told"), null=True, blank=True)

    class Meta:
        verbose_name = _("Escalation of a follow-up")
        constraints = [
            models.UniqueConstraint(fields=["visit", "user", "level", "since"], name="escalated_once"),
        ]
        indexes = [models.Index(fields=["user"], condition=Q(told_on=None), name="escalation_untold")]

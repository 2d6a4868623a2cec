"""The company and its working time."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Named, in_language


class Company(Named):
    """The company that uses this system: one row. Its names and address form the letterhead."""

    address = models.CharField(_("address"), max_length=200, blank=True)
    address_en = models.CharField(_("English address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)
    checklist_dismissed_at = models.DateTimeField(_("Getting started dismissed"), null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Organization")

    @property
    def letterhead(self) -> dict[str, str]:
        return {
            "name_zh": self.name,
            "name_en": self.name_en or self.name,
            "address": in_language(self.address, self.address_en),
            "phone": self.phone,
        }


# Names in the API and in forms; the index is the value of `weekday`.
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class WorkingPeriod(models.Model):
    """One working period of a weekday. A day may have several with breaks between them. Monday is 0."""

    weekday = models.PositiveSmallIntegerField(_("weekday"))
    starts = models.TimeField(_("from"))
    ends = models.TimeField(_("until"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Working hours")
        ordering = ("weekday", "starts")
        constraints = [
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="period_in_order"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="period_weekday"),
        ]


class Holiday(models.Model):
    """A day that differs from its weekday: a holiday, or a make-up workday 调休."""

    date = models.DateField(_("date"), unique=True)
    is_workday = models.BooleanField(_("make-up workday"), default=False)
    name = models.CharField(_("name"), max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Holiday or make-up workday")
        ordering = ("date",)


class Heartbeat(models.Model):
    """When a part of the system last showed that it runs. /healthz reads it."""

    name = models.CharField(pgettext_lazy("of a thing", "Name"), max_length=20, unique=True)
    beat_at = models.DateTimeField()

    class Meta:
        verbose_name = _("Heartbeat")


class JobFailure(models.Model):
    """A scheduled job whose last run failed, or skipped rows that failed. /healthz and the administrators' home
    name it.

    error: the kinds of error with the ids of the rows; never their text, which may hold personal data. The row is
    deleted by a run without failures.
    """

    task = models.CharField(_("Job"), max_length=100, unique=True)
    since = models.DateTimeField(_("Since"))
    failed_at = models.DateTimeField(_("Last failed"))
    rows = models.PositiveIntegerField(_("Rows"))
    error = models.CharField(_("Error"), max_length=300)

    class Meta:
        verbose_name = _("Failed job")
        ordering = ("since",)

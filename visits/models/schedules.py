"""When the next visit of each customer is due, and the runs that compute it for all of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from customers.enums import Channel
from customers.models import Customer

from ..enums import RunPurpose, ScheduleBasis


class VisitSchedule(models.Model):
    """When the next visit of a customer is due, and why: what rules/schedule.py gives for the facts of the customer.

    services/schedules.py computes it in the transaction that changes a fact. It has no history, because its facts
    have. next_due_on: empty if no visit is due. is_planned: whether a visit is planned for it already; whoever opens or
    closes a visit sets it, so that the planner passes over those who wait for their day. earliest_on: no visit before
    this day.
    """

    customer = models.OneToOneField(
        Customer, models.CASCADE, primary_key=True, related_name="visit_schedule", verbose_name=_("customer")
    )
    basis = models.CharField(_("basis"), max_length=10, choices=ScheduleBasis.choices)
    months = models.PositiveSmallIntegerField(_("interval in months"), null=True, blank=True)
    last_visit_on = models.DateField(_("last visit that took place"), null=True, blank=True)
    counted_from = models.DateField(_("counted from"))
    next_due_on = models.DateField(_("next due"), null=True, blank=True)
    earliest_on = models.DateField(_("not before"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, blank=True)
    is_planned = models.BooleanField(_("Planned"), default=False, editable=False)

    class Meta:
        verbose_name = _("Visit schedule")
        indexes = [
            models.Index(
                fields=["next_due_on", "customer"], condition=Q(next_due_on__isnull=False), name="schedule_due"
            ),
            models.Index(
                fields=["next_due_on", "customer"],
                condition=Q(next_due_on__isnull=False, is_planned=False),
                name="schedule_unplanned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.next_due_on or '–'}"


class ScheduleRun(models.Model):
    """A run that asks the rule for every customer: after a change of the cadence, or as the nightly check.

    It works in the order of the ids. last_id: the last customer it has dealt with, so that whoever continues a run that
    was killed begins behind it. total: how many customers there were at the start. differed: how many stored schedules
    were not what the rule gives.
    """

    purpose = models.CharField(_("purpose"), max_length=10, choices=RunPurpose.choices)
    last_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(_("customers"), default=0)
    done = models.PositiveIntegerField(_("done"), default=0)
    differed = models.PositiveIntegerField(_("differed"), default=0)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("Computation of schedules")
        ordering = ("-pk",)
        indexes = [models.Index(fields=["id"], condition=Q(finished_at=None), name="schedule_run_open")]

"""How often we contact each customer, and the rule that limits it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import ContactPurpose, TouchState
from .customer import Customer
from .rules import DatedRule


class TouchRule(DatedRule):
    """How often a customer may be contacted in a month (customers/rules/touches.py, Cap). One row is in effect a
    day."""

    per_month = models.PositiveSmallIntegerField(_("contacts a month"))
    visits_count = models.BooleanField(_("visits count"), default=True)
    surveys_count = models.BooleanField(_("surveys count"), default=True)
    campaigns_count = models.BooleanField(_("notices count"), default=True)
    wait_days = models.PositiveSmallIntegerField(_("days a visit may wait after its due day"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Contact limit")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Contacts a month"))


class ContactTouch(models.Model):
    """One contact that we begin, written in the transaction that makes it.

    source: what it belongs to ("visit 12:2026-06-01:1"); unique, so that a contact is counted once. on: the day, for a
    visit the planned one; month: its first day. slot: the place in the month that it takes; unique, so that two at once
    never take the same. Empty if it takes none. wanted_on: the day that it would have had without the limit. It has no
    history, because visits, invitations and campaigns have.
    """

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="touches", verbose_name=_("customer"))
    purpose = models.CharField(_("purpose"), max_length=8, choices=ContactPurpose.choices)
    source = models.CharField(max_length=80, unique=True)
    state = models.CharField(_("Status"), max_length=8, choices=TouchState.choices)
    on = models.DateField(_("Date"))
    month = models.DateField(_("month"))
    slot = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    wanted_on = models.DateField(_("wanted on"))

    class Meta:
        verbose_name = _("Contact that we began")
        ordering = ("on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["customer", "month", "slot"], name="touch_slot_once"),
            models.CheckConstraint(condition=Q(state="counted") ^ Q(slot=None), name="counted_touch_has_a_slot"),
        ]

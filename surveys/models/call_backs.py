"""Call-backs after unhappy answers: somebody who did not serve the customer calls, and says how it ended (S4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from complaints.models import Ticket
from customers.models import Customer

from ..enums import CallBackResult, CallBackWhy
from .responses import Response
from .rounds import Round


class CallBack(models.Model):
    """A call that is owed to a customer, one for each response.

    user: who calls, never somebody who served the customer; None if there is nobody else. attempts: calls that reached
    nobody. told_late_at: when managers heard that it is late. Of an anonymous round there are no response and no
    customer, only what the respondent left to be reached by (contact) on which day; once: a keyed hash, so that nobody
    asks twice (queries/call_backs.py).
    """

    response = models.OneToOneField(
        Response, models.PROTECT, null=True, blank=True, related_name="call_back", verbose_name=_("Survey response")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="call_backs", verbose_name=_("Survey round")
    )
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="call_backs", verbose_name=_("Customer")
    )
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="call_backs", verbose_name=_("Ticket")
    )
    contact = models.CharField(_("left to be reached by"), max_length=200, blank=True)
    once = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    why = models.CharField(_("reason"), max_length=12, choices=CallBackWhy.choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="call_backs",
        verbose_name=_("Who calls"),
    )
    opened_at = models.DateTimeField(_("Opened"))
    due_at = models.DateTimeField(_("due at"))
    attempts = models.PositiveSmallIntegerField(_("calls that reached nobody"), default=0)
    told_late_at = models.DateTimeField(null=True, blank=True, editable=False)
    done_at = models.DateTimeField(_("Done"), null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Done by")
    )
    result = models.CharField(_("result"), max_length=12, choices=CallBackResult.choices, blank=True)
    note = models.TextField(_("what the customer said"), blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["told_late_at", "once"])

    class Meta:
        verbose_name = _("Call-back after a survey")
        ordering = ("due_at", "pk")
        indexes = [
            models.Index(fields=["user", "due_at", "id"], condition=Q(done_at=None), name="call_back_waiting"),
            models.Index(fields=["due_at", "id"], name="call_back_due"),
            models.Index(fields=["done_at", "id"], name="call_back_done"),
            models.Index(fields=["due_at"], condition=Q(done_at=None, told_late_at=None), name="call_back_late"),
        ]

    def __str__(self) -> str:
        return str(self.customer or self.contact)

    def get_absolute_url(self) -> str:
        return reverse("call_back", args=[self.pk])

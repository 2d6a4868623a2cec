"""What a meeting on quality decided about a ticket."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import Remedy
from .ticket import Ticket


class BindingDecision(models.Model):
    """The decision that proposals for a ticket keep to, or depart from with a reason (Q3).

    meeting, about: the numbers of the meeting and of what it decided on. A later decision replaces it. lifted_at: since
    when it does not bind any more, because what it decided on is open again.
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="binding_decision", verbose_name=_("Ticket"))
    meeting = models.CharField(_("meeting"), max_length=20)
    about = models.CharField(_("decided on"), max_length=20)
    remedy = models.CharField(_("remedy"), max_length=12, choices=Remedy.choices)
    amount_limit = models.DecimalField(_("up to"), max_digits=12, decimal_places=2, null=True, blank=True)
    words = models.TextField(_("meeting decision"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided"))
    lifted_at = models.DateTimeField(_("Lifted"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Binding decision")
        ordering = ("-decided_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_limit__isnull=True) | Q(amount_limit__gte=0), name="decided_limit_not_negative"
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting} {self.about}"

"""Recognition and correction of staff 表彰与纠正."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..enums import RecognitionKind, RecognitionState


class Recognition(models.Model):
    """A proposal to recognise or correct somebody, with the facts, the comment of the person, and the decision.

    The person, who proposed it, and those who decide may see it.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("type"), max_length=12, choices=RecognitionKind.choices)
    state = models.CharField(
        _("Status"), max_length=10, choices=RecognitionState.choices, default=RecognitionState.PROPOSED
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Person"))
    happened_on = models.DateField(_("day of the event"))
    reason = models.CharField(_("reason"), max_length=200)
    facts = models.TextField(_("facts"))
    measure = models.CharField(_("proposed measure"), max_length=500, blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    proposed_at = models.DateTimeField(_("Proposed"))
    comment = models.TextField(_("comment of the person"), blank=True)
    commented_at = models.DateTimeField(_("Commented"), null=True, blank=True)
    decision = models.TextField(_("decision"), blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("people", "Decided by"),
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Recognition or correction")
        ordering = ("-proposed_at", "-pk")
        indexes = [
            models.Index(fields=["-proposed_at", "-id"], name="recognition_newest"),
            models.Index(fields=["state", "-proposed_at"], name="recognition_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("recognition", args=[self.number])

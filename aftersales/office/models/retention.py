"""Retention periods that differ from the default."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.store.personal import LONGEST


class RetentionPeriod(models.Model):
    """How many days a kind of data is kept. subject: its name in the declaration (aftersales.store.personal), such
    as "office.draft"."""

    subject = models.CharField(_("data kept"), max_length=60, unique=True, editable=False)
    days = models.PositiveSmallIntegerField(_("days"))
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Data retention")
        ordering = ("subject",)
        constraints = [models.CheckConstraint(condition=Q(days__gte=1, days__lte=LONGEST), name="retention_days")]

    def __str__(self) -> str:
        return self.subject

"""How many days data is kept, where the administrator set another number than the default."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.store.personal import LONGEST


class RetentionPeriod(models.Model):
    """subject: what is kept so long, as `aftersales.store.personal` declares it ("office.draft")."""

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

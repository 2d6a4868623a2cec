"""What a campaign prints: the file for the authority, and letters."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile

from ..enums import PaperKind
from .campaigns import Campaign


class CampaignPaper(models.Model):
    """A numbered version of the file for the authority, or a stack of letters: a snapshot and its PDF.

    The PDF is made after the transaction, under a lease, as that of an investigation report. posted_on: when the
    letters were posted.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="papers", verbose_name=_("Campaign"))
    kind = models.CharField(_("type"), max_length=8, choices=PaperKind.choices)
    version = models.PositiveSmallIntegerField()
    language = models.CharField(_("Language"), max_length=10)
    snapshot = models.JSONField(_("Content"))
    count = models.PositiveIntegerField(_("Customers"), default=0)
    stored = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("File")
    )
    filed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Filed by")
    )
    filed_at = models.DateTimeField(_("Filed"))
    posted_on = models.DateField(_("posted on"), null=True, blank=True)
    render_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["render_at", "attempts", "fault", "lease", "leased_until"])

    class Meta:
        verbose_name = _("Document of a campaign")
        ordering = ("-version", "-pk")
        constraints = [models.UniqueConstraint(fields=["campaign", "kind", "version"], name="one_paper_per_version")]
        indexes = [models.Index(fields=["render_at"], condition=Q(render_at__isnull=False), name="paper_to_render")]

    @property
    def language_name(self) -> str:
        return str(dict(settings.LANGUAGES).get(self.language, self.language))

"""Tags: the company's own words for what tickets have in common."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..rules.tags import LONGEST, LONGEST_KEY
from .ticket import Ticket


class Tag(models.Model):
    """A tag 标签, in the language of the company. key: the name as names are compared.

    merged_into: the tag that tickets with this one are shown with; it is never merged itself. The tickets keep what
    they were given, so that a merge is one row whatever their number.
    """

    name = models.CharField(_("name"), max_length=LONGEST)
    key = models.CharField(max_length=LONGEST_KEY, unique=True, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["key"])

    class Meta:
        verbose_name = _("Tag")
        ordering = ("key",)

    def __str__(self) -> str:
        return self.name


class TicketTag(models.Model):
    """A tag of a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="ticket_tags", verbose_name=_("Ticket"))
    tag = models.ForeignKey(Tag, models.PROTECT, related_name="uses", verbose_name=_("Tag"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Tag of a ticket")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["ticket", "tag"], name="one_tag_per_ticket")]

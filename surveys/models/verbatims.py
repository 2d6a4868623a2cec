"""What customers wrote in surveys, searchable and with its themes. They are made from the responses and hold nothing
that a response does not."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import Region
from customers.enums import Tier

from ..enums import Voice
from .responses import Response
from .rounds import Round


class Verbatim(models.Model):
    """The comment of a response, with what it is filtered by. Its id is that of the response, so that its order says
    nothing more. score: 0–10, the likelihood to recommend; voice: its group, "" without a score. search_text: grams."""

    response = models.OneToOneField(Response, models.CASCADE, related_name="verbatim")
    quarter = models.CharField(_("quarter"), max_length=7)
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Survey round")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier.choices, blank=True)
    score = models.PositiveSmallIntegerField(_("Recommend"), null=True, blank=True)
    voice = models.CharField(max_length=9, choices=Voice.choices, blank=True)
    search_text = models.TextField(blank=True, editable=False)

    class Meta:
        verbose_name = _("Comment in a survey")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["quarter", "-id"], name="verbatim_quarter"),
            models.Index(fields=["quarter", "voice", "-id"], name="verbatim_voice"),
        ]


class VerbatimTheme(models.Model):
    """A pair of characters or words in a comment (complaints/quality/rules/themes.py)."""

    verbatim = models.ForeignKey(Verbatim, models.CASCADE, related_name="themes", db_index=False)
    key = models.CharField(_("Theme"), max_length=40)
    quarter = models.CharField(max_length=7)

    class Meta:
        verbose_name = _("Theme of a comment")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["verbatim", "key"], name="one_theme_per_verbatim")]
        indexes = [models.Index(fields=["quarter", "key"], name="verbatim_theme")]

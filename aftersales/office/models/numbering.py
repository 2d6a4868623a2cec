"""How documents are numbered, and the last numbers given out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..rules.numbering import FEWEST, HIGHEST, LAST, MOST


class NumberSequence(models.Model):
    """The last number that was given out for a kind of document and a period."""

    key = models.CharField(max_length=40, unique=True)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("Number sequence")
        constraints = [models.CheckConstraint(condition=Q(last__lte=LAST), name="sequence_fits")]


class NumberFormat(models.Model):
    """How future numbers of a kind of document look. Without a row they look like TK-2026-00001.

    raised_to: the number to continue from that was last set by hand.
    """

    kind = models.CharField(_("document type"), max_length=6, unique=True, editable=False)
    prefix = models.CharField(_("begins with"), max_length=6, unique=True)
    digits = models.PositiveSmallIntegerField(_("digits"), default=5)
    with_year = models.BooleanField(_("includes year"), default=True)
    raised_to = models.PositiveIntegerField(_("continued from"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Document numbering")
        ordering = ("kind",)
        constraints = [
            models.CheckConstraint(condition=Q(digits__gte=FEWEST, digits__lte=MOST), name="number_digits"),
            models.CheckConstraint(condition=~Q(prefix=""), name="number_prefix"),
            models.CheckConstraint(condition=Q(raised_to=None) | Q(raised_to__lte=HIGHEST), name="number_raised"),
        ]

    def __str__(self) -> str:
        return self.prefix

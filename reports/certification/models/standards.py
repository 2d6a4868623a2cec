"""Standards by which the company evaluates itself, and their catalogues of items with points."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from ..enums import Evidence


def in_language(chinese: str, english: str) -> str:
    """The name in the language of the reader."""
    return english if english and (translation.get_language() or "").startswith("en") else chinese


class Standard(models.Model):
    """A standard. has_grades: it knows grades, deductions and a bonus (GB/T 27922); others give a share only.

    is_yearly: an evaluation begins by itself once a year.
    """

    code = models.SlugField(_("code"), max_length=20, unique=True)
    title = models.CharField(_("Standard"), max_length=100)
    title_en = models.CharField(_("Standard in English"), max_length=100)
    has_grades = models.BooleanField(_("with grades"), default=False)
    is_yearly = models.BooleanField(_("evaluated every year"), default=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Standard for self-evaluation")
        ordering = ("pk",)

    def __str__(self) -> str:
        return in_language(self.title, self.title_en)


class Catalogue(models.Model):
    """The items of a standard from a day on. A catalogue is never changed: a new one follows it."""

    standard = models.ForeignKey(Standard, models.PROTECT, related_name="catalogues", verbose_name=_("Standard"))
    edition = models.PositiveIntegerField(_("edition"))
    effective_from = models.DateField(_("effective from"))
    # The points of the items are the defaults of the product, which split each section evenly.
    is_even = models.BooleanField(_("points split evenly"), default=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Catalogue of a standard")
        ordering = ("standard", "-edition")
        constraints = [models.UniqueConstraint(fields=["standard", "edition"], name="one_catalogue_per_edition")]

    def __str__(self) -> str:
        return f"{self.standard} {self.edition}"


class CatalogueItem(models.Model):
    """A section (without parent) or an item of it. evidence: the query that counts it; empty: shown by hand."""

    catalogue = models.ForeignKey(Catalogue, models.PROTECT, related_name="items", verbose_name=_("Catalogue"))
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("Section")
    )
    code = models.CharField(_("clause"), max_length=12)
    place = models.PositiveSmallIntegerField(_("order"))
    title = models.CharField(_("title of the clause"), max_length=100)
    title_en = models.CharField(_("title of the clause in English"), max_length=100)
    points = models.DecimalField(_("points"), max_digits=6, decimal_places=2)
    evidence = models.CharField(_("query"), max_length=8, choices=Evidence.choices, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Item of a catalogue")
        ordering = ("place",)
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="one_item_per_clause")]

    def __str__(self) -> str:
        return f"{self.code} {in_language(self.title, self.title_en)}"

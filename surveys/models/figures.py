"""The figures of a computed round, as they are shown: one row a figure, segment and reading (S3, S6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from aftersales.office.models import StoredFile

from ..enums import Segment
from .index import IndexModel, WeightSet
from .rounds import Round


class Figure(models.Model):
    """A figure of a round, for all customers or for one segment.

    code: index:<latent>, aspect:<service|process|result>, item:<key> (all 0 to 100), csat (percent), nps (−100 to
    100), ces (1 to 7), share:<promoters|passives|detractors>, response_rate, flag:<code>, funnel:<step>,
    moves:<better|same|worse>, moves:index (by how much the customers of both rounds changed).
    without_flagged: whether flagged answers were left out. member: the primary key of the region, product, outlet or
    team, or the code of the tier; "" for all customers.

    value, low, high: with the 95% interval; None where hidden or not computable. error: the standard error. n: valid
    answers. effective_n: what they are worth after weighting. was, was_low, was_high: of the last round that asked the
    same, computed with the weights of this round. change, z, p, is_significant: against that; p after Holm where
    several segments are compared. apart_p, is_apart: whether the segment differs from all others, after Holm.
    is_hidden: fewer than five answers, here or by subtraction; n is then None as well. basis: the questions and scales
    behind the figure; a trend only joins figures with the same basis.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="figures", verbose_name=_("Survey round"))
    without_flagged = models.BooleanField(_("without flagged"), default=False)
    segment = models.CharField(_("Segment"), max_length=7, choices=Segment.choices, default=Segment.ALL)
    member = models.CharField(_("Segment member"), max_length=20, blank=True)
    code = models.CharField(_("Figure"), max_length=60)
    value = models.FloatField(_("Value"), null=True, blank=True)
    low = models.FloatField(null=True, blank=True)
    high = models.FloatField(null=True, blank=True)
    error = models.FloatField(null=True, blank=True)
    n = models.PositiveIntegerField(_("responses"), null=True, blank=True)
    effective_n = models.FloatField(null=True, blank=True)
    was = models.FloatField(null=True, blank=True)
    was_low = models.FloatField(null=True, blank=True)
    was_high = models.FloatField(null=True, blank=True)
    change = models.FloatField(_("Change"), null=True, blank=True)
    z = models.FloatField(null=True, blank=True)
    p = models.FloatField(null=True, blank=True)
    is_significant = models.BooleanField(null=True, blank=True)
    apart_p = models.FloatField(null=True, blank=True)
    is_apart = models.BooleanField(null=True, blank=True)
    is_hidden = models.BooleanField(default=False)
    basis = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("Figure of a round")
        ordering = ("round", "without_flagged", "segment", "member", "code")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "without_flagged", "segment", "member", "code"], name="one_figure_a_cell"
            )
        ]
        indexes = [models.Index(fields=["segment", "code", "round"], name="figure_trend")]


class PathResult(models.Model):
    """What the path model of a round says.

    weights: {question key: weight of the unstandardised item} as used. weight_set: where they come from; None means
    equal weights, because fewer than 200 responses were there. has_paths: whether path results are shown (from 100
    responses on). loadings: {key: loading}. paths, effects: [{"from", "to", "value", "low", "high"}] with the intervals
    of `draws` bootstrap draws; `failed` more could not be estimated. Effects are total effects on the overall index.
    r2: {latent: share explained}. reliability: {latent: {"alpha", "cr", "ave"}}. importance: [{"key", "effect", "low",
    "high", "score", "score_low", "score_high", "quadrant"}]. themes: [{"theme", "pro", "det"}], counts of texts, see
    services/themes.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="paths", verbose_name=_("Survey round"))
    without_flagged = models.BooleanField(_("without flagged"), default=False)
    index_model = models.ForeignKey(
        IndexModel, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Index model")
    )
    weight_set = models.ForeignKey(
        WeightSet, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Weights")
    )
    n = models.PositiveIntegerField(_("responses"), default=0)
    effective_n = models.FloatField(default=0)
    has_paths = models.BooleanField(default=False)
    draws = models.PositiveIntegerField(default=0)
    failed = models.PositiveIntegerField(default=0)
    weights = models.JSONField(default=dict)
    loadings = models.JSONField(default=dict)
    paths = models.JSONField(default=list)
    effects = models.JSONField(default=list)
    r2 = models.JSONField(default=dict)
    reliability = models.JSONField(default=dict)
    importance = models.JSONField(default=list)
    themes = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("Path model of a round")
        constraints = [models.UniqueConstraint(fields=["round", "without_flagged"], name="one_path_result_a_reading")]


class Computation(models.Model):
    """The computation of a round while it runs. lease: who computes it, until when; a worker that is killed lets it
    run out, and another one begins anew. percent: how far it is. fault: the kind of the last error."""

    round = models.OneToOneField(Round, models.CASCADE, related_name="computation", verbose_name=_("Survey round"))
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("Progress"), default=0)
    fault = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("Computation of a round")


class RoundReport(models.Model):
    """The report of a round as a PDF, one in each language. It never changes."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="reports", verbose_name=_("Survey round"))
    language = models.CharField(_("Language"), max_length=10)
    stored = models.ForeignKey(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    made_at = models.DateTimeField(_("Created"))

    class Meta:
        verbose_name = _("Satisfaction report")
        constraints = [models.UniqueConstraint(fields=["round", "language"], name="one_report_a_language")]

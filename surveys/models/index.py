"""Models of the index as data: ACSI, CCSI, or a company's own (S2, S3)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import in_language


class IndexModel(models.Model):
    """A structural model of satisfaction.

    latents: [{"code": "SAT", "zh": "顾客满意", "en": "Satisfaction"}, …] in order. paths: [["EXP", "SAT"], …], from
    cause to effect, without cycles. target: the code of the latent variable that is the overall index.
    """

    code = models.SlugField(_("code"), unique=True)
    title_zh = models.CharField(_("Chinese title"), max_length=200)
    title_en = models.CharField(_("English title"), max_length=200)
    source = models.CharField(_("Source"), max_length=300, blank=True)
    latents = models.JSONField(_("latent variables"))
    paths = models.JSONField(_("paths"))
    target = models.CharField(_("overall index"), max_length=12)
    is_retired = models.BooleanField(_("Out of use"), default=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Index model")
        ordering = ("code",)

    def __str__(self) -> str:
        return in_language(self.title_zh, self.title_en)


class WeightSet(models.Model):
    """Outer weights that were estimated on pooled rounds and are in effect from a quarter on. It never changes.

    weights: {question key: weight of the unstandardised item}. n: the responses they rest on. Below 200 responses no
    row is made, and the index uses equal weights.
    """

    index_model = models.ForeignKey(IndexModel, models.PROTECT, related_name="weights", verbose_name=_("Index model"))
    questionnaire_code = models.SlugField(_("Questionnaire"))
    from_quarter = models.CharField(_("from quarter"), max_length=7)
    weights = models.JSONField(_("weights"))
    n = models.PositiveIntegerField(_("responses"))
    estimated_at = models.DateTimeField(_("Estimated at"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Weights")
        ordering = ("-from_quarter", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["index_model", "questionnaire_code", "from_quarter"], name="one_weight_set_a_quarter"
            )
        ]

"""Who gets past 404 on the routes of index models and weights."""

from tests.factories import NOW

KEEPERS = frozenset({"manager", "admin"})
READERS = KEEPERS | {"gm", "quality_manager", "executive", "auditor"}

ROWS: dict[str, frozenset[str] | str] = {
    "index_models": READERS,
    "index_model_new": KEEPERS,
    "index_model": READERS,
    "weight_sets": READERS,
    "weight_set": READERS,
    "api-weight-set-list": READERS,
    "api-weight-set-detail": READERS,
    "api-index-model-list": READERS,
    "api-index-model-detail": READERS,
}


def _model(people: object) -> dict[str, int]:
    from surveys.models import IndexModel

    return {"pk": IndexModel.objects.get(code="acsi").pk}


def _weights(people: object) -> dict[str, int]:
    from surveys.models import IndexModel, WeightSet

    model = IndexModel.objects.get(code="acsi")
    about = {"index_model": model, "questionnaire_code": "quarterly", "from_quarter": "2026-Q1"}
    row, _made = WeightSet.objects.get_or_create(
        **about, defaults={"weights": {"sat1": 1.0}, "n": 240, "estimated_at": NOW}
    )
    return {"pk": row.pk}


OBJECTS = {"index_model": _model, "api-index-model": _model, "weight_set": _weights, "api-weight-set": _weights}
# The same for everybody who may read them.
SHARED = {"index_model", "api-index-model-detail", "weight_set", "api-weight-set-detail"}

"""Who gets past 404 on the routes of index models."""

KEEPERS = frozenset({"manager", "admin"})
READERS = KEEPERS | {"gm", "quality_manager", "executive", "auditor"}

ROWS: dict[str, frozenset[str] | str] = {
    "index_models": READERS,
    "index_model_new": KEEPERS,
    "index_model": READERS,
    "api-index-model-list": READERS,
    "api-index-model-detail": READERS,
}


def _model(people: object) -> dict[str, int]:
    from surveys.models import IndexModel

    return {"pk": IndexModel.objects.get(code="acsi").pk}


OBJECTS = {"index_model": _model, "api-index-model": _model}
# The same for everybody who may read them.
SHARED = {"index_model", "api-index-model-detail"}

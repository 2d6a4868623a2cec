"""The answers of several rounds together, as the path model takes them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from ..enums import RoundState
from ..models import IndexModel, Questionnaire, Response, Round
from ..rules.quarters import quarter_after
from ..rules.structures import Model
from .rollup import Item, items_of, rated
from .rounds import COMPUTED

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FINISHED = (RoundState.CLOSED, *COMPUTED)


def start_of(quarter: str) -> str:
    """The quarter from which new weights may count: the next one, if this one has its figures already."""
    has_figures = Round.objects.filter(quarter=quarter, state__in=COMPUTED).exists()
    return quarter_after(quarter) if has_figures else quarter


def pooled_count(row: Questionnaire, quarters: Iterable[str]) -> int:
    return _responses(row, quarters).count()


def pooled(row: Questionnaire, quarters: Iterable[str]) -> tuple[dict[str, NDArray[np.float64]], Model]:
    """The answers to all versions of a questionnaire by the key of their question, NaN where there is none, and the
    model of this version. A question whose scale differed counts as not asked."""
    import numpy as np

    assert row.index_model is not None
    items = rated(items_of(row.pk))
    model = model_of(row.index_model, items)
    wanted = [item for item in items if item.key in model.scales]
    responses = _responses(row, quarters)
    parts = []
    for version in responses.order_by().values_list("questionnaire_id", flat=True).distinct():
        asked = {item.key: item for item in items_of(version)}
        columns = [_same(item, asked.get(item.key)) for item in wanted]
        named = [column for column in columns if column]
        rows = responses.filter(questionnaire_id=version).order_by("pk").values_list(*named)
        table = np.array(list(rows), dtype=np.float64).reshape(-1, len(named))
        full = np.full((len(table), len(wanted)), np.nan)
        full[:, [place for place, column in enumerate(columns) if column]] = table
        parts.append(full)
    together = np.concatenate(parts) if parts else np.empty((0, len(wanted)))
    return {item.key: together[:, place] for place, item in enumerate(wanted)}, model


def model_of(row: IndexModel, items: list[Item]) -> Model:
    """The model as far as the questionnaire asks for it."""
    blocks: dict[str, list[str]] = {latent["code"]: [] for latent in row.latents}
    for item in items:
        if item.latent in blocks:
            blocks[item.latent].append(item.key)
    blocks = {latent: block for latent, block in blocks.items() if block}
    paths = [(a, b) for a, b in row.paths if a in blocks and b in blocks]
    return Model(blocks, paths, {item.key: (item.low, item.high) for item in items if item.latent in blocks})


def _same(item: Item, before: Item | None) -> str | None:
    """The column of the same question in another version."""
    return before.column if before and before.scale == item.scale else None


def _responses(row: Questionnaire, quarters: Iterable[str]) -> QuerySet[Response]:
    return Response.objects.filter(
        round__questionnaire__code=row.code, round__quarter__in=list(quarters), round__state__in=FINISHED, flags=None
    )

"""What promoters and detractors write about: the themes of their texts, with counts (S6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from complaints.quality.rules.themes import theme_keys, top_themes

from ..queries.rollup import Item, responses_of
from ..rules.integrity import MIN_CELL

SHOWN = 8


def themes_of(round_id: int, recommend: Item | None, *, without_flagged: bool) -> dict[str, Any]:
    """{"pro": texts of promoters, "det": of detractors, "rows": [{"theme", "key", "pro", "det"}]}. Themes of fewer than
    five texts are left out."""
    if recommend is None:
        return {}
    counts: dict[str, Counter[str]] = {"pro": Counter(), "det": Counter()}
    texts = Counter({"pro": 0, "det": 0})
    for side, text, names in _texts(round_id, recommend, without_flagged):
        texts[side] += 1
        counts[side].update(theme_keys(text, names))
    both = counts["pro"] + counts["det"]
    themes = top_themes(sorted(both.items(), key=lambda pair: (-pair[1], pair[0])), {}, SHOWN, least=MIN_CELL)
    rows = [
        {"theme": one.word, "key": one.key, "pro": counts["pro"][one.key], "det": counts["det"][one.key]}
        for one in themes
    ]
    return {**texts, "rows": rows}


def _texts(round_id: int, recommend: Item, without_flagged: bool) -> Iterable[tuple[str, str, list[str]]]:
    rows: Any = responses_of(round_id, without_flagged=without_flagged).exclude(comment="")
    columns = (recommend.column, "comment", "invitation__customer__name", "invitation__contact__name")
    for score, comment, *names in rows.values_list(*columns).iterator(chunk_size=2000):
        if score is not None and not 7 <= score <= 8:
            yield ("pro" if score >= 9 else "det"), comment, [name for name in names if name]

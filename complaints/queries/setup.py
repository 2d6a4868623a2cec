"""Reads of what is set up: who changed what."""

from typing import Any

from aftersales.web.history import Change, Source, changes

from ..texts.setup import FIELDS, WORDS, reason_of


def changes_of(*rows: Any) -> list[Change]:
    """Who changed these rows of one model, what, when and why, the newest first."""
    model = type(rows[0])
    fields = FIELDS[model._meta.model_name]
    said = {name: say for name, say in WORDS.items() if name in fields}
    history = model.history.filter(id__in=[row.pk for row in rows])
    return changes([Source(history, lambda _row: "", fields, said)], reason_of)

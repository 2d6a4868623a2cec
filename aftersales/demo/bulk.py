"""Creates many rows at once, each with its history row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, models

BATCH = 2000

HISTORY = """
INSERT INTO {history} ({columns}, history_date, history_type, history_change_reason, history_user_id)
SELECT {columns}, {moment}, '+', %s, NULL FROM {table} WHERE {key} BETWEEN %s AND %s
"""


def write(model: type[models.Model], rows: Sequence[Any], *, at: str | datetime) -> None:
    """Create rows with their history. at: the moment of all history rows, or the column that holds the moment of
    each."""
    if not rows:
        return
    model._default_manager.bulk_create(rows, batch_size=BATCH)
    if hasattr(model, "history"):
        _write_history(model, rows[0].pk, rows[-1].pk, at)


def _write_history(model: Any, first: int, last: int, at: str | datetime) -> None:
    quote = connection.ops.quote_name
    history, key = model.history.model, model._meta.pk
    columns = ", ".join(quote(tracked.column) for tracked in history.tracked_fields)
    sql = HISTORY.format(
        history=quote(history._meta.db_table),
        table=quote(model._meta.db_table),
        columns=columns,
        key=quote(key.column),
        moment=quote(model._meta.get_field(at).column) if isinstance(at, str) else "%s",
    )
    moments = [] if isinstance(at, str) else [connection.ops.adapt_datetimefield_value(at)]
    with connection.cursor() as cursor:
        cursor.execute(sql, [*moments, "demo", first, last])

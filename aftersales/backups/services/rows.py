"""Reads and writes rows of either database in one common form."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, timedelta
from io import StringIO
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.models import F
from django.db.models.functions import Cast

CHUNK = 2000
PART_BYTES = 4 * 1024 * 1024
# Short-lived data, and the list of backups, which a restore must not set back.
LEFT_OUT_APPS = frozenset({"sessions", "axes"})
LEFT_OUT = frozenset({"office.heartbeat", "backups.backuprun"})

Convert = Callable[[Any], Any]


def tables(apps: Apps) -> list[type[models.Model]]:
    """Every model whose rows are backed up, by the name of its table."""
    every = apps.get_models(include_auto_created=True)
    kept = [
        model
        for model in every
        if model._meta.managed
        and not model._meta.proxy
        and model._meta.app_label not in LEFT_OUT_APPS
        and model._meta.label_lower not in LEFT_OUT
    ]
    return sorted(kept, key=lambda model: model._meta.db_table)


def left_out(apps: Apps) -> list[str]:
    """Tables that are not backed up but belong to users, so a restore must empty them."""
    return [m._meta.db_table for m in apps.get_models() if m._meta.app_label in LEFT_OUT_APPS and m._meta.managed]


def fields(model: type[models.Model]) -> list[models.Field[Any, Any]]:
    """The fields sorted by column name, because the order in a model may change."""
    return sorted(model._meta.concrete_fields, key=lambda one: str(one.column))


def columns(model: type[models.Model]) -> list[str]:
    return [str(one.column) for one in fields(model)]


def _plain_json(text: str) -> str:
    """JSON in one canonical form, because PostgreSQL does not keep the order of keys."""
    return json.dumps(json.loads(text), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _out(one: models.Field[Any, Any]) -> Convert | None:
    """The conversion from Python to a JSON value; None if the value stays as it is."""
    kinds: list[tuple[type, Convert]] = [
        (models.JSONField, _plain_json),
        (models.DateTimeField, lambda value: value.astimezone(UTC).isoformat()),
        (models.DateField, lambda value: value.isoformat()),
        (models.TimeField, lambda value: value.isoformat()),
        (models.DecimalField, lambda value: format(value, "f")),
        (models.DurationField, lambda value: value // timedelta(microseconds=1)),
        (models.UUIDField, str),
        (models.BinaryField, lambda value: bytes(value).hex()),
    ]
    return next((convert for kind, convert in kinds if isinstance(one, kind)), None)


def lines(connection: Any, model: type[models.Model]) -> Iterator[bytes]:
    """Each row as a line of JSON, by primary key."""
    asked = [
        Cast(F(one.attname), models.TextField()) if isinstance(one, models.JSONField) else one.attname
        for one in fields(model)
    ]
    converts = [(place, convert) for place, one in enumerate(fields(model)) if (convert := _out(one))]
    query = models.QuerySet(model).order_by("pk").values_list(*asked).query
    compiler = query.get_compiler(connection=connection)
    for row in compiler.results_iter(tuple_expected=True, chunked_fetch=True, chunk_size=CHUNK):
        values = list(row)
        for place, convert in converts:
            if values[place] is not None:
                values[place] = convert(values[place])
        yield json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


@dataclasses.dataclass
class Tally:
    """A count of rows, and a hash over them."""

    rows: int = 0
    digest: Any = dataclasses.field(default_factory=hashlib.sha256)

    def add(self, line: bytes) -> None:
        self.rows += 1
        self.digest.update(line)

    def as_dict(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self.digest.hexdigest()}


def tally(connection: Any, model: type[models.Model]) -> dict[str, Any]:
    """Count and hash of a table as it is now."""
    total = Tally()
    for line in lines(connection, model):
        total.add(line)
    return total.as_dict()


def packed(source: Iterable[bytes], total: Tally) -> Iterator[bytes]:
    """Lines joined to parts of some megabytes."""
    buffer: list[bytes] = []
    size = 0
    for line in source:
        total.add(line)
        buffer.append(line)
        size += len(line)
        if size >= PART_BYTES:
            yield b"".join(buffer)
            buffer, size = [], 0
    if buffer:
        yield b"".join(buffer)


def load(connection: Any, model: type[models.Model], data: bytes) -> int:
    """Insert the rows of one part into a table; returns how many."""
    rows = [json.loads(line) for line in data.splitlines()]
    if connection.vendor == "postgresql":
        _copy(connection, model, rows)
    else:
        _insert(connection, model, rows)
    return len(rows)


def _insert(connection: Any, model: type[models.Model], rows: list[list[Any]]) -> None:
    converts = [(place, convert) for place, one in enumerate(fields(model)) if (convert := _in(one, connection))]
    for row in rows:
        for place, convert in converts:
            if row[place] is not None:
                row[place] = convert(row[place])
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns(model)))
    marks = ", ".join(["%s"] * len(columns(model)))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})", rows)


def _in(one: models.Field[Any, Any], connection: Any) -> Convert | None:
    """The conversion from JSON to the value that Django would have stored."""
    if isinstance(one, models.JSONField):
        return lambda text: json.dumps(json.loads(text))
    if isinstance(one, models.BinaryField):
        return bytes.fromhex
    if isinstance(one, models.DurationField):
        return int
    if _out(one):
        return lambda value: one.get_db_prep_save(one.to_python(value), connection)
    return None


_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _copy(connection: Any, model: type[models.Model], rows: list[list[Any]]) -> None:
    cells = [_cell(one) for one in fields(model)]
    text = StringIO()
    for row in rows:
        text.write("\t".join("\\N" if v is None else cell(v) for cell, v in zip(cells, row, strict=True)) + "\n")
    text.seek(0)
    quote = connection.ops.quote_name
    names = ", ".join(map(quote, columns(model)))
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {quote(model._meta.db_table)} ({names}) FROM STDIN", text)


def _cell(one: models.Field[Any, Any]) -> Callable[[Any], str]:
    """The conversion of a value of this field to text that PostgreSQL can load."""
    if isinstance(one, models.BinaryField):
        return lambda value: f"\\\\x{value}"
    if isinstance(one, models.DurationField):
        return lambda value: f"{value} microseconds"
    if isinstance(one, models.BooleanField):
        return lambda value: "t" if value else "f"
    return lambda value: value.translate(_ESCAPES) if isinstance(value, str) else str(value)

"""The tables that the audit log covers, the content of their rows, their sealed digests, and the exported heads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from itertools import islice
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db.models import Model, Q, QuerySet
from simple_history.models import HistoricalChanges

from aftersales.store.contributions import contributions

from ..enums import SealKind
from ..models import Seal
from ..rules import seals as rules
from ..texts import contributed_names

MANY = 100  # conditions in one query
HEAD_FILE = "heads.txt"


@dataclass(frozen=True)
class Sealed:
    """A table without history whose rows never change, so that they are sealed themselves. rows_shown: whether pages
    and API may name its rows; if not, nobody can tell from a seal who wrote the row that was sealed then. by_sequence:
    seal only rows whose key comes from the sequence; the app itself seals those with a negative, random key."""

    model: type[Model]
    rows_shown: bool = True
    by_sequence: bool = False


@cache
def nameless() -> frozenset[str]:
    """The labels of the tables whose rows are not named."""
    unnamed = frozenset(one.model._meta.label_lower for one in contributions("SEALED") if not one.rows_shown)
    return unnamed | private_tables()


@cache
def private_tables() -> frozenset[str]:
    """The labels of the history tables that readers of the audit log do not learn of (`private` of AUDIT)."""
    models = (apps.get_model(label) for label in contributed_names("private"))
    return frozenset(model.history.model._meta.label_lower for model in models)


def rows_of(model: type[Model]) -> QuerySet:
    """The rows of a table that seals cover."""
    found = model._base_manager.order_by("pk")
    return found.filter(pk__gt=0) if model._meta.label_lower in _by_sequence() else found


def _by_sequence() -> frozenset[str]:
    return frozenset(one.model._meta.label_lower for one in contributions("SEALED") if one.by_sequence)


@cache
def sources() -> dict[str, type[Model]]:
    """Every table that the audit log covers, by label: the history tables, and tables whose rows never change."""
    found = [model for model in apps.get_models(include_auto_created=True) if issubclass(model, HistoricalChanges)]
    found += [one.model for one in contributions("SEALED")]
    return {model._meta.label_lower: model for model in sorted(found, key=lambda model: model._meta.label_lower)}


def fields_of(model: type[Model]) -> list[str]:
    """The columns that a seal covers. The primary key is part of the row's digest."""
    return sorted(field.attname for field in model._meta.concrete_fields if not field.primary_key)


def contents(
    model: type[Model], fields: Sequence[str], where: Q, limit: int | None = None
) -> Iterator[tuple[int, bytes]]:
    """Primary key and content digest of each row, in the order of the keys."""
    rows = rows_of(model).filter(where).values_list("pk", *fields)[:limit]
    return ((pk, rules.content_digest(values)) for pk, *values in rows.iterator(chunk_size=2000))


def within(ranges: Iterable[Sequence[int]]) -> Iterator[Q]:
    """Conditions for primary keys in these ranges, a hundred ranges in each."""
    left = iter(ranges)
    while part := list(islice(left, MANY)):
        where = Q()
        for first, last in part:
            where |= Q(pk=first) if first == last else Q(pk__range=(first, last))
        yield where


def content_digests_of(model: type[Model], fields: Sequence[str], pks: Iterable[int]) -> dict[int, bytes]:
    """The content digests of some rows. Rows that do not exist are left out."""
    parts = within(rules.ranges_of(sorted(pks)))
    return {pk: content for where in parts for pk, content in contents(model, fields, where)}


def standing_digests(label: str, pks: Sequence[int]) -> dict[int, bytes]:
    """The latest sealed digests of these rows, after redactions. Rows that were never sealed are left out."""
    wanted = set(pks)
    found: dict[int, bytes] = {}
    for start in range(0, len(pks), MANY):
        where = Q()
        for pk in pks[start : start + MANY]:
            where |= Q(first__lte=pk, last__gte=pk)
        for seal in Seal.objects.filter(where, model=label).order_by("number").iterator(chunk_size=100):
            digests = rules.unpack(seal.after if seal.kind == SealKind.REDACTION else seal.digests)
            found.update((pk, one) for pk, one in zip(rules.ids_of(seal.ids), digests, strict=True) if pk in wanted)
    return found


def redacted(model: type[Model], pks: Sequence[int]) -> set[int]:
    """Which of these rows an erasure or a retention run lawfully changed."""
    wanted = set(pks)
    if not wanted:
        return set()
    rows = Seal.objects.filter(kind=SealKind.REDACTION, model=model._meta.label_lower)
    rows = rows.filter(first__lte=max(wanted), last__gte=min(wanted))
    return {pk for ids in rows.values_list("ids", flat=True) for pk in rules.ids_of(ids) if pk in wanted}


def head_path() -> Path:
    return Path(settings.DATA_DIR) / "audit" / HEAD_FILE


def exported_heads(path: Path | None = None) -> Iterator[tuple[int, str]]:
    """Number and hash of each exported head. Incomplete lines and text after # are skipped."""
    path = path or head_path()
    if not path.is_file():
        return
    with path.open(encoding="utf-8", errors="replace") as handle:
        for line in handle:
            with suppress(ValueError):
                yield rules.parse_head(line.partition("#")[0])

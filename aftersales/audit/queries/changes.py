"""Changes of all records, newest first, page by page. The number of queries per page is fixed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Field, ForeignKey, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.text import Truncator

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.personal import masked_phone
from aftersales.web.figures import listed
from aftersales.web.history import LONGEST, NOTHING, Change, Source, told

from ..models import AccessLogEntry
from ..texts import contributed, contributed_names
from ..texts.columns import columns_of, noun_of
from ..texts.reasons import code_of, reason_of, word_of
from .seals import private_tables, sources

READERS = frozenset({Role.AUDITOR, Role.ADMIN})
SIZE = 50
HIDDEN = "•••"
PHONES = frozenset({"phone"})
PRIVATE = frozenset({"email"})
# The administrator's work needs what is in these apps, but not what customers said or their names.
OPEN_TO_ADMIN = frozenset({"staff", "office", "notifications", "audit", "transfers", "backups"})
DEPTH = 3


@dataclass(frozen=True)
class Filter:
    """Which changes to look for. An empty field does not restrict anything."""

    person: int | None = None
    model: str = ""
    since: date | None = None
    until: date | None = None
    number: str = ""


@dataclass(frozen=True)
class Entry:
    """A change, and the history row that records it."""

    change: Change
    table: str
    pk: int


@cache
def histories() -> dict[str, Any]:
    """The history tables that readers of the audit log see, by the label of their model."""
    hidden = private_tables()
    found = [model for label, model in sources().items() if hasattr(model, "instance_type") and label not in hidden]
    return {model.instance_type._meta.label_lower: model for model in found if hasattr(model, "history_type")}


def page_of_changes(user: User, wanted: Filter, before: str = "", size: int = SIZE) -> tuple[list[Entry], str]:
    """One page for this user, and where the next page begins ("" after the last one)."""
    keys = _keys(wanted, place_of(before), size + 1)
    rows = _rows(keys[:size])
    source = {label: _source(user, label) for label in {label for label, _pk in keys}}
    pairs = [(source[label], *rows[label, pk]) for label, pk in keys[:size] if (label, pk) in rows]
    entries = []
    for change, (_source_of, row, _before) in zip(told(pairs, str), pairs, strict=True):
        say = reason_of if _readable(user, row.instance_type) else code_of
        change.reason = say(change.reason, row.instance_type._meta.app_label)
        entries.append(Entry(change, row._meta.label_lower, row.pk))
    if len(keys) <= size or not pairs:
        return entries, ""
    last = pairs[-1][1]
    return entries, f"{last.history_date.isoformat()} {last.instance_type._meta.label_lower} {last.pk}"


def count_changes(wanted: Filter) -> int:
    """How many changes match, counted table by table."""
    objects = objects_with(wanted.number) if wanted.number else None
    total = 0
    for label, model in histories().items():
        if not wanted.model or wanted.model == label:
            about = _about(label, objects) if objects is not None else Q()
            total += model.objects.filter(_where(wanted, label, None) & about).order_by().count()
    return total


def place_of(text: str) -> tuple[datetime, str, int] | None:
    """The position at which a page begins; None (the first page) if the text is no position."""
    try:
        at, label, pk = text.split()
        moment = parse_datetime(at)
        return (moment, label, int(pk)) if moment and timezone.is_aware(moment) and label in histories() else None
    except (ValueError, OverflowError):
        return None


def _keys(wanted: Filter, place: tuple[datetime, str, int] | None, limit: int) -> list[tuple[str, int]]:
    """Table and primary key of the newest rows. One query takes the newest ones of each table."""
    parts, params, labels = [], [], sorted(histories())
    objects = objects_with(wanted.number) if wanted.number else None
    for place_of_table, label in enumerate(labels):
        if wanted.model and wanted.model != label:
            continue
        where = _where(wanted, label, place) & (_about(label, objects) if objects is not None else Q())
        rows = histories()[label].objects.filter(where).order_by("-history_date", "-history_id")
        try:
            text, values = rows.values_list("history_date", "history_id")[:limit].query.sql_with_params()
        except EmptyResultSet:
            continue
        parts.append(f"SELECT {place_of_table} AS place, t.* FROM ({text}) t")  # noqa: S608
        params += values
    if not parts:
        return []
    with connection.cursor() as cursor:
        cursor.execute(f"{' UNION ALL '.join(parts)} ORDER BY 2 DESC, 1, 3 DESC LIMIT {limit}", params)
        return [(labels[row[0]], row[2]) for row in cursor.fetchall()]


def _where(wanted: Filter, label: str, place: tuple[datetime, str, int] | None) -> Q:
    where = Q()
    if wanted.person is not None:
        where &= Q(history_user_id=wanted.person)
    if wanted.since:
        where &= Q(history_date__gte=timezone.make_aware(datetime.combine(wanted.since, time.min)))
    if wanted.until:
        where &= Q(history_date__lte=timezone.make_aware(datetime.combine(wanted.until, time.max)))
    if place:
        at, table, pk = place
        # With the same moment, the rows of later tables follow, and in the same table those with smaller keys.
        rest = Q(pk__lt=pk) if label == table else Q(pk__isnull=label < table)
        where &= Q(history_date__lt=at) | Q(history_date=at) & rest
    return where


@cache
def numbered() -> dict[str, Any]:
    """The models whose records have a number that users know."""
    models = {label: history.instance_type for label, history in histories().items()}
    return {label: model for label, model in models.items() if _number_field(model)}


def _number_field(model: Any) -> Field | None:
    found = next((field for field in model._meta.concrete_fields if field.name == "number"), None)
    return found if found is not None and found.get_internal_type() == "CharField" else None


def objects_with(number: str) -> dict[Any, list[int]]:
    """The ids of records with this number, or with it as a former number, by model."""
    same = {"number": number.strip().upper()}
    found = {model: list(model.objects.filter(**same).values_list("pk", flat=True)) for model in numbered().values()}
    for label, (former, key) in contributed("former_numbers").items():
        found[apps.get_model(label)] += apps.get_model(former).objects.filter(**same).values_list(key, flat=True)
    return {model: pks for model, pks in found.items() if pks}


def _about(label: str, objects: Mapping[Any, list[int]]) -> Q:
    """The condition for history rows of these records and of their parts."""
    where = Q(pk__in=[])
    for model, pks in objects.items():
        if way := way_to(label, model._meta.label_lower):
            where |= Q(**{f"{way}__in": pks})
    return where


@cache
def way_to(label: str, goal: str) -> str:
    """The path from the history of a table to the record that it is a part of, such as "proposal__ticket"; "" if none.

    A path never passes through another record that has its own number.
    """
    if label == goal:
        return "id"
    if label in numbered():
        return ""
    ways: list[tuple[str, Any]] = [("", histories()[label].instance_type)]
    for _step in range(DEPTH):
        further = []
        for way, model in ways:
            for field in (f for f in model._meta.concrete_fields if isinstance(f, ForeignKey)):
                path = f"{way}__{field.name}" if way else field.name
                target: Any = field.related_model
                if target._meta.label_lower == goal and (way or _has_column(label, field.name)):
                    return path
                if target._meta.label_lower not in numbered() and target._meta.label_lower in histories():
                    further.append((path, target))
        ways = [one for one in further if one[1]._meta.app_label not in OPEN_TO_ADMIN]
    return ""


def _has_column(label: str, name: str) -> bool:
    return name in {field.name for field in histories()[label]._meta.concrete_fields}


def _rows(keys: list[tuple[str, int]]) -> dict[tuple[str, int], tuple[Any, Any]]:
    """Each history row with the previous one of the same record; two queries for each table."""
    wanted: dict[str, list[int]] = defaultdict(list)
    for label, pk in keys:
        wanted[label].append(pk)
    found = {}
    for label, pks in wanted.items():
        model = histories()[label]
        earlier = model.objects.filter(id=OuterRef("id"), history_id__lt=OuterRef("history_id"))
        newest = Subquery(earlier.order_by("-history_id").values("history_id")[:1])
        rows = model.objects.filter(pk__in=pks).select_related("history_user").annotate(earlier=newest)
        before = model.objects.in_bulk([row.earlier for row in rows if row.earlier])
        found.update({(label, row.pk): (row, before.get(row.earlier)) for row in rows})
    return found


def _source(user: User, label: str) -> Source:
    history = histories()[label]
    fields = columns_of(history)
    hidden = not _readable(user, history.instance_type)
    words = {name: say for name in fields if (say := _say(history, name, hidden))}
    return Source(history.objects.none(), _noun(history), fields, words)


def _readable(user: User, model: Any) -> bool:
    """Whether this user may read the values of the fields, not only that they were changed."""
    return user.role != Role.ADMIN or _is_open(model)


def _is_open(model: Any) -> bool:
    return model._meta.app_label in OPEN_TO_ADMIN or model._meta.label_lower in contributed_names("rules")


def _say(history: Any, name: str, hidden: bool) -> Callable[[Any], str] | None:
    """How to show a value that not every reader of the audit log may see; None to show it as it is."""
    field = history._meta.get_field(name)
    if name in PHONES:
        return lambda value: masked_phone(value) or NOTHING
    if name in PRIVATE:
        return _covered
    spoken = field.choices or (isinstance(field, ForeignKey) and field.related_model._meta.app_label in OPEN_TO_ADMIN)
    if hidden and not spoken and field.get_internal_type() not in {"BooleanField", "DateTimeField", "DateField"}:
        return _covered
    if name == "event":
        return lambda value: code_of(value) or value
    return _listed if field.get_internal_type() == "JSONField" else None


def _listed(value: Any) -> str:
    """A value of a JSON column as text."""
    if isinstance(value, dict):
        value = [
            f"{contributed('details').get(key, key)} {word_of(one)}"
            for key, one in value.items()
            if one not in ("", None)
        ]
    text = listed(value) if isinstance(value, list) else str(value)
    return Truncator(text).chars(LONGEST) or NOTHING


def _covered(value: Any) -> str:
    return NOTHING if value in ("", None) else HIDDEN


def _noun(history: Any) -> Callable[[Any], str]:
    """How to name the record of a history row: by its number, account or code, or by its primary key."""
    known = [f.name for f in history._meta.concrete_fields if f.name in {"username", "code"} and not f.choices]
    name = "number" if _number_field(history.instance_type) else next(iter(known), "")

    def noun(row: Any) -> str:
        return f"{noun_of(history)} {getattr(row, name, '') or f'#{row.id}'}"

    return noun


ACCESS_SORTS = ("-at", "at")


def accesses(wanted: Filter, sort: str = "") -> QuerySet[AccessLogEntry]:
    """The entries of the access log, newest first. sort: "at" for the oldest first."""
    where = _access_dates(wanted)
    if wanted.person is not None:
        where &= Q(actor_id=wanted.person)
    if wanted.number:
        where &= Q(subject=wanted.number.strip())
    return AccessLogEntry.objects.filter(where).select_related("actor").order_by("pk" if sort == "at" else "-pk")


def _access_dates(wanted: Filter) -> Q:
    where = Q()
    if wanted.since:
        where &= Q(at__gte=timezone.make_aware(datetime.combine(wanted.since, time.min)))
    if wanted.until:
        where &= Q(at__lte=timezone.make_aware(datetime.combine(wanted.until, time.max)))
    return where


def models_shown() -> list[tuple[str, str]]:
    """Label and name of every table, as choices of a field."""
    return sorted(((label, str(noun_of(model))) for label, model in histories().items()), key=lambda pair: pair[1])

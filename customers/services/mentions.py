"""Erases the words of a person wherever somebody typed them: in texts about other customers, saved views, reasons, and
in the history of all these. The register of these places are the declarations of personal data.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db import connection, transaction
from django.db.models import CharField, JSONField, Model, TextField

from aftersales.audit.queries.seals import sources
from aftersales.kernel.lists import chunks
from aftersales.staff.models import User
from aftersales.store.mentions import Mentions
from aftersales.store.personal import ERASED, LEFT, Declared, Kind, declared, is_code

from ..models import Contact, Customer

OWN = (Kind.NAME, Kind.PHONE, Kind.EMAIL, Kind.ADDRESS, Kind.KEY)
CONDITIONS = 400  # in one query


@transaction.atomic
def forget_mentions(*, customer: Customer, mentions: Mentions) -> dict[type[Model], set[int]]:
    """Erase these words of an erased customer. Returns the rows that the audit log covers and that changed.

    A name or number that another customer has too is kept in the data of that customer. One that anybody else has is
    kept where no personal data is expected.
    """
    touched: dict[type[Model], set[int]] = {}
    if not mentions:
        return touched
    sharing = _Sharing(customer, mentions)
    for about in declared():
        if about.is_searched:
            _forget_in(about, about.model, about.model._meta.pk.attname, mentions, sharing, touched)
            if history := getattr(about.model, "history", None):
                _forget_in(about, history.model, about.model._meta.pk.attname, mentions, sharing, touched)
    return touched


class _Sharing:
    """Who else has one of the names or numbers."""

    def __init__(self, customer: Customer, mentions: Mentions) -> None:
        self.mentions = mentions
        self.words_of: dict[int, set[str]] = defaultdict(set)
        others = Customer.objects.exclude(pk=customer.pk).order_by()
        contacts = Contact.objects.exclude(customer=customer).order_by()
        for rows, owner in ((others, "pk"), (contacts, "customer_id")):
            for column, said in (("name", mentions.words), ("phone_digits", mentions.numbers)):
                for part in chunks(said):
                    for pk, word in rows.filter(**{f"{column}__in": part}).values_list(owner, column):
                        self.words_of[pk].add(word)
        staff = User.objects.filter(name__in=mentions.words).values_list("name", flat=True)
        self.anybody = frozenset().union(staff, *self.words_of.values())
        self._left: dict[frozenset[str], Mentions] = {frozenset(): mentions}

    def without(self, words: frozenset[str]) -> Mentions:
        if words not in self._left:
            self._left[words] = self.mentions.without(words)
        return self._left[words]

    def words_in(self, about: Declared, keys: Collection[Any]) -> dict[Any, frozenset[str]]:
        """For rows of customers who have the same names or numbers: these."""
        found: dict[Any, frozenset[str]] = {}
        for path in about.owners if self.words_of else ():
            owner = path or "pk"
            rows = about.model._base_manager.filter(**{f"{owner}__in": list(self.words_of)}).order_by()
            for part in chunks(keys):
                for pk, of in rows.filter(pk__in=part).values_list("pk", owner):
                    found[pk] = found.get(pk, frozenset()) | self.words_of[of]
        return found


def _forget_in(
    about: Declared,
    table: type[Any],
    key: str,
    mentions: Mentions,
    sharing: _Sharing,
    touched: dict[type[Model], set[int]],
) -> None:
    """Erase the words in one table: the rows of a model, or their history."""
    fields = [field for field in table._meta.concrete_fields if _is_typed(field, about)]
    names = [field.attname for field in fields]
    for pks in chunks(_likely(table, fields, mentions)):
        rows = list(table._base_manager.filter(pk__in=pks).values("pk", key, *names))
        shared = sharing.words_in(about, {row[key] for row in rows})
        free = _unowned(about, {row[key] for row in rows})
        for row in rows:
            kept = shared.get(row[key], frozenset())
            said = sharing.without(kept), sharing.without(sharing.anybody)
            changes = dict(_changes(about, table, row, names, said, row[key] in free))
            if changes:
                if table is about.model:
                    changes |= {name: "" for name in about.fields if name.startswith("search_")}
                table._base_manager.filter(pk=row["pk"]).update(**changes)
                if table._meta.label_lower in sources():
                    touched.setdefault(table, set()).add(row["pk"])


def _is_typed(field: Any, about: Declared) -> bool:
    """Whether somebody may have typed a name into this column."""
    if not isinstance(field, CharField | TextField | JSONField) or field.choices or is_code(field.name):
        return False
    return field.name == "history_change_reason" or field.name in about.fields or field.name in about.plain


def _likely(table: type[Any], fields: list[Any], mentions: Mentions) -> list[Any]:
    """The keys of the rows that may hold one of the words."""
    found: set[Any] = set()
    quote, patterns = connection.ops.quote_name, mentions.likely()
    like = "ILIKE" if connection.vendor == "postgresql" else "LIKE"
    escape = " ESCAPE ''" if connection.vendor == "postgresql" else ""
    for part in chunks(patterns, max(1, CONDITIONS // max(1, len(fields)))):
        where = [f"CAST({quote(field.column)} AS text) {like} %s{escape}" for field in fields for _pattern in part]
        if where:
            query = (
                f"SELECT {quote(table._meta.pk.column)} FROM {quote(table._meta.db_table)} WHERE {' OR '.join(where)}"  # noqa: S608
            )
            with connection.cursor() as cursor:
                cursor.execute(query, [*part] * len(fields))
                found.update(row[0] for row in cursor.fetchall())
    return sorted(found)


def _unowned(about: Declared, keys: Collection[Any]) -> set[Any]:
    """Those of these rows that belong to no customer: an unknown caller may be this person."""
    if not about.owners:
        return set(keys)
    where = {f"{path}__isnull": True for path in about.owners if path}
    if "" in about.owners or not where:
        return set()
    rows = about.model._base_manager.filter(**where).order_by()
    return {pk for part in chunks(keys) for pk in rows.filter(pk__in=part).values_list("pk", flat=True)}


def _changes(
    about: Declared,
    table: type[Any],
    row: dict[str, Any],
    names: list[str],
    said: tuple[Mentions, Mentions],
    is_free: bool,
) -> Iterator[tuple[str, Any]]:
    """The columns of a row that hold one of the words, with what stays of them. said: the words to erase in texts
    about people, and those in other texts."""
    identifies = Kind.PHONE in about.fields.values() or "" in about.owners
    for name in names:
        kind, value = about.fields.get(name), row[name]
        if kind in OWN and about.owners and not is_free and (identifies or kind == Kind.KEY):
            continue  # the name or number of another person
        new = said[kind is None].erased(value)
        if new == value:
            continue
        if kind in OWN and is_free and kind != Kind.KEY:
            new = LEFT[kind]
        yield name, _fitting(table, about, name, new, row)


def _fitting(table: type[Any], about: Declared, name: str, value: Any, row: dict[str, Any]) -> Any:
    """The value, unique where it must be, and not longer than the column."""
    if not isinstance(value, str):
        return value
    if name in _unique(about.model):
        value = f"{ERASED} {row[about.model._meta.pk.attname]}"
    longest = table._meta.get_field(name).max_length
    return value[:longest] if longest else value


def _unique(model: type[Model]) -> set[str]:
    """The columns that must not hold the same as another row, alone or with others."""
    together = {name for rule in model._meta.total_unique_constraints for name in rule.fields}
    return together | {field.name for field in model._meta.concrete_fields if field.unique}

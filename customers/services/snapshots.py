"""What a merge changes: the rows of both customers before and after it, so that it can be undone (A5)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction

from aftersales.kernel.lists import chunks
from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history, save_with_history

from ..models import Contact, Customer, DuplicatePair, Merge

Snapshot = dict[str, dict[str, dict[str, Any]]]  # model: {primary key: {field: value}}
LEFT_OUT = (DuplicatePair, Merge)


def references(model: type[models.Model]) -> Iterator[tuple[type[models.Model], str]]:
    """(model, field) of every foreign key to a model, except those of history tables, which never change."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        source: Any = relation.related_model
        if not hasattr(source, "history_type"):
            yield source, relation.field.name  # type: ignore[union-attr]


def snapshot(ids: Iterable[int]) -> Snapshot:
    """The rows of these customers and of everything that refers to them or to their contacts."""
    ids = list(ids)
    found: Snapshot = {}
    _add(found, Customer, Customer.objects.filter(pk__in=ids))
    contacts = list(Contact.objects.filter(customer__in=ids).values_list("pk", flat=True))
    for target, keys in ((Customer, ids), (Contact, contacts)):
        for source, field in references(target):
            if source not in LEFT_OUT:
                _add(found, source, source._default_manager.filter(**{f"{field}__in": keys}))
    return found


def _add(found: Snapshot, model: type[models.Model], rows: models.QuerySet[Any]) -> None:
    names = [field.attname for field in model._meta.concrete_fields]
    plain = json.loads(json.dumps(list(rows.order_by().values(*names)), cls=DjangoJSONEncoder))
    known = found.setdefault(model._meta.label, {})
    known.update({str(row[model._meta.pk.attname]): row for row in plain})


def difference(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """What the merge deleted, made and changed: {field: [value before, value after]}."""
    deleted: list[Any] = []
    made: list[Any] = []
    changed: list[Any] = []
    for label in before.keys() | after.keys():
        old, new = before.get(label, {}), after.get(label, {})
        deleted += [[label, row] for key, row in old.items() if key not in new]
        made += [[label, key] for key in new if key not in old]
        for key in old.keys() & new.keys():
            both = ((name, old[key][name], value) for name, value in new[key].items() if name != "version")
            fields = {name: [was, value] for name, was, value in both if was != value}
            if fields:
                changed.append([label, key, fields])
    return {"deleted": deleted, "made": made, "changed": changed}


def restore(record: dict[str, Any], *, actor: Actor, reason: str) -> None:
    """Undo what the record says. A value that somebody has changed since stays as it is."""
    gone = [row for label, row in record["deleted"] if label == Customer._meta.label]
    own = [one for one in record["changed"] if one[0] == Customer._meta.label]
    _put_back(own, actor, reason)
    for row in gone:
        _revive(Customer, row, actor, reason)
    contacts = [row for label, row in record["deleted"] if label == Contact._meta.label]
    for row in contacts:
        _revive(Contact, row, actor, reason)
    _remove(record["made"], actor, reason)
    _put_back([one for one in record["changed"] if one[0] != Customer._meta.label], actor, reason)
    for label, row in record["deleted"]:
        if label not in (Customer._meta.label, Contact._meta.label):
            _revive(apps.get_model(label), row, actor, reason)


def _revive(model: type[models.Model], row: dict[str, Any], actor: Actor, reason: str) -> None:
    fields = {field.attname: field for field in model._meta.concrete_fields}
    values = {name: fields[name].to_python(value) for name, value in row.items() if name in fields}
    _save(model(**values), actor, reason)


def _put_back(changed: list[Any], actor: Actor, reason: str) -> None:
    by_model: dict[str, dict[str, dict[str, Any]]] = {}
    for label, key, fields in changed:
        by_model.setdefault(label, {})[key] = fields
    for label, rows in by_model.items():
        model = apps.get_model(label)
        columns = {field.attname: field for field in model._meta.concrete_fields}
        left = []
        for keys in chunks(sorted(rows)):
            for obj in model._default_manager.select_for_update(of=("self",)).filter(pk__in=keys):
                touched = False
                for name, (before, after) in rows[str(obj.pk)].items():
                    column = columns.get(name)
                    if column is None or getattr(obj, name) != column.to_python(after):
                        continue
                    setattr(obj, name, column.to_python(before))
                    touched = True
                if touched and not _fits(obj, actor, reason):
                    left.append(obj)
        for obj in left:
            _fits(obj, actor, reason)


def _remove(made: list[Any], actor: Actor, reason: str) -> None:
    for label, key in made:
        model = apps.get_model(label)
        obj = model._default_manager.filter(pk=key).first()
        if obj is None or _is_used(obj):
            continue
        if hasattr(model, "history"):
            delete_with_history(obj, actor=actor, reason=reason)
        else:
            obj.delete()


def _is_used(obj: models.Model) -> bool:
    """Whether something refers to a row that the merge made, for example a contact whom somebody has called since."""
    return any(source._default_manager.filter(**{field: obj}).exists() for source, field in references(type(obj)))


def _fits(obj: models.Model, actor: Actor, reason: str) -> bool:
    """Save a row, unless it cannot stand beside another: one that is put back later, or that was added since, such as
    a visit that was planned for the kept customer."""
    try:
        with transaction.atomic():
            _save(obj, actor, reason)
    except IntegrityError:
        return False
    return True


def _save(obj: models.Model, actor: Actor, reason: str) -> None:
    if hasattr(type(obj), "history"):
        save_with_history(obj, actor=actor, reason=reason[:100])
    else:
        obj.save()

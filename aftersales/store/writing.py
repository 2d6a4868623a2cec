"""What every service does in the same way: lock rows, and write with history.

The order in a service: transaction → lock → permission → rule → write → announce.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import models, transaction
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, gettext_noop
from aftersales.kernel.words import code_key, in_one_line, without_turns

from .fields import CodeField

M = TypeVar("M", bound=models.Model)


def lock(source: type[M] | models.QuerySet[M], **lookup: Any) -> M:
    """Lock a row until the transaction ends, and read it again.

    SQLite has no row locks; there an IMMEDIATE transaction already excludes other writers. Raises NotVisible if the row
    does not exist.
    """
    queryset = source if isinstance(source, models.QuerySet) else source._default_manager.all()
    assert transaction.get_connection(queryset.db).in_atomic_block, "lock() needs a transaction"
    try:
        return queryset.select_for_update(of=("self",)).get(**lookup)
    except ObjectDoesNotExist as error:
        raise NotVisible() from error


def lock_all(queryset: models.QuerySet[M]) -> list[M]:
    """Lock the rows until the transaction ends, always in the same order, so that no deadlock occurs."""
    assert transaction.get_connection(queryset.db).in_atomic_block, "lock_all() needs a transaction"
    return list(queryset.select_for_update(of=("self",)).order_by("pk"))


def lock_keys(queryset: models.QuerySet[M]) -> list[Any]:
    """The same for whoever needs only the keys of the rows of one table: it makes no objects of them."""
    assert transaction.get_connection(queryset.db).in_atomic_block, "lock_keys() needs a transaction"
    return list(queryset.select_for_update().order_by("pk").values_list("pk", flat=True))


def together() -> AbstractContextManager[Any]:
    """A transaction for several rows. Inside the caller's transaction it is that one, without a savepoint: whoever
    calls must not catch an error of the database."""
    return nullcontext() if transaction.get_connection().in_atomic_block else transaction.atomic()


ONE_LINE = 200  # characters: names and subjects; longer texts may have several lines


def remove_hidden_signs(objects: Iterable[models.Model]) -> None:
    """Remove control characters and direction overrides from the texts of rows, whichever way they came in, and put
    codes into the form in which they are compared."""
    for obj in objects:
        unread = obj.get_deferred_fields()
        for field in obj._meta.concrete_fields:
            if not isinstance(field, models.CharField | models.TextField) or field.attname in unread:
                continue
            text = getattr(obj, field.attname)
            if not isinstance(text, str):
                continue
            if isinstance(field, CodeField):
                plain = code_key(text)
            elif text.isprintable():
                continue
            elif isinstance(field, models.TextField) or (field.max_length or 0) > ONE_LINE:
                plain = without_turns(text)
            else:
                plain = in_one_line(text)
            if text.strip() and not plain.strip() and not field.blank:
                raise InvalidInput(gettext_noop("This field is required."), code="required", field=field.name)
            setattr(obj, field.attname, plain)


def save_with_history(obj: M, *, actor: Any, reason: str = "") -> M:
    """Save with a history row: actor (None is the system) and reason."""
    obj._history_user = actor  # type: ignore[attr-defined]
    obj._change_reason = reason  # type: ignore[attr-defined]
    remove_hidden_signs([obj])
    obj.save()
    return obj


def create_all_with_history(model: type[M], objects: list[M], *, actor: Any, reason: str = "") -> list[M]:
    """Create many rows at once, each with its history row."""
    remove_hidden_signs(objects)
    if not hasattr(model, "history"):
        return model._default_manager.bulk_create(objects, batch_size=500)
    return bulk_create_with_history(objects, model, batch_size=500, default_user=actor, default_change_reason=reason)


def update_all_with_history(
    model: type[M], objects: list[M], fields: list[str], *, actor: Any, reason: str = ""
) -> int:
    """Save these fields of many rows, which the caller has locked, each with its history row. Returns how many."""
    if objects:
        remove_hidden_signs(objects)
        bulk_update_with_history(
            objects, model, fields, batch_size=500, default_user=actor, default_change_reason=reason
        )
    return len(objects)


def delete_with_history(obj: models.Model, *, actor: Any, reason: str = "") -> None:
    """Delete with a history row. Numbered documents are never deleted."""
    obj._history_user = actor  # type: ignore[attr-defined]
    obj._change_reason = reason  # type: ignore[attr-defined]
    obj.delete()


def same_version(obj: Any, expected: int | None) -> None:
    """Raise Conflict if the locked row is newer than the version that the caller has read."""
    if expected is not None and obj.version != expected:
        raise Conflict(
            code="changed_meanwhile",
            message=gettext_noop(
                "Someone else has changed this in the meantime. Your text is kept. Review their change, then decide."
            ),
        )


def is_outdated(obj: Any) -> bool:
    """Whether somebody has saved a newer version of this row since it was read."""
    version = getattr(obj, "version", None)
    if version is None or not isinstance(obj, models.Model) or obj.pk is None:
        return False
    return not type(obj)._default_manager.filter(pk=obj.pk, version=version).exists()

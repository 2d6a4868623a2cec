"""Gives tags to tickets, and keeps the list of tags."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, NotVisible, ensure
from aftersales.staff.models import Actor, User
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock_all,
    same_version,
    save_with_history,
    update_all_with_history,
)

from .. import permissions
from ..models import Tag, Ticket, TicketTag
from ..permissions.work import can_set_up
from ..rules.tags import LONGEST, MOST, MOST_OF_TICKET, SEPARATORS, tag_key, tag_name
from .common import locked_ticket


@transaction.atomic
def tag(*, ticket_id: int, actor: User, now: datetime, add: Iterable[str] = (), remove: Iterable[str] = ()) -> Ticket:
    """Give the ticket tags, and take some away, by their names. A name that is new becomes a tag.

    A tag that the ticket has already, or does not have, changes nothing, so that two people can do it at once. The
    ticket stays the version that others read: a tag is no part of what they decide.
    """
    ticket = locked_ticket(ticket_id)
    ensure(permissions.can_tag(actor, ticket))
    given = [_tag_named(name, actor=actor, field="add") for name in add]
    taken = {tag_key(name) for name in remove} - {one.key for one in given}
    present = list(ticket.ticket_tags.select_related("tag__merged_into"))
    for use in present:
        shown = use.tag.merged_into or use.tag
        if shown.key in taken or use.tag.key in taken:
            delete_with_history(use, actor=actor, reason=f"untagged: {shown.name}")
    kept = {(use.tag.merged_into_id or use.tag_id) for use in present if use.pk}
    new = {one.pk: one for one in given if one.pk not in kept}
    if new and len(kept) + len(new) > MOST_OF_TICKET:
        raise _too_many("add")
    _give(ticket, new.values(), actor=actor, reason="tagged")
    return ticket


def tags_named(names: Iterable[str], *, actor: Actor, field: str) -> list[Tag]:
    """The tags with these names for one ticket, made if they are new. field: the input that names them."""
    found = {one.pk: one for name in names for one in [_tag_named(name, actor=actor, field=field)]}
    if len(found) > MOST_OF_TICKET:
        raise _too_many(field)
    return list(found.values())


def _too_many(field: str) -> InvalidInput:
    return InvalidInput(
        _("A ticket has up to %(count)s tags."), code="too_many", field=field, params={"count": MOST_OF_TICKET}
    )


def take_over(source: Ticket, target: Ticket, *, actor: Actor) -> None:
    """The ticket that goes on gets the tags of the one that is merged into it, however many these are."""
    present = {use.tag.merged_into_id or use.tag_id for use in target.ticket_tags.select_related("tag")}
    theirs = {use.tag.merged_into_id or use.tag_id for use in source.ticket_tags.select_related("tag")}
    _give(target, Tag.objects.filter(pk__in=theirs - present), actor=actor, reason=f"merge of {source.number}")


def _give(ticket: Ticket, tags: Iterable[Tag], *, actor: Actor, reason: str) -> None:
    rows = [TicketTag(ticket=ticket, tag=one) for one in tags]
    if rows:
        create_all_with_history(TicketTag, rows, actor=actor, reason=reason)


def _tag_named(text: str, *, actor: Actor, field: str) -> Tag:
    """The active tag with this name, made if there is none: tags are also made by those who use them."""
    name = _checked(text, field=field)
    found = Tag.objects.select_related("merged_into").filter(key=tag_key(name)).first()
    if found is None:
        try:
            with transaction.atomic():
                return _create(name, actor=actor, field=field)
        except IntegrityError:  # somebody else has made it just now
            found = Tag.objects.select_related("merged_into").get(key=tag_key(name))
    found = found.merged_into or found
    if not found.is_active:
        raise InvalidInput(
            _("The tag “%(name)s” is no longer used."), code="retired", field=field, params={"name": found.name}
        )
    return found


def _checked(text: str, *, field: str) -> str:
    name = tag_name(text)
    if not name:
        raise InvalidInput(_("Enter a name."), code="empty", field=field)
    if len(name) > LONGEST:
        raise InvalidInput(
            _("A tag has up to %(count)s characters."), code="too_long", field=field, params={"count": LONGEST}
        )
    if SEPARATORS.search(name):
        raise InvalidInput(_("A tag contains no comma or semicolon."), code="separator", field=field)
    return name


def _create(name: str, *, actor: Actor, field: str, **facts: Any) -> Tag:
    if Tag.objects.count() >= MOST:
        raise InvalidInput(
            _("There are %(count)s tags already. Use one of them."),
            code="too_many",
            field=field,
            params={"count": MOST},
        )
    return save_with_history(Tag(name=name, key=tag_key(name), **facts), actor=actor, reason="created")


@transaction.atomic
def create_tag(
    *, actor: Actor, now: datetime, name: str, is_active: bool = True, merged_into: Tag | None = None
) -> Tag:
    """Add a tag to the list."""
    ensure(actor is None or can_set_up(actor))
    name = _checked(name, field="name")
    _refuse_double(name)
    if merged_into is not None:
        raise InvalidInput(_("A new tag can’t be merged."), code="new", field="merged_into")
    return _create(name, actor=actor, field="name", is_active=is_active)


@transaction.atomic
def update_tag(
    *,
    tag_id: int,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    name: str | None = None,
    is_active: bool | None = None,
    merged_into: Tag | None = None,
) -> Tag:
    """Rename a tag, retire it, or merge it into another one. Tags are never deleted.

    Tickets with a merged tag are shown with the other one, also those with tags that were merged into it before.
    Without merged_into the tag stands for itself again.
    """
    ensure(actor is None or can_set_up(actor))
    both = {tag_id, *([merged_into.pk] if merged_into else [])}
    rows = {one.pk: one for one in lock_all(Tag.objects.filter(pk__in=both))}
    if tag_id not in rows:
        raise NotVisible
    row, merged_into = rows[tag_id], merged_into and rows.get(merged_into.pk)
    same_version(row, version)
    if name is not None:
        row.name = _checked(name, field="name")
        row.key = tag_key(row.name)
        _refuse_double(row.name, tag_id)
    if is_active is not None:
        row.is_active = is_active
    if merged_into is not None:
        _merge(row, merged_into, actor=actor)
    row.merged_into = merged_into
    row.version += 1
    return save_with_history(row, actor=actor, reason="merged" if merged_into else "changed")


def _merge(row: Tag, into: Tag, *, actor: Actor) -> None:
    if into.pk == row.pk:
        raise InvalidInput(_("A tag can’t be merged into itself."), code="itself", field="merged_into")
    if into.merged_into_id is not None or not into.is_active:
        raise InvalidInput(
            _("The tag “%(name)s” is no longer used."), code="retired", field="merged_into", params={"name": into.name}
        )
    row.is_active = False
    before = lock_all(Tag.objects.filter(merged_into=row))
    for one in before:
        one.merged_into = into
        one.version += 1
    update_all_with_history(Tag, before, ["merged_into", "version"], actor=actor, reason="merged")


def _refuse_double(name: str, tag_id: int | None = None) -> None:
    same = Tag.objects.filter(key=tag_key(name)).first()
    if same is not None and same.pk != tag_id:
        raise InvalidInput(_("There is a tag with this name. Merge the two."), code="double", field="name")

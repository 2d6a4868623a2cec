"""Merges two records of one customer (A5), field by field, with everything that refers to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import models
from simple_history.utils import bulk_update_with_history

from aftersales.kernel.errors import InvalidInput, RuleViolation, gettext_noop
from aftersales.kernel.phones import phone_key
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.writing import delete_with_history, lock, save_with_history
from aftersales.web.figures import listed

from ..models import Contact, Customer, CustomerAlias, DuplicatePair
from ..permissions import visible_to
from ..rules.merging import BOTH, GONE, KEPT, SUMMED, merged_value, suggested
from ..signals import customer_changed, customers_merging, customers_written
from .customers import FACTS, check_and_key
from .profile import change_tier, settle_profiles
from .search import fill_keys, index_customer
from .snapshots import references
from .touching import join as join_touches

CHOICES = frozenset({KEPT, GONE, BOTH})
BATCH = 500


def merge_rows(
    kept: Customer, gone: Customer, *, actor: Actor, now: datetime, choices: Mapping[str, str], reason: str
) -> None:
    """Move everything of `gone`, which the caller has locked, to `kept`, and delete `gone`."""
    history_reason = f"merged with {gone.number}: {reason}"[:100]
    customers_merging.send(sender=None, kept=kept, gone=gone, actor=actor, now=now)
    demand = choices.get("annual_demand") or suggested("annual_demand", kept.annual_demand, gone.annual_demand)
    settle_profiles(kept, gone, actor=actor, now=now, reason=history_reason, demand=demand)
    tier = kept.tier
    reps = [rep for rep in (kept.rep, gone.rep) if rep is not None]
    _apply_choices(kept, gone, choices, now)
    if kept.tier != tier:
        change_tier(customer=kept, before=tier, actor=actor, now=now, reason=history_reason)
    join_touches(kept=kept, gone=gone, actor=actor, now=now)
    move_all(gone, kept, actor=actor, reason=history_reason, leave=(DuplicatePair,))
    _join_contacts(kept, gone, actor, history_reason)
    _delete_merged(gone, kept, actor, reason, now)
    kept.version += 1
    save_with_history(kept, actor=actor, reason=history_reason)
    index_customer(kept)
    customer_changed.send(sender=None, customer=kept, actor=actor, now=now)
    customers_written.send(sender=None, customer_ids=[kept.pk], facts=None, actor=actor, now=now)
    _notify_reps(kept, gone, reps, actor, now)


def check_merge(kept: Customer, gone: Customer, choices: Mapping[str, str]) -> None:
    """Refuse erased customers and unknown choices."""
    if kept.erased_at or gone.erased_at:
        raise RuleViolation(gettext_noop("A customer whose data was erased can’t be merged."), code="erased")
    for field, choice in choices.items():
        if field not in FACTS or choice not in CHOICES or (choice == BOTH and field not in SUMMED):
            raise InvalidInput(
                gettext_noop("“%(field)s” can’t be set this way."), code="choice", params={"field": field[:40]}
            )


def lock_both(actor: Actor, kept_id: int, gone_id: int) -> tuple[Customer, Customer]:
    """Lock both customers, always in the same order, so that two merges cannot deadlock."""
    if kept_id == gone_id:
        raise RuleViolation(gettext_noop("This is the same customer."), code="same_customer")
    rows = {pk: lock(visible_to(actor), pk=pk) for pk in sorted((kept_id, gone_id))}
    return rows[kept_id], rows[gone_id]


def _apply_choices(kept: Customer, gone: Customer, choices: Mapping[str, str], now: datetime) -> None:
    for field in FACTS:
        mine, theirs = getattr(kept, field), getattr(gone, field)
        setattr(kept, field, merged_value(choices.get(field) or suggested(field, mine, theirs), mine, theirs))
    kept.remarks = kept.remarks[:4000]
    kept.is_critical = kept.is_critical or gone.is_critical
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.grade_due_at = now
    if not kept.grade or (gone.graded_at and kept.graded_at and gone.graded_at > kept.graded_at):
        for field in ("grade", "previous_grade", "grade_reasons", "graded_at", "grade_held_until"):
            setattr(kept, field, getattr(gone, field))
    check_and_key(kept, now)


def _join_contacts(kept: Customer, gone: Customer, actor: Actor, history_reason: str) -> None:
    """Keep one row per person, one main contact, and every phone number."""
    first: dict[tuple[str, str], Contact] = {}
    for contact in kept.contacts.order_by("pk"):
        key = (contact.name_key, contact.phone_digits)
        if twin := first.setdefault(key, contact):
            if twin is contact:
                continue
            move_all(contact, twin, actor=actor, reason=history_reason)
            twin.title, twin.email = twin.title or contact.title, twin.email or contact.email
            twin.is_primary = twin.is_primary or contact.is_primary
            save_with_history(twin, actor=actor, reason=history_reason)
            delete_with_history(contact, actor=actor, reason=history_reason)
    people = list(first.values())
    numbers = {kept.phone_digits, *(person.phone_digits for person in people)}
    if (digits := phone_key(gone.phone)) and digits not in numbers:
        person = Contact(customer=kept, name=gone.name[:100], phone=gone.phone, email=gone.email)
        fill_keys(person)
        people.append(save_with_history(person, actor=actor, reason=history_reason))
    _one_primary(people, actor, history_reason)


def _one_primary(people: list[Contact], actor: Actor, history_reason: str) -> None:
    main = next((person for person in people if person.is_primary), people[0] if people else None)
    for person in people:
        if person.is_primary != (person is main):
            person.is_primary = person is main
            save_with_history(person, actor=actor, reason=history_reason)


def _delete_merged(gone: Customer, kept: Customer, actor: Actor, reason: str, now: datetime) -> None:
    left = {model.__name__: n for model, n in count_references(gone).items() if n and model is not DuplicatePair}
    if left:
        raise RuleViolation(
            gettext_noop("Some data could not be moved: %(left)s."),
            code="not_moved",
            params={"left": listed(f"{name} {n}" for name, n in left.items())},
        )
    alias = CustomerAlias(
        number=gone.number,
        external_number=gone.external_number if gone.external_number != kept.external_number else "",
        customer=kept,
        former_id=gone.pk,
        name=gone.name,
        merged_at=now,
        merged_by=actor,
        reason=reason[:200],
    )
    delete_with_history(gone, actor=actor, reason=f"merged into {kept.number}")
    save_with_history(alias, actor=actor, reason=f"merged into {kept.number}")


def _notify_reps(kept: Customer, gone: Customer, reps: list[User], actor: Actor, now: datetime) -> None:
    others = [rep for rep in reps if actor is None or rep.pk != actor.pk]
    notify(
        users=others,
        template="customers_merged",
        params={"number": kept.number, "other": gone.number},
        url=kept.get_absolute_url(),
        key=f"merged:{gone.number}",
        now=now,
    )


def move_all(
    old: models.Model, new: models.Model, *, actor: Actor, reason: str, leave: tuple[type[models.Model], ...] = ()
) -> int:
    """Point every reference to `old` at `new`, each with a history row. Returns how many. leave: models to skip."""
    moved = 0
    for source, field in references(type(old)):
        if source not in leave:
            moved += _move(source, field, old, new, actor, reason)
    return moved


def _move(
    source: type[models.Model], field: str, old: models.Model, new: models.Model, actor: Actor, reason: str
) -> int:
    if not hasattr(source, "history"):
        return source._default_manager.filter(**{field: old}).update(**{field: new})
    rows = list(source._default_manager.select_for_update(of=("self",)).filter(**{field: old}))
    for row in rows:
        setattr(row, field, new)
    bulk_update_with_history(
        rows, source, [field], batch_size=BATCH, default_user=actor, default_change_reason=reason[:100]
    )
    return len(rows)


def count_references(row: models.Model) -> dict[type[models.Model], int]:
    """How many rows of each model refer to this row."""
    found: dict[type[models.Model], int] = {}
    for source, field in references(type(row)):
        found[source] = found.get(source, 0) + source._default_manager.filter(**{field: row}).count()
    return found

"""Canned replies, written by those who answer for the desk."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import User
from aftersales.store.writing import lock, same_version, save_with_history
from customers.enums import Channel

from ..enums import Kind
from ..models import Phrase
from ..permissions.work import can_set_up
from ..rules.phrases import DEFAULT_PHRASES, unknown_placeholders
from .common import demand_that

FACTS = frozenset(
    {
        "name",
        "name_en",
        "body",
        "body_en",
        "kinds",
        "channels",
        "position",
        "is_active",
        "effective_from",
        "effective_until",
    }
)
MAX_PHRASES = 200


@transaction.atomic
def create_phrase(*, actor: User | None, now: datetime, **facts: Any) -> Phrase:
    """A new canned reply; in effect from today if nothing else is said."""
    demand_that(can_set_up, actor)
    if Phrase.objects.count() >= MAX_PHRASES:
        raise InvalidInput(_("200 canned replies are enough. Change one that nobody uses."), code="too_many")
    return _keep(Phrase(effective_from=timezone.localdate(now)), facts, actor=actor, reason="created")


@transaction.atomic
def update_phrase(
    *, phrase_id: int, actor: User | None, now: datetime, version: int | None = None, **facts: Any
) -> Phrase:
    """Change a canned reply. One that nobody needs is put out of use, never deleted."""
    phrase = lock(Phrase, pk=phrase_id)
    demand_that(can_set_up, actor)
    same_version(phrase, version)
    phrase.version += 1
    return _keep(phrase, facts, actor=actor, reason="changed")


def _keep(phrase: Phrase, facts: dict[str, Any], *, actor: User | None, reason: str) -> Phrase:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(phrase, name, value.strip() if isinstance(value, str) else value)
    for name in ("name", "body"):
        if not getattr(phrase, name):
            raise InvalidInput(_("Write it in Chinese at least."), code="empty", field=name)
    for name in ("body", "body_en"):
        if unknown_words := unknown_placeholders(getattr(phrase, name)):
            raise InvalidInput(
                _("%(word)s cannot be filled in. Known are {number}, {customer} and {due}."),
                code="unknown_placeholder",
                field=name,
                params={"word": "{" + unknown_words[0] + "}"},
            )
    _known(phrase.kinds, Kind.values, "kinds")
    _known(phrase.channels, Channel.values, "channels")
    _in_order(phrase.effective_from, phrase.effective_until)
    return save_with_history(phrase, actor=actor, reason=reason)


def _known(given: Collection[str], known: Collection[str], field: str) -> None:
    if set(given) - set(known):
        raise InvalidInput(_("This choice does not exist."), code="unknown", field=field)


def _in_order(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise InvalidInput(_("The end lies before the beginning."), code="not_in_order", field="effective_until")


def install_phrases(*, actor: User | None, start: date) -> None:
    """What a new house starts with; only where there is none yet."""
    if Phrase.objects.exists():
        return
    for place, text in enumerate(DEFAULT_PHRASES, 1):
        row = Phrase(
            name=text.name,
            name_en=text.name_en,
            body=text.body,
            body_en=text.body_en,
            kinds=sorted(text.kinds),
            position=place * 10,
            effective_from=start,
        )
        save_with_history(row, actor=actor, reason="default")

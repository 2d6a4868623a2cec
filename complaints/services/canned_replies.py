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
from ..models import CannedReply
from ..permissions.work import can_set_up
from ..rules.canned_replies import DEFAULT_CANNED_REPLIES, unknown_placeholders
from .common import ensure_can

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
MAX_CANNED_REPLIES = 200


@transaction.atomic
def create_canned_reply(*, actor: User | None, now: datetime, **facts: Any) -> CannedReply:
    """A new canned reply; in effect from today if nothing else is said."""
    ensure_can(can_set_up, actor)
    if CannedReply.objects.count() >= MAX_CANNED_REPLIES:
        raise InvalidInput(_("You can have up to 200 canned replies. Edit one you no longer need."), code="too_many")
    return _keep(CannedReply(effective_from=timezone.localdate(now)), facts, actor=actor, reason="created")


@transaction.atomic
def update_canned_reply(
    *, canned_reply_id: int, actor: User | None, now: datetime, version: int | None = None, **facts: Any
) -> CannedReply:
    """Change a canned reply. One that nobody needs is put out of use, never deleted."""
    canned_reply = lock(CannedReply, pk=canned_reply_id)
    ensure_can(can_set_up, actor)
    same_version(canned_reply, version)
    canned_reply.version += 1
    return _keep(canned_reply, facts, actor=actor, reason="changed")


def _keep(canned_reply: CannedReply, facts: dict[str, Any], *, actor: User | None, reason: str) -> CannedReply:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(canned_reply, name, value.strip() if isinstance(value, str) else value)
    for name in ("name", "body"):
        if not getattr(canned_reply, name):
            raise InvalidInput(_("Enter at least the Chinese text."), code="empty", field=name)
    for name in ("body", "body_en"):
        if unknown_words := unknown_placeholders(getattr(canned_reply, name)):
            raise InvalidInput(
                _("%(word)s can’t be filled in. Available: {number}, {customer} and {due}."),
                code="unknown_placeholder",
                field=name,
                params={"word": "{" + unknown_words[0] + "}"},
            )
    _known(canned_reply.kinds, Kind.values, "kinds")
    _known(canned_reply.channels, Channel.values, "channels")
    _in_order(canned_reply.effective_from, canned_reply.effective_until)
    return save_with_history(canned_reply, actor=actor, reason=reason)


def _known(given: Collection[str], known: Collection[str], field: str) -> None:
    if set(given) - set(known):
        raise InvalidInput(_("This option doesn’t exist."), code="unknown", field=field)


def _in_order(start: date, end: date | None) -> None:
    if end is not None and end < start:
        raise InvalidInput(_("The end date is before the start date."), code="not_in_order", field="effective_until")


def install_canned_replies(*, actor: User | None, start: date) -> None:
    """What a new house starts with; only where there is none yet."""
    if CannedReply.objects.exists():
        return
    for place, text in enumerate(DEFAULT_CANNED_REPLIES, 1):
        row = CannedReply(
            name=text.name,
            name_en=text.name_en,
            body=text.body,
            body_en=text.body_en,
            kinds=sorted(text.kinds),
            position=place * 10,
            effective_from=start,
        )
        save_with_history(row, actor=actor, reason="default")

"""Creates and changes canned replies."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.store.dated import check_order, unknown_option
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history
from customers.enums import Channel

from ..enums import Kind
from ..models import CannedReply
from ..permissions.work import can_set_up
from ..rules.canned_replies import DEFAULT_CANNED_REPLIES, unknown_placeholders

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
def create_canned_reply(*, actor: Actor, now: datetime, **facts: Any) -> CannedReply:
    """Create a canned reply, in effect from today if no day is given."""
    ensure(actor is None or can_set_up(actor))
    if CannedReply.objects.count() >= MAX_CANNED_REPLIES:
        raise InvalidInput(_("You can have up to 200 canned replies. Edit one you no longer need."), code="too_many")
    return _save(CannedReply(effective_from=company_date(now)), facts, actor=actor, reason="created")


@transaction.atomic
def update_canned_reply(
    *, canned_reply_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any
) -> CannedReply:
    """Change a canned reply. Canned replies are never deleted, only made inactive."""
    canned_reply = lock(CannedReply, pk=canned_reply_id)
    ensure(actor is None or can_set_up(actor))
    same_version(canned_reply, version)
    canned_reply.version += 1
    return _save(canned_reply, facts, actor=actor, reason="changed")


def _save(canned_reply: CannedReply, facts: dict[str, Any], *, actor: Actor, reason: str) -> CannedReply:
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
    if set(canned_reply.kinds) - set(Kind.values):
        raise unknown_option("kinds")
    if set(canned_reply.channels) - set(Channel.values):
        raise unknown_option("channels")
    check_order(canned_reply)
    return save_with_history(canned_reply, actor=actor, reason=reason)


def install_canned_replies(*, actor: Actor, start: date) -> None:
    """Create the default canned replies if there are none yet."""
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

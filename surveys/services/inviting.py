"""Invites those who were drawn, and reminds those who have not answered (S1).

A chunk is one transaction: it locks members of the sample that nobody has dealt with, writes their invitations and
mails, and marks them. Keys of invitations and mails name round and customer. So after a kill all of a chunk is there or
nothing is, and nobody gets two.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q

from aftersales.notifications.enums import NotificationState
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import mail_out
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import create_all_with_history, lock_all, save_with_history, update_all_with_history
from customers.enums import ContactPurpose, TouchState
from customers.services.touching import Claim, claim

from ..enums import Channel, Loss, RoundState, SurveyKind
from ..models import FrameMember, Interview, Invitation, Round
from ..queries import hash_of
from ..queries.frames import address_hash, reach_of
from ..queries.turns import turn_of
from ..rules.sampling import lot
from .contacting import is_own_address, touch_of, why_not
from .invitations import token_of

INVITED, REMINDED = "round_invitation", "round_reminder"
MOST_REMINDERS = 2


def invite_due(*, now: datetime, limit: int = 200) -> int:
    """Invite the next of those who were drawn; returns how many were dealt with. It may run twice at once."""
    waiting = FrameMember.objects.filter(drawn__isnull=False, handled=False, round__state=RoundState.OPEN)
    waiting = waiting.filter(round__closes_at__gt=now).order_by("round", "position")
    tried: list[int] = []
    while keys := list(waiting.exclude(pk__in=tried).values_list("pk", flat=True)[:limit]):
        if done := together_or_each(keys, lambda pks: _invite(pks, now)):
            return done
        tried += keys
    return _finish(now)


def _finish(now: datetime) -> int:
    """Note which rounds have dealt with everybody who was drawn."""
    open_rounds = Round.objects.filter(state=RoundState.OPEN, invited_at=None)
    for row in open_rounds:
        if not row.members.filter(drawn__isnull=False, handled=False).exists():
            Round.objects.filter(pk=row.pk, invited_at=None).update(invited_at=now)
    return 0


@transaction.atomic
def _invite(pks: list[int], now: datetime) -> int:
    waiting = FrameMember.objects.filter(pk__in=pks, handled=False, round__state=RoundState.OPEN)
    members = lock_all(waiting.select_related("round", "stratum", "stratum__region", "customer", "contact"))
    asked = _under_limit([member for member in members if _judge(member, now)], now)
    made = create_all_with_history(Invitation, [_invitation(one, now) for one in asked], actor=None, reason="invited")
    for member, invitation in zip(asked, made, strict=True):
        _reach(member, invitation, now)
    FrameMember.objects.bulk_update(members, ["handled", "loss", "address_changed"], batch_size=500)
    return len(members)


def _judge(member: FrameMember, now: datetime) -> bool:
    """Decide at this moment whether a member may be asked, and note why not."""
    customer, contact = member.customer, member.contact
    member.handled = True
    if customer is None or (contact is not None and contact.customer_id != customer.pk):
        member.loss = Loss.GONE
        return False
    address = reach_of(customer, contact, member.channel)
    member.loss = why_not(
        customer=customer,
        contact=contact,
        purpose=ContactPurpose.SURVEY,
        channel=member.channel,
        now=now,
        quarter=member.round.quarter,
    )
    if not member.loss and not address:
        member.loss = Loss.NO_ADDRESS
    if not member.loss and member.channel == Channel.EMAIL and is_own_address(address):
        member.loss = Loss.OWN_ADDRESS
    member.address_changed = address_hash(customer, contact, member.channel) != member.address_hash
    return not member.loss


def _under_limit(members: list[FrameMember], now: datetime) -> list[FrameMember]:
    """Those who were not contacted enough this month; of the others it is noted."""
    sources = {touch_of(_key(member)): member for member in members}
    today = company_date(now)
    claims = [
        Claim(member.customer_id or 0, ContactPurpose.SURVEY, source, today) for source, member in sources.items()
    ]
    granted = claim(claims=claims, otherwise=TouchState.SKIPPED, now=now)
    for source, member in sources.items():
        if source not in granted:
            member.loss = Loss.ENOUGH
    return [member for member in members if not member.loss]


def _key(member: FrameMember) -> str:
    return f"round:{member.round.quarter}:{member.number}"


def _invitation(member: FrameMember, now: datetime) -> Invitation:
    assert member.customer_id is not None
    row = Invitation(
        kind=SurveyKind.ROUND,
        questionnaire_id=member.round.questionnaire_id,
        round=member.round,
        customer_id=member.customer_id,
        contact_id=member.contact_id,
        channel=member.channel,
        key=_key(member),
        turn=turn_of(member.customer_id, member.contact_id, member.round.quarter),
        region_id=member.stratum.region_id,
        tier=member.stratum.tier,
        created_at=now,
        expires_at=member.round.closes_at,
    )
    row.token_hash = hash_of(token_of(row))
    return row


def _reach(member: FrameMember, invitation: Invitation, now: datetime) -> None:
    """Send the mail, or hand the interview to the telephone; letters are printed from the page of the round."""
    customer = member.customer
    assert customer is not None
    if member.channel == Channel.EMAIL:
        _mail(invitation, reach_of(customer, member.contact, Channel.EMAIL), INVITED, now)
    elif member.channel == Channel.PHONE:
        Interview.objects.create(
            invitation=invitation,
            lot=lot(member.round.seed, "telephone", member.number),
            due_at=now,
            until=member.round.closes_at,
        )


def _mail(invitation: Invitation, address: str, template: str, now: datetime) -> None:
    params = {"invitation": invitation.pk}
    key = f"{template}:{invitation.pk}:{invitation.issue}:{invitation.reminders}"
    mail_out(address=address, language="", template=template, params=params, key=key, now=now)


def remind(*, now: datetime, limit: int = 200) -> int:
    """Send the reminders that are due, to those who have not answered; returns how many were dealt with.

    At most two, and never two at once: who missed the first one gets the second only.
    """
    keys = list(_to_remind(now).order_by("pk").values_list("pk", flat=True)[:limit])
    return together_or_each(keys, lambda pks: _remind(pks, now)) if keys else 0


def _to_remind(now: datetime) -> Any:
    open_ones = Q(
        answered_at=None, voided_at=None, refused_at=None, round__state=RoundState.OPEN, channel=Channel.EMAIL
    )
    first = Q(reminders=0, round__first_reminder_at__lte=now)
    second = Q(reminders__lt=MOST_REMINDERS, round__second_reminder_at__lte=now)
    return Invitation.objects.filter(open_ones, first | second, round__closes_at__gt=now)


@transaction.atomic
def _remind(pks: list[int], now: datetime) -> int:
    rows = lock_all(_to_remind(now).filter(pk__in=pks).select_related("round", "customer", "contact"))
    for row in rows:
        second = row.round.second_reminder_at if row.round else None
        row.reminders = MOST_REMINDERS if second and second <= now else 1
        address = reach_of(row.customer, row.contact, Channel.EMAIL)
        if row.customer.erased_at is None and address and not is_own_address(address):
            _mail(row, address, REMINDED, now)
    update_all_with_history(Invitation, rows, ["reminders"], actor=None, reason="reminded")
    for reminders, name in ((1, "first_reminded_at"), (MOST_REMINDERS, "second_reminded_at")):
        rounds = {row.round_id for row in rows if row.reminders == reminders}
        Round.objects.filter(pk__in=rounds, **{name: None}).update(**{name: now})
    return len(rows)


@transaction.atomic
def stop_asking(
    *, customer_id: int, contact_id: int | None, channels: Iterable[str], actor: Actor, now: datetime
) -> int:
    """Void the open invitations of somebody who does not want surveys any more, and take their mails out of the outbox;
    returns how many. Called when the wish is recorded, so that it counts at once."""
    rows = Invitation.objects.filter(customer_id=customer_id, channel__in=list(channels))
    rows = rows.filter(answered_at=None, voided_at=None, refused_at=None)
    stopped = lock_all(rows if contact_id is None else rows.filter(contact_id=contact_id))
    for row in stopped:
        row.voided_at = now
        save_with_history(row, actor=actor, reason="opted out")
    mails = Notification.objects.filter(state=NotificationState.WAITING)
    mails = mails.filter(template__in=(INVITED, REMINDED, "survey_invitation"))
    mails.filter(params__invitation__in=[row.pk for row in stopped]).delete()
    Interview.objects.filter(invitation__in=stopped).update(state="void", leased_until=None, ended_at=now)
    return len(stopped)

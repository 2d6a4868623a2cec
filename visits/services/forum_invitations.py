"""Invitations to a forum: chosen, sent once each, answered; afterwards the guests hear what became of their opinions.

A mail is a row of the outbox, written in the transaction that marks the guest as invited, under the guest's own key. So
nobody gets two, however often the button is pressed. Wishes not to be contacted, and the limit of contacts a month, are
read at that moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import Mail, mail_all_out
from aftersales.office.queries import company
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock,
    lock_all,
    same_version,
    save_with_history,
    update_all_with_history,
)
from aftersales.web.moments import moment
from customers.enums import ContactPurpose, Tier, TouchState
from customers.models import Customer
from customers.queries.opting import opted_out
from customers.services.touching import Claim, claim

from ..enums import Coming, GuestChannel, GuestGroup, GuestLoss
from ..models import Forum, ForumGuest
from ..permissions import can_end_forum, can_run, visible_forums
from ..queries.forums import candidates, with_customer
from ..rules import forums as rules
from .care_common import words
from .forums import locked_forum, save_forum

INVITED, CALLED_OFF, TOLD = "visits.forum_invitation", "visits.forum_called_off", "visits.forum_result"
SHOWN = 5  # names in a message


@transaction.atomic
def choose_guests(
    *,
    forum_id: int,
    actor: Actor,
    now: datetime,
    groups: Iterable[str] = (),
    each: int = 10,
    customers: Iterable[Customer] = (),
    channel: str = "",
    version: int | None = None,
) -> Forum:
    """Put customers of the region on the list: named ones, and from each group those who were not invited for the
    longest time. channel: how to invite them; if empty, by mail whoever has an address, else by phone. Nobody is put
    on the list twice."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_run(actor, forum))
    rules.FORUM.next(forum.state, "invite")
    known = set(ForumGuest.objects.filter(forum=forum).values_list("customer", flat=True))
    rows: list[ForumGuest] = []
    for customer in customers:
        _check_guest(forum, customer)
        rows += _guest(forum, customer, _group_of(customer), channel, known)
    for group in groups:
        for customer in candidates(forum.region, group, now, but=known)[:each]:
            rows += _guest(forum, customer, group, channel, known)
    if not rows:
        raise RuleViolation(_("No customer was added: all of them are on the list."), code="nobody_added")
    if len(known) > rules.MOST_GUESTS:
        text = _("A forum has up to %(count)s guests.")
        raise RuleViolation(text, code="too_many", params={"count": rules.MOST_GUESTS})
    create_all_with_history(ForumGuest, rows, actor=actor, reason="on the list")
    return save_forum(forum, actor=actor, reason="guests chosen")


@transaction.atomic
def take_off(*, guest_id: int, actor: Actor, now: datetime, version: int | None = None) -> Forum:
    """Take a guest off the list who was not invited yet."""
    guest = _locked_guest(actor, guest_id, version)
    rules.FORUM.next(guest.forum.state, "invite")
    if guest.invited_at:
        raise Conflict(_("The guest was invited already."), code="invited")
    forum = guest.forum
    delete_with_history(guest, actor=actor, reason="off the list")
    return forum


@transaction.atomic
def send_invitations(*, forum_id: int, actor: Actor, now: datetime, version: int | None = None) -> Forum:
    """Invite everybody on the list who was not invited yet: mails go to the outbox; letters are printed and calls are
    made from the list. Who does not want to be contacted is left out, with the reason. Who was contacted enough this
    month waits, and is invited by the same button in another month."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_run(actor, forum))
    forum.state = rules.FORUM.next(forum.state, "invite")
    waiting = ForumGuest.objects.filter(forum=forum, invited_at=None, loss__in=rules.WAITING)
    rows = lock_all(with_customer(waiting))
    if not rows:
        raise RuleViolation(_("Everybody on the list was invited."), code="nobody_waits")
    _judge(rows)
    _keep_under_limit(rows, actor, now)
    if not any(row.loss != GuestLoss.ENOUGH for row in rows):
        names = ", ".join(str(row.customer) for row in rows[:SHOWN])
        text = _("Contacted enough this month: %(names)s. Invite them in another month.")
        raise RuleViolation(text, code="contacted_enough", params={"names": names})
    for row in rows:
        row.invited_at, row.version = None if row.loss else now, row.version + 1
    update_all_with_history(ForumGuest, rows, ["invited_at", "loss", "version"], actor=actor, reason="invited")
    _mail([row for row in rows if not row.loss and row.channel == GuestChannel.EMAIL], INVITED, now)
    return save_forum(forum, actor=actor, reason="invited")


@transaction.atomic
def answer_invitation(
    *,
    guest_id: int,
    coming: str,
    actor: Actor,
    now: datetime,
    note: str = "",
    version: int | None = None,
) -> ForumGuest:
    """Record whether a guest comes. A guest may change their mind until the forum."""
    guest = _locked_guest(actor, guest_id, version)
    rules.FORUM.next(guest.forum.state, "invite")
    if coming not in Coming.values:
        raise InvalidInput(_("Choose whether the guest comes."), code="unknown", field="coming")
    if not guest.invited_at:
        raise RuleViolation(_("The guest was not invited yet."), code="not_invited")
    guest.coming, guest.answered_at, guest.note = coming, now, note.strip()[:200]
    guest.version += 1
    return save_with_history(guest, actor=actor, reason="answered")


@transaction.atomic
def tell_guests(*, forum_id: int, actor: Actor, now: datetime, version: int | None = None) -> Forum:
    """Mail everybody who came what became of the opinions, once each, after the minutes are written. Who has no address
    or does not want mail is told by phone or letter, from the list."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_run(actor, forum))
    forum.state = rules.FORUM.next(forum.state, "tell")
    rules.check_closing(forum.opinions.values_list("fate", flat=True), forum.minutes)
    waiting = ForumGuest.objects.filter(forum=forum, attended=True, told_at=None)
    rows = lock_all(with_customer(waiting))
    if not rows:
        raise RuleViolation(_("Everybody who came was told."), code="nobody_waits")
    keys = {(row.customer_id, row.contact_id) for row in rows}
    against = opted_out(keys, ContactPurpose.VISIT, GuestChannel.EMAIL)
    reached = [row for row in rows if (row.customer_id, row.contact_id) not in against and mail_address(row)]
    _mail(reached, TOLD, now)
    for row in rows:
        row.told_at, row.version = now, row.version + 1
    update_all_with_history(ForumGuest, rows, ["told_at", "version"], actor=actor, reason="told")
    forum.told_at = now
    return save_forum(forum, actor=actor, reason="told")


@transaction.atomic
def cancel_forum(*, forum_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None) -> Forum:
    """Cancel a planned forum. Guests who were invited by mail and have not said no are told by mail."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_end_forum(actor))
    forum.state = rules.FORUM.next(forum.state, "cancel")
    forum.cancel_reason, forum.ended_at = words(reason, 500, "reason"), now
    save_forum(forum, actor=actor, reason="cancelled")
    _call_off(forum, now=now)
    return forum


def _call_off(forum: Forum, *, now: datetime) -> None:
    """Tell those who were invited by mail and have not said no. The caller has locked the forum."""
    invited = ForumGuest.objects.filter(forum=forum, invited_at__isnull=False, channel=GuestChannel.EMAIL)
    _mail(list(with_customer(invited.exclude(coming=Coming.NO))), CALLED_OFF, now)


def mail_address(guest: ForumGuest) -> str:
    """The contact's address, else that of the customer or of another contact. Empty if the data was erased."""
    customer = guest.customer
    if customer.erased_at:
        return ""
    own = guest.contact.email if guest.contact else ""
    return own or customer.email or next((one.email for one in customer.contacts.all() if one.email), "")


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """The content of a mail about a forum, added when it is sent, so that it is not in the outbox."""
    forum = Forum.objects.get(pk=params["forum"])
    names, said = company(), []
    for row in forum.opinions.select_related("ticket", "action").order_by("place"):
        said.append(f"{row.place}. “{row.words}” – {row.get_fate_display()}{': ' if row.answer else ''}{row.answer}")
    return {
        **params,
        "title": forum.title,
        "starts": moment(forum.starts_at),
        "place": forum.place,
        "agenda": forum.agenda or forum.purpose,
        "reason": forum.cancel_reason,
        "opinions": "\n".join(said),
        "company": names.name,
        "company_en": names.name_en or names.name,
        "phone": names.phone,
    }


def _mail(rows: list[ForumGuest], template: str, now: datetime) -> None:
    mails = [
        Mail(address, {"forum": row.forum_id}, f"{template}:{row.key}")
        for row in rows
        if (address := mail_address(row))
    ]
    mail_all_out(mails=mails, template=template, now=now)


def _judge(rows: list[ForumGuest]) -> None:
    """Note at this moment why somebody can't be invited."""
    against: set[tuple[int, int | None]] = set()
    for channel in GuestChannel.values:
        keys = {(row.customer_id, row.contact_id) for row in rows if row.channel == channel}
        against |= opted_out(keys, ContactPurpose.VISIT, channel)
    for row in rows:
        row.loss = _loss(row, against)


def _keep_under_limit(rows: list[ForumGuest], actor: Actor, now: datetime) -> None:
    """Claim a contact of this month for each guest who can be invited; those without one wait."""
    today = company_date(now)
    guests = {f"forum {row.key}": row for row in rows if not row.loss}
    claims = [Claim(row.customer_id, ContactPurpose.VISIT, source, today) for source, row in guests.items()]
    granted = claim(claims=claims, otherwise=TouchState.SKIPPED, actor=actor, now=now)
    for source, row in guests.items():
        if source not in granted:
            row.loss = GuestLoss.ENOUGH


def _loss(row: ForumGuest, against: set[tuple[int, int | None]]) -> str:
    if row.customer.erased_at:
        return GuestLoss.ERASED
    if (row.customer_id, row.contact_id) in against or (
        row.channel == GuestChannel.PHONE and row.customer.not_by_phone
    ):
        return GuestLoss.OPTED_OUT
    reach = {
        GuestChannel.EMAIL: mail_address(row),
        GuestChannel.LETTER: row.customer.address,
        GuestChannel.PHONE: (row.contact.phone if row.contact else "") or row.customer.phone,
    }[GuestChannel(row.channel)]
    return "" if reach else GuestLoss.NO_ADDRESS


def _check_guest(forum: Forum, customer: Customer) -> None:
    if customer.erased_at:
        raise RuleViolation(_("The data of this customer was erased."), code="erased")
    if customer.region_id != forum.region_id:
        raise InvalidInput(
            _("%(name)s belongs to another region."),
            code="other_region",
            field="customers",
            params={"name": customer.name},
        )


def _group_of(customer: Customer) -> str:
    found = {Tier.IMPORTANT: GuestGroup.IMPORTANT, Tier.LONG_TERM: GuestGroup.LONG_TERM}
    return found.get(Tier(customer.tier), GuestGroup.OTHER)


def _guest(forum: Forum, customer: Customer, group: str, channel: str, known: set[int]) -> list[ForumGuest]:
    """The guest, unless the customer is on the list."""
    if customer.pk in known:
        return []
    known.add(customer.pk)
    contact = customer.main_contact
    row = ForumGuest(forum=forum, customer=customer, contact=contact, group=group)
    row.key = f"{forum.pk}:{customer.pk}:{contact.pk if contact else ''}"
    row.channel = channel or (GuestChannel.EMAIL if mail_address(row) else GuestChannel.PHONE)
    return [row]


def _locked_guest(actor: Actor, guest_id: int, version: int | None) -> ForumGuest:
    """The guest, with the forum locked first."""
    rows = ForumGuest.objects.filter(pk=guest_id, forum__in=visible_forums(actor))
    forum = locked_forum(actor, rows.values_list("forum", flat=True).first() or 0)
    ensure(can_run(actor, forum))
    guest = lock(ForumGuest.objects.select_related("forum__region", "customer", "contact"), pk=guest_id, forum=forum)
    same_version(guest, version)
    return guest

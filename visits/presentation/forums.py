"""Rows of the list of forums, the page of one, and its guests."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.audit.texts.reasons import reasons_of
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.personal import masked_phone
from aftersales.web.figures import listed, money, percent
from aftersales.web.history import Change, Source, changes
from aftersales.web.moments import day, moment, short_when
from complaints.permissions import visible_to as visible_tickets
from complaints.quality.permissions import visible_actions
from customers.permissions import can_reveal

from ..enums import Coming, ForumState, GuestChannel, GuestGroup, OpinionFate
from ..models import Forum, ForumGuest, ForumOpinion
from ..queries.forums import forum_before, groups_of
from ..rules import forums as rules

DOTS = {"planned": "ok", "held": "due", "closed": "done", "cancelled": "paused"}

CHANGES = 12
FIELDS: dict[Any, tuple[str, ...]] = {
    Forum: ("title", "state", "starts_at", "place", "host", "budget", "cost"),
    ForumOpinion: ("words", "said_by", "agree", "fate", "answer"),
}


@dataclass(frozen=True)
class ForumRow:
    forum: Any
    state: str
    came: str
    waiting: str
    tone: str


@dataclass(frozen=True)
class OpinionRow:
    """An opinion with its fate. url: where the fate leads, if the reader may open it."""

    opinion: ForumOpinion
    who: list[str]
    state: str
    tone: str
    fate: str
    said: str
    url: str = ""


@dataclass(frozen=True)
class GuestRow:
    guest: ForumGuest
    state: str
    status: str
    phone: str
    reveal_url: str


def forum_rows(forums: Iterable[Any], today: date) -> list[ForumRow]:
    return [_row(forum, today) for forum in forums]


def _row(forum: Any, today: date) -> ForumRow:
    late = bool(forum.waiting and forum.answer_by and forum.answer_by < today and forum.state == ForumState.HELD)
    begun = forum.state == ForumState.PLANNED and company_date(forum.starts_at) <= today
    came = f"{forum.came} / {forum.invited}" if forum.held_on else f"{forum.accepted} / {forum.invited}"
    waiting = f"{forum.said - forum.waiting} / {forum.said}" if forum.said else "–"
    return ForumRow(
        forum, "late" if late else "due" if begun else DOTS[forum.state], came, waiting, "late" if late else ""
    )


def page_of_forum(user: User, forum: Any, today: date) -> dict[str, Any]:
    """The values of the page of a forum, except its forms."""
    opinions = list(forum.opinions.all())
    return {
        "forum": forum,
        "status": [
            forum.number,
            moment(forum.starts_at),
            forum.place,
            forum.region,
            _("Host: %(name)s") % {"name": forum.host},
            _("Recorder: %(name)s") % {"name": forum.minutes_by} if forum.minutes_by else "",
        ],
        "steps": steps(forum),
        "opinions": opinion_rows(user, opinions, today),
        "opinions_said": opinions_said(opinions),
        "funnel": _funnel(forum),
        "before": _before(forum),
        "groups": _groups(forum),
        "facts": _facts(forum),
        "history": history_of(forum)[:CHANGES],
        "waiting_invitations": forum.guests.filter(invited_at=None, loss__in=rules.WAITING).count(),
    }


def steps(forum: Any) -> list[dict[str, str]]:
    """The way of a forum: plan, invitations, forum, minutes, follow-up, guests told."""
    notes = [
        (_("Plan"), day(company_date(forum.created_at)), True),
        (
            _("Invitations"),
            _("%(n)s invited") % {"n": forum.invited} if forum.invited else "",
            bool(forum.invited),
        ),
        (_("Forum"), _("%(n)s came") % {"n": forum.came} if forum.held_on else "", bool(forum.held_on)),
        (_("Minutes"), day(company_date(forum.minutes_at)) if forum.minutes_at else "", bool(forum.minutes)),
        (_("Follow-up"), _follow_up(forum), bool(forum.held_on and forum.minutes and not forum.waiting)),
        (_("Guests told"), day(company_date(forum.told_at)) if forum.told_at else "", bool(forum.told_at)),
    ]
    found, reached = [], False
    for label, note, is_done in notes:
        state = "done" if is_done and not reached else "next" if reached else "now"
        reached = reached or not is_done
        found.append({"label": label, "note": note, "state": state})
    return found


def _follow_up(forum: Any) -> str:
    if not forum.said:
        return ""
    text = _("Opinions: %(n)s") % {"n": forum.said}
    return listed([text, _("%(n)s open") % {"n": forum.waiting}]) if forum.waiting else text


def opinions_said(opinions: list[ForumOpinion]) -> str:
    """How many opinions have which fate."""
    counts = {fate: sum(row.fate == fate for row in opinions) for fate in OpinionFate}
    texts = {
        OpinionFate.TICKET: _("%(n)s became tickets"),
        OpinionFate.ACTION: _("%(n)s became improvement actions"),
        OpinionFate.ANSWERED: _("%(n)s answered"),
        OpinionFate.DECLINED: _("%(n)s declined"),
        OpinionFate.OPEN: _("%(n)s without a fate"),
    }
    return listed(text % {"n": counts[fate]} for fate, text in texts.items() if counts[fate])


def opinion_rows(user: User, opinions: list[ForumOpinion], today: date) -> list[OpinionRow]:
    """Where each opinion leads, as far as the reader may go there."""
    tickets = set(
        visible_tickets(user)
        .filter(pk__in=[row.ticket_id for row in opinions if row.ticket_id])
        .values_list("pk", flat=True)
    )
    actions = set(
        visible_actions(user)
        .filter(pk__in=[row.action_id for row in opinions if row.action_id])
        .values_list("pk", flat=True)
    )
    return [_opinion(row, today, tickets, actions) for row in opinions]


def _opinion(row: ForumOpinion, today: date, tickets: set[int], actions: set[int]) -> OpinionRow:
    customer = row.guest.customer.name if row.guest else ""
    agree = _("%(n)s agree") % {"n": row.agree} if row.agree else ""
    who = [" ".join(filter(None, (customer, row.said_by))), agree]
    if row.fate == OpinionFate.TICKET and row.ticket:
        url = row.ticket.get_absolute_url() if row.ticket_id in tickets else ""
        fate = _("Ticket %(number)s") % {"number": row.ticket.number}
        return OpinionRow(row, who, "done", "", fate, row.ticket.get_state_display(), url)
    if row.fate == OpinionFate.ACTION and row.action:
        url = row.action.get_absolute_url() if row.action_id in actions else ""
        fate = _("Improvement %(number)s") % {"number": row.action.number}
        said = listed([row.action.title, str(row.action.owner), short_when(row.action.due_on)])
        return OpinionRow(row, who, "done", "", fate, said, url)
    if row.fate == OpinionFate.ANSWERED:
        return OpinionRow(row, who, "done", "", _("Answered"), row.answer)
    if row.fate == OpinionFate.DECLINED:
        return OpinionRow(row, who, "done", "", _("Declined, with the reason"), row.answer)
    late = rules.is_red(row.fate, row.due_on, today)
    text = _("%(n)s working days were allowed, until %(day)s") if late else _("Decide by %(day)s")
    said = text % {"n": rules.ANSWER_WITHIN, "day": day(row.due_on)}
    return OpinionRow(row, who, "late" if late else "due", "late" if late else "", _("Nobody yet"), said)


def _funnel(forum: Any) -> list[dict[str, Any]]:
    rows = [(_("Invited"), forum.invited), (_("Said yes"), forum.accepted), (_("Came"), forum.came)]
    return [
        {
            "label": label,
            "count": count,
            "share": percent(_share(count, forum.invited), 0),
            "width": _width(count, forum),
        }
        for label, count in rows
    ]


def _share(count: int, whole: int) -> Decimal | None:
    found = rules.share(count, whole)
    return None if found is None else found / 100


def _width(count: int, forum: Any) -> int:
    return round(count * 100 / forum.invited) if forum.invited else 0


def _before(forum: Forum) -> str:
    last: Any = forum_before(forum)
    if last is None or not last.invited:
        return ""
    said = {"title": last.title, "n": last.came, "share": percent(_share(last.came, last.invited), 0)}
    return _("%(title)s: %(n)s came, %(share)s.") % said


def _groups(forum: Forum) -> list[dict[str, Any]]:
    counts = groups_of(forum)
    return [
        {
            "label": GuestGroup(group).label,
            "note": _("%(n)s invited") % {"n": invited},
            "came": _("%(n)s came") % {"n": came},
        }
        for group in GuestGroup
        if (found := counts.get(group))
        for invited, came in [found]
    ]


def _facts(forum: Any) -> list[tuple[str, Any]]:
    cost = money(forum.budget)
    if forum.cost is not None:
        cost = _("%(budget)s, spent %(cost)s") % {"budget": cost, "cost": money(forum.cost)}
    rating = ""
    if forum.rating is not None:
        rating = _("%(rating)s of 5") % {"rating": forum.rating}
        if forum.rated_by:
            rating = listed([rating, _("ratings: %(n)s") % {"n": forum.rated_by}])
    return [
        (pgettext("forum", "Purpose"), forum.purpose),
        (_("Budget"), cost),
        (_("Rating"), rating),
        (_("Next forum"), forum.next_forum),
        (_("Reason"), forum.cancel_reason),
    ]


def history_of(forum: Forum) -> list[Change]:
    """Who changed what in the forum and its opinions, newest first."""
    labels = {
        model: {name: model._meta.get_field(name).verbose_name for name in names} for model, names in FIELDS.items()
    }
    opinions = ForumOpinion.history.filter(forum_id=forum.pk)
    return changes(
        [
            Source(Forum.history.filter(id=forum.pk), lambda row: row.title, labels[Forum]),
            Source(opinions, lambda row: _("Opinion %(n)s") % {"n": row.place}, labels[ForumOpinion]),
        ],
        reasons_of("visits"),
    )


def guest_rows(user: User, guests: Iterable[ForumGuest]) -> list[GuestRow]:
    return [_guest(user, row) for row in guests]


def _guest(user: User, row: ForumGuest) -> GuestRow:
    customer, contact = row.customer, row.contact
    phone, url = "", ""
    if row.channel == GuestChannel.PHONE:
        own = contact if contact and contact.phone else None
        phone = masked_phone(own.phone if own else customer.phone)
        if can_reveal(user, customer):
            args = [customer.number, own.pk] if own else [customer.number]
            url = reverse("contact_reveal" if own else "customer_reveal", args=args)
    state, status = _guest_state(row)
    return GuestRow(row, state, status, phone, url)


def _guest_state(row: ForumGuest) -> tuple[str, str]:
    if row.loss:
        return "paused", row.get_loss_display()
    if row.attended is not None:
        return ("done", _("Came")) if row.attended else ("paused", _("Did not come"))
    if row.coming:
        return ("done" if row.coming == Coming.YES else "paused"), row.get_coming_display()
    if row.invited_at:
        return "due", _("Invited, no answer yet")
    return "ok", _("Not invited yet")

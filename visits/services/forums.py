"""User forums: planned, held, their minutes, closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.office.queries import calendar
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, Region, User
from aftersales.store.dates import company_date
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import lock, lock_all, same_version, save_with_history, update_all_with_history

from ..models import Forum, ForumGuest
from ..permissions import can_end_forum, can_host, can_plan_forum, can_run, visible_forums
from ..rules import forums as rules
from .care_common import amount, words

MAX_TEXT = 10_000


@transaction.atomic
def plan_forum(
    *,
    title: str,
    region: Region,
    starts_at: datetime,
    place: str,
    host: User,
    actor: Actor,
    now: datetime,
    purpose: str = "",
    agenda: str = "",
    budget: Decimal | None = None,
) -> Forum:
    """Plan a forum with customers of a region. Guests are chosen and invited afterwards."""
    ensure(can_plan_forum(actor, region))
    forum = Forum(number=next_number("UF", now=now), created_by=actor, created_at=now, version=0)
    _set(forum, title, region, starts_at, place, host, purpose, agenda, budget)
    save_forum(forum, actor=actor, reason="planned")
    if actor is None or host.pk != actor.pk:
        tell_host(forum, "visits.forum_given", now)
    return forum


@transaction.atomic
def change_forum(
    *,
    forum_id: int,
    title: str,
    region: Region,
    starts_at: datetime,
    place: str,
    host: User,
    actor: Actor,
    now: datetime,
    purpose: str = "",
    agenda: str = "",
    budget: Decimal | None = None,
    version: int | None = None,
) -> Forum:
    """Change a planned forum. Who was invited already is told by the host; the region then stays."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_run(actor, forum) and can_plan_forum(actor, region))
    forum.state = rules.FORUM.next(forum.state, "change")
    if region.pk != forum.region_id and forum.guests.exists():
        raise InvalidInput(_("Guests of the other region are on the list."), code="has_guests", field="region")
    before = forum.host_id
    _set(forum, title, region, starts_at, place, host, purpose, agenda, budget)
    save_forum(forum, actor=actor, reason="changed")
    if host.pk != before and (actor is None or host.pk != actor.pk):
        tell_host(forum, "visits.forum_given", now)
    return forum


@transaction.atomic
def hold_forum(
    *,
    forum_id: int,
    attended: Iterable[ForumGuest],
    actor: Actor,
    now: datetime,
    minutes: str = "",
    cost: Decimal | None = None,
    version: int | None = None,
) -> Forum:
    """Record that a forum took place, and who came. From now on opinions have five working days to find a fate."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_run(actor, forum))
    forum.state = rules.FORUM.next(forum.state, "hold")
    day = company_date(forum.starts_at)
    rules.check_held(day, company_date(now))
    forum.held_on, forum.answer_by = day, rules.answer_by(day, calendar().is_workday)
    forum.cost = None if cost is None else amount(cost, "cost")
    if minutes.strip():
        _write(forum, minutes, actor, now)
    save_forum(forum, actor=actor, reason="held")
    _note_attendance(forum, {guest.pk for guest in attended}, actor=actor)
    return forum


@transaction.atomic
def write_minutes(
    *,
    forum_id: int,
    minutes: str,
    actor: Actor,
    now: datetime,
    attended: Iterable[ForumGuest] | None = None,
    cost: Decimal | None = None,
    rating: Decimal | None = None,
    rated_by: int | None = None,
    next_forum: str = "",
    version: int | None = None,
) -> Forum:
    """Write or change the minutes of a forum that was held, who came, what it cost, and what the guests thought."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_run(actor, forum))
    forum.state = rules.FORUM.next(forum.state, "minutes")
    _write(forum, words(minutes, MAX_TEXT, "minutes"), actor, now)
    forum.cost = forum.cost if cost is None else amount(cost, "cost")
    if rating is not None and not 1 <= rating <= 5:
        raise InvalidInput(_("Enter a value from 1 to 5."), code="range", field="rating")
    forum.rating, forum.rated_by, forum.next_forum = rating, rated_by, next_forum.strip()[:200]
    save_forum(forum, actor=actor, reason="minutes")
    if attended is not None:
        _note_attendance(forum, {guest.pk for guest in attended}, actor=actor)
    return forum


@transaction.atomic
def close_forum(*, forum_id: int, actor: Actor, now: datetime, version: int | None = None) -> Forum:
    """Close a forum. Each opinion must have a fate, and the minutes must be written."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_end_forum(actor))
    forum.state = rules.FORUM.next(forum.state, "close")
    rules.check_closing(forum.opinions.values_list("fate", flat=True), forum.minutes)
    forum.ended_at = now
    return save_forum(forum, actor=actor, reason="closed")


@transaction.atomic
def reopen_forum(*, forum_id: int, actor: Actor, now: datetime, version: int | None = None) -> Forum:
    """Go on with a closed forum, because an opinion was left out."""
    forum = locked_forum(actor, forum_id, version)
    ensure(can_end_forum(actor))
    forum.state = rules.FORUM.next(forum.state, "reopen")
    forum.ended_at = None
    return save_forum(forum, actor=actor, reason="reopened")


def locked_forum(actor: Actor, forum_id: int, version: int | None = None) -> Forum:
    forum = lock(visible_forums(actor).select_related("region", "host"), pk=forum_id)
    same_version(forum, version)
    return forum


def save_forum(forum: Forum, *, actor: Actor, reason: str) -> Forum:
    forum.version += 1
    return save_with_history(forum, actor=actor, reason=reason)


def tell_host(forum: Forum, template: str, now: datetime) -> None:
    params = {"number": forum.number, "title": forum.title, "day": company_date(forum.starts_at).isoformat()}
    key = f"{template}.{forum.pk}.v{forum.version}"
    notify(users=[forum.host], template=template, params=params, url=forum.get_absolute_url(), key=key, now=now)


def _write(forum: Forum, minutes: str, actor: Actor, now: datetime) -> None:
    forum.minutes, forum.minutes_at, forum.minutes_by = minutes.strip()[:MAX_TEXT], now, actor


def _note_attendance(forum: Forum, came: set[int], *, actor: Actor) -> None:
    rows = lock_all(ForumGuest.objects.filter(forum=forum))
    changed = []
    for row in rows:
        attended = row.pk in came
        if row.attended is not attended:
            row.attended, row.version = attended, row.version + 1
            changed.append(row)
    update_all_with_history(ForumGuest, changed, ["attended", "version"], actor=actor, reason="attendance")


def _set(
    forum: Forum,
    title: str,
    region: Region,
    starts_at: datetime,
    place: str,
    host: User,
    purpose: str,
    agenda: str,
    budget: Decimal | None,
) -> None:
    require_in_use({"region": region, "host": host}, forum if forum.pk else None)
    if (forum.pk is None or host.pk != forum.host_id) and not can_host(host, region):
        raise InvalidInput(_("This user can’t host a forum of this region."), code="not_a_host", field="host")
    forum.title, forum.region, forum.starts_at = words(title, 200, "title"), region, starts_at
    forum.place, forum.host, forum.purpose = words(place, 200, "place"), host, purpose.strip()[:500]
    forum.agenda, forum.budget = agenda.strip()[:MAX_TEXT], amount(budget, "budget")

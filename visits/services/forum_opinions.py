"""Opinions of a forum. Each finds a fate: ticket, improvement action, answer, or a reason why not."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role
from aftersales.store.sweeping import each_due
from aftersales.store.writing import lock, same_version, save_with_history
from complaints.enums import Kind
from complaints.quality.services import ActionSource, add_action
from complaints.services.tickets import log_ticket
from customers.enums import Channel

from ..enums import ForumState, OpinionFate
from ..models import Forum, ForumGuest, ForumOpinion
from ..permissions import can_improve_for, can_open_ticket, can_run, visible_forums
from ..rules import forums as rules
from .care_common import words as needed
from .forums import locked_forum
from .reminders import moment_of


@transaction.atomic
def record_opinion(
    *,
    forum_id: int,
    words: str,
    said_by: str,
    actor: Actor,
    now: datetime,
    agree: int = 0,
    guest: ForumGuest | None = None,
) -> ForumOpinion:
    """Record an opinion in the words of who said it. guest: the customer it comes from, if it is one of the guests."""
    forum = locked_forum(actor, forum_id)
    ensure(can_run(actor, forum))
    _ensure_held(forum)
    last = forum.opinions.aggregate(last=Max("place"))["last"] or 0
    if last >= rules.MOST_OPINIONS:
        text = _("A forum has up to %(count)s opinions.")
        raise RuleViolation(text, code="too_many", params={"count": rules.MOST_OPINIONS})
    assert forum.answer_by is not None
    row = ForumOpinion(forum=forum, place=last + 1, due_on=forum.answer_by, created_at=now, version=0)
    row.remind_at = _late_from(forum.answer_by)
    _set(row, words, said_by, agree, guest)
    return _save(row, actor, "opinion recorded")


@transaction.atomic
def change_opinion(
    *,
    opinion_id: int,
    words: str,
    said_by: str,
    actor: Actor,
    now: datetime,
    agree: int = 0,
    guest: ForumGuest | None = None,
    version: int | None = None,
) -> ForumOpinion:
    """Correct what was written down, as long as the opinion has no fate."""
    row = _locked(actor, opinion_id, version, "change")
    ensure(can_run(actor, row.forum))
    _set(row, words, said_by, agree, guest)
    return _save(row, actor, "changed")


@transaction.atomic
def open_ticket(*, opinion_id: int, kind: str, actor: Actor, now: datetime, version: int | None = None) -> ForumOpinion:
    """Turn an opinion into a ticket of the guest's customer, in their words."""
    row = _locked(actor, opinion_id, version, "ticket")
    ensure(can_open_ticket(actor, row.forum))
    if kind not in Kind.values:
        raise InvalidInput(_("This ticket type doesn’t exist."), code="unknown_kind", field="kind")
    guest = row.guest
    if guest is None:
        raise RuleViolation(_("Choose the guest who said it first: a ticket needs a customer."), code="no_guest")
    row.ticket = log_ticket(
        actor=actor,
        now=now,
        kind=kind,
        description=row.words,
        channel=Channel.WALK_IN,
        customer=guest.customer,
        contact=guest.contact if guest.contact and guest.contact.customer_id == guest.customer_id else None,
        contact_name=row.said_by[:100],
        import_key=f"forum-opinion:{row.pk}",
    )
    return _decide(row, "", actor, now)


@transaction.atomic
def improve(
    *,
    opinion_id: int,
    title: str,
    owner: User,
    due_on: date,
    criterion: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
) -> ForumOpinion:
    """Assign an improvement action of the quality department for an opinion."""
    row = _locked(actor, opinion_id, version, "improve")
    ensure(can_improve_for(actor, row.forum))
    row.action = add_action(
        kind="improvement",
        title=title,
        owner=owner,
        due_on=due_on,
        criterion=criterion,
        source=source_of(row),
        actor=actor,
        now=now,
    )
    return _decide(row, "", actor, now)


@transaction.atomic
def answer(*, opinion_id: int, answer: str, actor: Actor, now: datetime, version: int | None = None) -> ForumOpinion:
    """Record what was answered."""
    row = _locked(actor, opinion_id, version, "answer")
    ensure(can_run(actor, row.forum))
    return _decide(row, needed(answer, 1000, "answer"), actor, now)


@transaction.atomic
def decline(*, opinion_id: int, reason: str, actor: Actor, now: datetime, version: int | None = None) -> ForumOpinion:
    """Decline what was asked for, with the reason that the guests are told."""
    row = _locked(actor, opinion_id, version, "decline")
    ensure(can_run(actor, row.forum))
    return _decide(row, needed(reason, 1000, "reason"), actor, now)


def source_of(row: ForumOpinion) -> ActionSource:
    """How quality shows the opinion, without the name of who said it."""
    return ActionSource(f"forum-opinion:{row.pk}", f"{row.forum.number} #{row.place}", row.get_absolute_url())


def sweep_opinions(*, now: datetime, limit: int = 500) -> int:
    """Tell the host and the managers, once, of opinions that nobody has taken within the days of the rule; returns how
    many."""
    sent = 0
    while done := each_due(_due(now), lambda pk: _remind(pk, now), limit=limit):
        sent += done
    return sent


def _due(now: datetime) -> QuerySet[ForumOpinion]:
    rows = ForumOpinion.objects.filter(fate=OpinionFate.OPEN, remind_at__lte=now, forum__state=ForumState.HELD)
    return rows.order_by("remind_at", "pk")


@transaction.atomic
def _remind(pk: int, now: datetime) -> bool:
    row = ForumOpinion.objects.select_related("forum__host").get(pk=pk)
    if not ForumOpinion.objects.filter(pk=pk, fate=OpinionFate.OPEN, remind_at=row.remind_at).update(remind_at=None):
        return False
    forum = row.forum
    bosses = list(people_with_role(Role.MANAGER))
    own = [boss for boss in bosses if boss.region_id == forum.region_id] or bosses
    params = {"number": forum.number, "title": forum.title, "place": row.place, "due_on": row.due_on.isoformat()}
    hosts = [forum.host] if forum.host.is_active else []
    notify(
        users=[*hosts, *own],
        template="visits.opinion_late",
        params=params,
        url=row.get_absolute_url(),
        key=f"opinion.{row.pk}",
        now=now,
    )
    return True


def _late_from(answer_by: date) -> datetime | None:
    return moment_of(answer_by + timedelta(days=1))


def _ensure_held(forum: Forum) -> None:
    if forum.state != ForumState.HELD:
        raise RuleViolation(_("Opinions are recorded after the forum was held, until it is closed."), code="not_held")


def _locked(actor: Actor, opinion_id: int, version: int | None, action: str) -> ForumOpinion:
    """The opinion with the fate that the action gives it; the forum is locked first. The second to decide gets a
    conflict."""
    rows = ForumOpinion.objects.filter(pk=opinion_id, forum__in=visible_forums(actor))
    forum = locked_forum(actor, rows.values_list("forum", flat=True).first() or 0)
    found = ForumOpinion.objects.select_related("forum__region", "guest__customer", "guest__contact")
    row = lock(found, pk=opinion_id, forum=forum)
    _ensure_held(forum)
    row.fate = rules.fate_after(row.fate, action)
    same_version(row, version)
    return row


def _set(row: ForumOpinion, said: str, said_by: str, agree: int, guest: ForumGuest | None) -> None:
    rules.check_said(said, said_by)
    if guest is not None and guest.forum_id != row.forum_id:
        raise InvalidInput(_("This guest belongs to another forum."), code="other_forum", field="guest")
    row.words, row.said_by, row.agree, row.guest = said.strip()[:1000], said_by.strip()[:120], agree, guest


def _decide(row: ForumOpinion, answer: str, actor: Actor, now: datetime) -> ForumOpinion:
    row.answer, row.decided_by, row.decided_at, row.remind_at = answer, actor, now, None
    return _save(row, actor, f"opinion {row.fate}")


def _save(row: ForumOpinion, actor: Actor, reason: str) -> ForumOpinion:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)

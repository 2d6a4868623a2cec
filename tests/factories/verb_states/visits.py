"""Visits, care plans and user forums."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.urls import reverse

from customers.models import Customer
from tests.visits import care
from visits.models import Forum, ForumGuest, Visit
from visits.services import care_actions, care_plans, forum_invitations, forum_opinions, forums

from .. import NOW, Cast, customer_of
from ..visits import visit_of, visited


def rows(people: Cast) -> list[Any]:
    """Plans to be approved and closed ones, done actions, forums at each step, visits that are over or undecided."""
    draft = care.drafted(people)
    care.needed(people, draft)
    closed = care.running(people)
    care_plans.close_plan(plan_id=closed.pk, result="好", actor=people.manager, now=NOW)
    late = care.running(people)
    done = care.given(people, late)
    care_actions.complete_care_action(action_id=done.pk, result="好", actor=people.manager, now=NOW)
    care.given(people, late, owner=people.manager, due_on=NOW.date())
    to_hold, decided, over = _forum(people, 1), _held(people, 2), _held(people, 3)
    said = care.said(people, decided)
    forum_opinions.decline(opinion_id=said.pk, reason="不可行", actor=people.manager, now=NOW)
    forums.close_forum(forum_id=over.pk, actor=people.manager, now=NOW)
    undecided = visit_of(a_customer(people, 6), rep=people.rep, due_on=NOW.date() - timedelta(days=3))
    Visit.objects.filter(pk=undecided.pk).update(undecided_since=NOW)
    return [draft, closed, late, to_hold, decided, over, undecided, visited(people.customer, NOW, rep=people.rep)]


def _forum(people: Cast, number: int) -> Forum:
    """A forum with a guest of its own: a customer is contacted so often in a month only."""
    forum = care.planned(people)
    care.invited(people, forum, a_customer(people, number))
    return forum


def a_customer(people: Cast, number: int) -> Customer:
    """One of the rep whom nobody has contacted."""
    return customer_of(people.east, number=f"CU-2026-7900{number}", name=f"来宾{number}厂", rep=people.rep)


def _held(people: Cast, number: int) -> Forum:
    forum = _forum(people, number)
    came = list(forum.guests.all())
    return forums.hold_forum(forum_id=forum.pk, attended=came, minutes="好", actor=people.manager, now=NOW)


def _chosen(people: Cast, number: int) -> ForumGuest:
    """A guest who is on the list and not invited yet."""
    forum = care.planned(people)
    chosen = {"customers": [a_customer(people, number)], "actor": people.manager, "now": NOW}
    forum_invitations.choose_guests(forum_id=forum.pk, **chosen)
    return forum.guests.get()


def pages(people: Cast) -> list[str]:
    """A done action, guests who are invited or not, an opinion, and a forum without guests."""
    plan = care.running(people)
    action = care.given(people, plan)
    care_actions.complete_care_action(action_id=action.pk, result="好", actor=people.manager, now=NOW)
    held, guests = _held(people, 5), [_forum(people, 4).guests.get(), _chosen(people, 8)]
    said = care.said(people, held)
    return [
        f"{plan.get_absolute_url()}?row=action&id={action.pk}",
        *(f"{reverse('forum_guests', args=[guest.forum.number])}?id={guest.pk}" for guest in guests),
        reverse("forum_guests", args=[care.planned(people).number]),
        f"{held.get_absolute_url()}?id={said.pk}",
    ]

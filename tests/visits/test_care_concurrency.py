"""Two at once: an opinion finds one fate, a date makes one suggestion, everybody is invited once."""

from datetime import date
from decimal import Decimal

import pytest

from aftersales.kernel.errors import Conflict, DomainError
from aftersales.notifications.models import Notification
from complaints.models import Ticket
from complaints.quality.models import Action
from tests.factories import NOW, cast
from tests.visits import care as make
from tests.visits.test_concurrency import at_once
from visits.models import CareAction, CareSuggestion, ForumOpinion
from visits.services import care_actions, care_suggestions, forum_invitations, forum_opinions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def test_opinion_finds_one_fate():
    people = cast()
    row = make.said(people, make.held(people))
    facts = {"opinion_id": row.pk, "actor": people.manager, "now": NOW}
    plan = {"title": "改", "owner": people.clerk, "due_on": date(2026, 12, 9), "criterion": "95%"}
    found = at_once(
        lambda: forum_opinions.open_ticket(kind="suggestion", **facts),
        lambda: forum_opinions.improve(**plan, **facts),
        lambda: forum_opinions.answer(answer="好", **facts),
        lambda: forum_opinions.decline(reason="不行", **facts),
    )
    errors = [one for one in found if isinstance(one, DomainError)]
    assert [type(one) for one in errors] == [Conflict] * 3
    row.refresh_from_db()
    made = Ticket.objects.count() + Action.objects.count()
    assert made == (row.fate in ("ticket", "action"))
    assert ForumOpinion.history.filter(history_change_reason__startswith="opinion ").exclude(fate="open").count() == 1


def test_sweeps_and_users_decide_on_a_suggestion_once():
    people = cast()
    people.customer.since = date(2016, 11, 28)
    people.customer.save()
    make.running(people)
    at_once(*[lambda: care_suggestions.sweep_care_dates(now=NOW)] * 3)
    row = CareSuggestion.objects.get()
    facts = {"suggestion_id": row.pk, "actor": people.rep, "now": NOW}
    take = {"title": "感谢信", "owner": people.rep, "due_on": row.due_on}
    found = at_once(
        lambda: care_suggestions.take_suggestion(**take, **facts),
        lambda: care_suggestions.take_suggestion(**take, **facts),
        lambda: care_suggestions.put_away_suggestion(**facts),
    )
    assert sum(isinstance(one, Conflict) for one in found) == 2
    assert CareAction.objects.count() == (CareSuggestion.objects.get().state == "taken")


def test_actions_added_at_once_never_bind_more_than_the_budget():
    people = cast()
    plan = make.running(people, budget=Decimal(5000))
    facts = {
        "owner": people.rep,
        "due_on": date(2026, 12, 9),
        "actor": people.manager,
        "now": NOW,
        "budget": Decimal(3000),
    }
    found = at_once(
        *[lambda n=n: care_actions.add_care_action(plan_id=plan.pk, title=f"行动 {n}", **facts) for n in range(3)]
    )
    assert sum(isinstance(one, CareAction) for one in found) == 1
    plan.refresh_from_db()
    assert plan.money.left == 2000


def test_invitations_are_sent_once():
    people = cast()
    forum = make.planned(people)
    facts = {"forum_id": forum.pk, "actor": people.manager, "now": NOW}
    forum_invitations.choose_guests(customers=[people.customer], **facts)
    found = at_once(*[lambda: forum_invitations.send_invitations(**facts)] * 3)
    assert sum(isinstance(one, DomainError) for one in found) == 2
    assert Notification.objects.filter(template="visits.forum_invitation").count() == 1

"""Where a reader of a care plan, its action or a forum can do nothing, the page says who can, since when it waits, and
reminds them."""

from datetime import timedelta

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.visits import care
from visits.models import CareAction, CarePlan, Forum
from visits.permissions import READERS, can_remind, visible_forums, visible_plans
from visits.presentation.care_waiting import action_wait, plan_wait
from visits.presentation.forum_waiting import forum_wait
from visits.services import care_actions, care_plans, forum_invitations, forum_opinions, forums
from visits.verbs import CARE_ACTIONS, FORUMS, OPINIONS, PLANS

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()


def drafted(people):
    return care.drafted(people)


def to_approve(people):
    plan = care.drafted(people)
    care.needed(people, plan)
    return plan


def to_do(people):
    plan = care.running(people)
    care.given(people, plan, owner=people.clerk, due_on=TODAY)
    return plan


def later(people):
    plan = care.running(people)
    care.given(people, plan, owner=people.clerk)
    return plan


def nothing_left(people):
    return care.running(people)


def past_its_end(people):
    plan = care.running(people)
    CarePlan.objects.filter(pk=plan.pk).update(starts_on=TODAY - timedelta(days=30), ends_on=TODAY - timedelta(days=1))
    return plan


def closed(people):
    plan = care.running(people)
    return care_plans.close_plan(plan_id=plan.pk, result="好", actor=people.manager, now=NOW)


def cancelled(people):
    return care_plans.cancel_plan(plan_id=care.drafted(people).pk, reason="停", actor=people.manager, now=NOW)


# What must be done next, for those who can: some of these verbs. None: nothing is due.
PLANS_BY_STATE = {
    drafted: {"add-need"},
    to_approve: {"approve"},
    to_do: {"complete"},
    later: {"complete"},
    nothing_left: {"close"},
    past_its_end: {"close"},
    closed: None,
    cancelled: None,
}
NOT_DUE = (later, nothing_left)


def readers():
    return User.objects.filter(is_active=True, role__in=READERS)


def judged(user, wait, steps, can, may_nudge, *, is_due):
    """What is wrong for a user: no step and nobody named, or reminding where nothing can be reminded of."""
    wrong = []
    if steps is None or can(user):
        wrong += [("waits", wait)] if wait else []
    elif not (wait and wait.people and wait.why and user not in wait.people):
        wrong.append(("dead end", wait))
    elif not all(can(one) for one in wait.people):
        wrong.append(("cannot", wait.people))
    elif bool(wait.since) != is_due:
        wrong.append(("since", wait.since))
    if may_nudge != bool(wait and wait.since and can_remind(user)):
        wrong.append(("reminds", may_nudge))
    return [(user.role, *one) for one in wrong]


@pytest.mark.parametrize("make", PLANS_BY_STATE)
def test_every_state_of_a_plan_has_a_next_step_or_names_who_has(people, make):
    plan, steps, wrong = CarePlan.objects.get(pk=make(people).pk), PLANS_BY_STATE[make], []

    def can(user):
        rows = [(CARE_ACTIONS, row) for row in plan.actions.all()] + [(PLANS, plan)]
        return any(
            name in (steps or ()) and verb.allowed(user, row) for verbs, row in rows for name, verb in verbs.items()
        )

    for user in readers():
        if visible_plans(user).filter(pk=plan.pk).exists():
            wait, nudge = plan_wait(plan, user, NOW), PLANS["nudge"].allowed(user, plan)
            wrong += judged(user, wait, steps, can, bool(nudge), is_due=make not in NOT_DUE)
    assert wrong == [], wrong


@pytest.mark.parametrize("make", [to_do, later, "done", "dropped", "draft"])
def test_every_state_of_a_care_action_has_a_next_step_or_names_who_has(people, make):
    plan = make(people) if callable(make) else care.drafted(people) if make == "draft" else to_do(people)
    row = plan.actions.first() or care.given(people, plan, owner=people.clerk)
    write = {"action_id": row.pk, "actor": people.manager, "now": NOW}
    if make == "done":
        care_actions.complete_care_action(**write, result="好")
    if make == "dropped":
        care_actions.drop_care_action(**write, reason="停")
    row = CareAction.objects.get(pk=row.pk)
    steps, wrong = {"complete"} if callable(make) else None, []
    for user in readers():
        if visible_plans(user).filter(pk=plan.pk).exists():
            wait, nudge = action_wait(row, user, NOW), CARE_ACTIONS["nudge"].allowed(user, row)
            can = lambda one: CARE_ACTIONS["complete"].allowed(one, row)  # noqa: E731
            wrong += judged(user, wait, steps, can, bool(nudge), is_due=make is not later)
    assert wrong == [], wrong


def planned(people):
    return care.planned(people, starts_at=NOW + timedelta(days=9))


def invited(people):
    forum = planned(people)
    care.invited(people, forum)
    return forum


def begun(people):
    return care.planned(people)


def opinions(people):
    forum = care.held(people)
    care.said(people, forum)
    return forum


def unwritten(people):
    forum = care.held(people)
    Forum.objects.filter(pk=forum.pk).update(minutes="", minutes_at=None)
    return forum


def written(people):
    return care.held(people)


def decided(people):
    forum = care.held(people)
    said = care.said(people, forum)
    forum_opinions.decline(opinion_id=said.pk, reason="不可行", actor=people.manager, now=NOW)
    return forum


def over(people):
    return forums.close_forum(forum_id=care.held(people).pk, actor=people.manager, now=NOW)


def called_off(people):
    return forum_invitations.cancel_forum(forum_id=planned(people).pk, reason="改期", actor=people.manager, now=NOW)


FORUMS_BY_STATE = {
    planned: {"invite"},
    invited: {"hold"},
    begun: {"hold"},
    opinions: {"answer"},
    unwritten: {"minutes"},
    written: {"close"},
    decided: {"close"},
    over: None,
    called_off: None,
}


@pytest.mark.parametrize("make", FORUMS_BY_STATE)
def test_every_state_of_a_forum_has_a_next_step_or_names_who_has(people, make):
    forum, steps, wrong = Forum.objects.get(pk=make(people).pk), FORUMS_BY_STATE[make], []

    def can(user):
        rows = [(OPINIONS, row) for row in forum.opinions.all()] + [(FORUMS, forum)]
        return any(
            name in (steps or ()) and verb.allowed(user, row) for verbs, row in rows for name, verb in verbs.items()
        )

    for user in readers():
        if visible_forums(user).filter(pk=forum.pk).exists():
            wait, nudge = forum_wait(forum, user, NOW), FORUMS["nudge"].allowed(user, forum)
            wrong += judged(user, wait, steps, can, bool(nudge), is_due=make is not invited)
    assert wrong == [], wrong


def test_plan_reminds_those_who_approve_once_a_day(people):
    plan = to_approve(people)
    address, client = plan.get_absolute_url(), client_of(people.rep, "en")
    page = client.get(address).content.decode()
    assert "to approve the plan." in page and f"{address}nudge/" in page and str(people.manager) in page
    assert client.post(f"{address}nudge/").status_code == 302
    told = Notification.objects.filter(template="visits.care_nudge", channel="page")
    assert {note.user for note in told} == {people.manager, people.gm} and {note.url for note in told} == {address}
    page = client.get(address).content.decode()
    assert f"{people.rep} reminded them today." in page and f"{address}nudge/" not in page
    assert client.post(f"{address}nudge/").status_code == 422
    assert client_of(people.manager, "en").post(f"{address}nudge/").status_code == 422, "the manager can approve"
    assert client_of(people.auditor, "en").post(f"{address}nudge/").status_code == 403


def test_action_reminds_its_owner_on_the_page_and_in_the_api(people):
    plan = to_do(people)
    row = plan.actions.get()
    care_actions.change_care_action(
        action_id=row.pk, title=row.title, owner=people.rep, due_on=TODAY, actor=people.manager, now=NOW
    )
    sheet = f"{plan.get_absolute_url()}?row=action&id={row.pk}"
    page = client_of(people.clerk, "en").get(sheet).content.decode()
    assert f"Waiting for {people.rep} to record what came of the action." in page
    assert f"action/{row.pk}/nudge/" in page and "There is nothing to do here" not in page
    api = api_client_of(people.clerk)
    assert api.post(f"/api/v1/care-actions/{row.pk}/nudge/", {}, format="json").status_code == 200
    told = Notification.objects.get(template="visits.care_nudge", channel="page")
    assert (told.user, told.url) == (people.rep, row.get_absolute_url())
    assert api.post(f"/api/v1/care-actions/{row.pk}/nudge/", {}, format="json").status_code == 422
    assert api.post(f"/api/v1/care-plans/{plan.number}/nudge/", {}, format="json").status_code == 200


def test_forum_reminds_its_host_and_is_closed_without_opinions(people):
    forum = begun(people)
    address = forum.get_absolute_url()
    page = client_of(people.clerk, "en").get(address).content.decode()
    assert f"Waiting for {people.rep} to record who came." in page
    assert client_of(people.clerk, "en").post(f"{address}nudge/").status_code == 302
    told = Notification.objects.get(template="visits.forum_nudge", channel="page")
    assert (told.user, told.url) == (people.rep, address)
    api = api_client_of(people.clerk)
    assert api.post(f"/api/v1/forums/{forum.number}/nudge/", {}, format="json").status_code == 422
    done = written(people)
    assert f"{done.get_absolute_url()}close/" in client_of(people.manager).get(done.get_absolute_url()).content.decode()

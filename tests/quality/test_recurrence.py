from datetime import timedelta

import pytest

from aftersales.kernel.errors import InvalidInput, NotPermitted
from aftersales.notifications.models import Notification
from complaints.quality import services as quality
from complaints.quality.models import Action, Recurrence
from complaints.services import lifecycle, triage
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

from . import factories as make

LATER = make.JUDGED + timedelta(days=30)


def intrinsic(people, now=LATER, **changes):
    return tickets.logged(people, now=now, received_at=now, quality_class="intrinsic", **changes)


def test_same_batch_again_reopens_the_action_once_and_tells_the_people(people):
    action = make.judged_action(people)
    ticket = intrinsic(people)
    action.refresh_from_db()
    assert (action.state, action.done_at, action.judge_on) == ("open", None, None)
    assert action.due_on == (LATER + timedelta(days=14)).date()
    newest = action.history.first()
    assert (newest.history_user, newest.history_change_reason) == (None, f"recurred: {ticket.number}")
    told = Notification.objects.filter(template="action_recurred", channel="page")
    assert {n.user for n in told} == {people.warehouse, people.quality_manager}
    assert ticket.entries.filter(event="action_recurred", params__number=action.number).exists()
    quality.watch(ticket_id=ticket.pk, actor=None, now=LATER)
    assert Recurrence.objects.count() == 1


def test_ticket_reopens_when_it_is_classified_later(people):
    make.judged_action(people)
    ticket = tickets.logged(people, now=LATER, received_at=LATER)
    assert Action.objects.get().state == "effective"
    triage.classify(ticket_id=ticket.pk, quality_class="intrinsic", reason="复检", actor=people.quality, now=LATER)
    assert Action.objects.get().state == "open"


@pytest.mark.parametrize(("days", "state"), [(179, "open"), (180, "open"), (181, "effective")])
def test_problem_reopens_within_the_period_only(people, days, state):
    make.judged_action(people)
    intrinsic(people, make.JUDGED + timedelta(days=days))
    assert Action.objects.get().state == state


def test_other_batch_with_another_problem_does_not_reopen(people):
    make.judged_action(people)
    ticket = tickets.logged(people, now=LATER, received_at=LATER, description="外壳漆面掉了一块，其他都好")
    lifecycle.update_details(
        ticket_id=ticket.pk, actor=people.clerk, now=LATER, batch="B9999", subject="漆面脱落", problem_found="掉漆"
    )
    triage.classify(ticket_id=ticket.pk, quality_class="intrinsic", reason="复检", actor=people.quality, now=LATER)
    assert Action.objects.get().state == "effective"


def test_dismissed_recurrence_restores_the_judgement_and_is_not_found_again(people):
    action = make.judged_action(people)
    ticket = intrinsic(people)
    dismiss = {"action_id": action.pk, "ticket": ticket, "now": LATER}
    with pytest.raises(NotPermitted):
        quality.dismiss_recurrence(reason="另一问题", actor=people.clerk, **dismiss)
    with pytest.raises(InvalidInput):
        quality.dismiss_recurrence(reason=" ", actor=people.quality, **dismiss)
    made = quality.dismiss_recurrence(reason="运输磕碰", actor=people.quality, **dismiss)
    assert (made.state, made.done_at, made.done_by) == ("effective", NOW, people.warehouse)
    quality.watch(ticket_id=ticket.pk, actor=None, now=LATER)
    assert Action.objects.get().state == "effective"


def test_one_of_two_recurrences_dismissed_leaves_the_action_open(people):
    action = make.judged_action(people)
    first = intrinsic(people)
    second = intrinsic(people)
    made = quality.dismiss_recurrence(
        action_id=action.pk, ticket=first, reason="另一问题", actor=people.quality, now=LATER
    )
    assert made.state == "open"
    made = quality.dismiss_recurrence(
        action_id=action.pk, ticket=second, reason="另一问题", actor=people.quality, now=LATER
    )
    assert made.state == "effective"


def test_closed_investigation_goes_on_and_closes_again_when_the_action_is_judged(people, instant_pdf):
    row = make.decided(people)
    action = make.judged_action(people, investigation=row)
    quality.close_investigation(investigation_id=row.pk, actor=people.quality, now=make.JUDGED)
    intrinsic(people)
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("decided", None)
    quality.complete_action(action_id=action.pk, evidence="再改", actor=people.warehouse, now=LATER)
    over = LATER + timedelta(days=29)
    quality.verify_action(
        action_id=action.pk, effective=True, verification="好", actor=people.quality_manager, now=over
    )
    assert quality.close_investigation(investigation_id=row.pk, actor=people.quality, now=over).state == "closed"


def test_page_of_a_reopened_action_offers_to_dismiss_the_recurrence(people, time_machine):
    action = make.judged_action(people)
    ticket = intrinsic(people)
    time_machine.move_to(LATER, tick=False)
    answer = client_of(people.quality_manager, "en").get(f"{action.get_absolute_url()}?open=dismiss")
    assert answer.status_code == 200 and f'value="{ticket.number}"' in answer.content.decode()

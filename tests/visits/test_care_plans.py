"""Care plans: drafted, approved, worked on, closed; their money always adds up."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.signals import open_work_asked, work_reassigned
from customers.services.erasure import erase_customer
from tests.factories import NOW, person
from tests.visits import care as make
from visits.models import CareAction, CarePlan, CareTemplate
from visits.services import care_actions, care_needs, care_plans
from visits.services.care_reminders import sweep_care_reminders
from visits.services.installation import install_defaults

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(days=1)


def told(template: str) -> list[str]:
    rows = Notification.objects.filter(template=f"visits.{template}", channel="page").order_by("user__username")
    return [row.user.username for row in rows]


def finish(people, row, **changes):
    values = {"result": "8 人会调机", "spent": Decimal("2600"), "actor": people.rep, "now": NOW}
    return care_actions.complete_care_action(action_id=row.pk, **{**values, **changes})


def test_template_gives_needs_and_actions_and_a_budget_that_covers_them(people):
    install_defaults(actor=None, now=NOW)
    plan = make.drafted(people, template=CareTemplate.objects.get(code="no_stops"), budget=None)
    assert (plan.needs.count(), plan.actions.count()) == (2, 4)
    assert plan.budget == sum(row.budget for row in plan.actions.all()) == Decimal(28000)
    assert all(plan.starts_on <= row.due_on <= plan.ends_on for row in plan.actions.all())


def test_plan_is_approved_by_a_manager_once_and_only_with_a_need(people):
    plan = make.drafted(people)
    with pytest.raises(RuleViolation):
        care_plans.approve_plan(plan_id=plan.pk, actor=people.manager, now=NOW)
    make.needed(people, plan)
    with pytest.raises(NotPermitted):
        care_plans.approve_plan(plan_id=plan.pk, actor=people.rep, now=NOW)
    care_plans.approve_plan(plan_id=plan.pk, actor=people.gm, now=NOW)
    with pytest.raises(Conflict):
        care_plans.approve_plan(plan_id=plan.pk, actor=people.manager, now=NOW)
    assert told("care_plan_approved") == ["rep"]
    assert list(CarePlan.history.values_list("history_change_reason", flat=True)) == ["approved", "drafted"]


def test_plan_of_another_region_is_hidden_and_service_only_reads(people):
    plan = make.running(people)
    with pytest.raises(NotVisible):
        make.given(people, plan, actor=people.stranger)
    with pytest.raises(NotPermitted):
        make.given(people, plan, actor=people.clerk)


def test_owner_of_an_action_sees_the_plan_and_closes_it(people):
    plan = make.running(people)
    row = make.given(people, plan, owner=people.clerk)
    assert told("care_given") == ["clerk"]
    done = finish(people, row, actor=people.clerk)
    assert (done.state, done.spent, done.done_on) == ("done", Decimal("2600.00"), make.TODAY)
    with pytest.raises(Conflict):
        finish(people, row, actor=people.clerk)


def test_money_of_a_plan_adds_up_and_actions_never_bind_more_than_is_left(people):
    plan = make.running(people, budget=Decimal("5000"))
    row = make.given(people, plan)
    with pytest.raises(InvalidInput) as refused:
        make.given(people, plan, budget=Decimal("2000.01"))
    assert (refused.value.code, refused.value.field) == ("over_budget", "budget")
    care_actions.spend_on_care_action(action_id=row.pk, spent=Decimal("600"), actor=people.rep, now=NOW)
    money = CarePlan.objects.get(pk=plan.pk).money
    assert (money.spent, money.bound, money.left) == (Decimal(600), Decimal(2400), Decimal(2000))
    finish(people, row, spent=Decimal("5100"))  # it was spent, even if it is too much
    assert CarePlan.objects.get(pk=plan.pk).money.left == Decimal(-100)


def test_budget_of_a_running_plan_is_changed_by_a_manager(people):
    plan = make.running(people)
    values = {"title": plan.title, "owner": plan.owner, "starts_on": plan.starts_on, "ends_on": plan.ends_on}
    values |= {"plan_id": plan.pk, "now": NOW, "budget": Decimal(1)}
    with pytest.raises(NotPermitted):
        care_plans.change_plan(**values, actor=people.rep)
    assert care_plans.change_plan(**values, actor=people.manager).budget == 1


def test_source_has_one_action(people):
    plan = make.running(people)
    assert make.given(people, plan, source_key="visit:7") == make.given(people, plan, source_key="visit:7")
    assert CareAction.objects.count() == 1


def test_plan_is_closed_when_nothing_is_open_and_dropped_work_says_why(people):
    plan = make.running(people)
    row = make.given(people, plan)
    with pytest.raises(RuleViolation):
        care_plans.close_plan(plan_id=plan.pk, result="省了两次停机", actor=people.manager, now=NOW)
    care_actions.drop_care_action(action_id=row.pk, reason="客户不要了", actor=people.rep, now=NOW)
    closed = care_plans.close_plan(plan_id=plan.pk, result="省了两次停机", actor=people.manager, now=NOW)
    assert (closed.state, closed.result) == ("closed", "省了两次停机")
    with pytest.raises(RuleViolation):
        make.given(people, plan)


def test_need_is_measured_forward_in_time(people):
    plan = make.running(people)
    need = plan.needs.get()
    need = care_needs.measure_need(need_id=need.pk, current=Decimal(1), actor=people.rep, now=LATER)
    assert need.is_met
    with pytest.raises(InvalidInput) as refused:
        care_needs.measure_need(
            need_id=need.pk, current=Decimal(2), measured_on=make.TODAY, actor=people.rep, now=LATER
        )
    assert refused.value.field == "measured_on"
    with pytest.raises(RuleViolation):
        care_needs.remove_need(need_id=need.pk, actor=people.rep, now=LATER)


def test_action_falls_due_by_itself_and_each_reminder_is_sent_once(people):
    plan = make.running(people)
    make.given(people, plan)
    for days in (22, 23, 23, 30, 30, 31, 40):
        sweep_care_reminders(now=NOW + timedelta(days=days))
    assert [told(name) for name in ("care_soon", "care_today", "care_overdue", "care_overdue_manager")] == [
        ["rep"],
        ["rep"],
        ["rep"],
        ["manager"],
    ]


def test_actions_of_a_draft_remind_nobody(people):
    plan = make.drafted(people)
    make.given(people, plan)
    assert sweep_care_reminders(now=NOW + timedelta(days=60)) == 0


def test_erased_customer_has_no_running_plan_and_no_words_left(people):
    plan = make.running(people)
    make.given(people, plan)
    erase_customer(customer_id=people.customer.pk, reason="要求删除", actor=people.manager, now=NOW)
    plan.refresh_from_db()
    assert (plan.state, plan.actions.get().state) == ("cancelled", "dropped")
    assert "停机" not in f"{plan.title}{plan.needs.get().need}"


def test_work_of_who_leaves_is_counted_and_handed_over(people):
    plan = make.running(people)
    make.given(people, plan)
    forum = make.planned(people)
    second = person("rep2", "rep", region=people.east)
    found = [work for _receiver, rows in open_work_asked.send(None, user=people.rep) for work in rows]
    counts = {work.kind: work.count for work in found}
    assert {name: counts[name] for name in ("care_plans", "care_actions", "forums")} == {
        "care_plans": 1,
        "care_actions": 1,
        "forums": 1,
    }
    to = {"care_plans": second, "care_actions": second, "forums": second}
    work_reassigned.send(None, user=people.rep, to=to, note="离职", works=(), actor=people.admin, now=NOW)
    for row in (plan, forum):
        row.refresh_from_db()
    assert (plan.owner, forum.host, plan.actions.get().owner) == (second, second, second)


def test_action_is_not_done_before_the_plan_began(people):
    plan = make.running(people)
    row = make.given(people, plan)
    first = min(plan.starts_on, plan.created_at.date())
    with pytest.raises(InvalidInput) as refused:
        finish(people, row, done_on=first - timedelta(days=1))
    assert refused.value.field == "done_on"
    assert finish(people, row, done_on=first).done_on == first


def test_action_is_due_within_its_plan(people):
    plan = make.running(people)
    for day in (plan.starts_on - timedelta(days=1), plan.ends_on + timedelta(days=1)):
        with pytest.raises(InvalidInput) as refused:
            make.given(people, plan, due_on=day)
        assert refused.value.field == "due_on"
    assert make.given(people, plan, due_on=plan.ends_on).due_on == plan.ends_on

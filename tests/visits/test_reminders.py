from datetime import date, datetime, timedelta

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from tests.factories.visits import visit_of
from visits.models import Visit
from visits.services.planning import plan_due
from visits.services.reminders import first_reminder, sweep_reminders
from visits.services.visits import record_outcome, reschedule

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 16)


def at(day: str) -> datetime:
    return datetime.fromisoformat(f"{day}T09:00+08:00")


@pytest.fixture(autouse=True)
def visit(people):
    remind_at, level = first_reminder(DUE, date(2026, 12, 1))
    return visit_of(people.customer, rep=people.rep, due_on=DUE, remind_at=remind_at, remind_level=level)


def sent():
    return sorted(Notification.objects.filter(channel="page").values_list("template", "user__username"))


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2026-12-08", []),
        ("2026-12-09", [("visits.soon", "rep")]),
        ("2026-12-15", [("visits.soon", "rep")]),
        ("2026-12-16", [("visits.today", "rep")]),
        ("2026-12-22", [("visits.today", "rep")]),
        ("2026-12-23", [("visits.overdue", "rep"), ("visits.overdue_manager", "manager")]),
        ("2027-12-23", [("visits.overdue", "rep"), ("visits.overdue_manager", "manager")]),
    ],
)
def test_sweep_sends_the_level_that_is_due(people, day, told):
    sweep_reminders(now=at(day))
    assert sent() == told


def test_sweep_sends_each_level_once(people):
    for n in range(40):
        for _ in range(2):
            sweep_reminders(now=at("2026-12-05") + timedelta(days=n))
    assert sent() == [
        ("visits.overdue", "rep"),
        ("visits.overdue_manager", "manager"),
        ("visits.soon", "rep"),
        ("visits.today", "rep"),
    ]


def test_sweep_ignores_visits_that_are_done(people, visit):
    record_outcome(actor=people.rep, now=at("2026-12-08"), visit_id=visit.pk, outcome="fine")
    assert sweep_reminders(now=at("2027-01-08")) == 0


def test_rescheduled_visit_is_reminded_by_its_new_day(people, visit):
    reschedule(actor=people.rep, now=at("2026-12-02"), visit_id=visit.pk, planned_on=date(2026, 12, 30), reason="休假")
    assert sweep_reminders(now=at("2026-12-22")) == 0
    assert sweep_reminders(now=at("2026-12-23")) == 1
    assert ("visits.soon", "rep") in sent()


def test_manager_is_reminded_of_visits_without_a_rep(people):
    User.objects.filter(pk=people.rep.pk).update(is_active=False)
    sweep_reminders(now=at("2026-12-16"))
    assert sent() == [("visits.today", "manager")]


def test_reminder_of_a_sweep_that_died_is_sent_next_time(people, monkeypatch):
    from visits.services import reminders

    def die(**_):
        raise KeyboardInterrupt

    monkeypatch.setattr(reminders, "notify", die)
    with pytest.raises(KeyboardInterrupt):
        sweep_reminders(now=at("2026-12-16"))
    monkeypatch.undo()
    assert Visit.objects.get().remind_level == 0
    sweep_reminders(now=at("2026-12-16"))
    assert sent() == [("visits.today", "rep")]


def test_plan_notification_counts_as_the_first_reminder(people):
    Visit.objects.all().delete()
    from tests.factories.visits import cadence

    cadence()
    plan_due(now=at("2026-12-08"))  # long-term since 2019: overdue for years
    Notification.objects.all().delete()
    assert sweep_reminders(now=at("2026-12-08")) == 0
    planned_on = Visit.objects.get().planned_on
    assert sweep_reminders(now=at(planned_on.isoformat())) == 1


def test_reminders_are_in_both_languages(people):
    from aftersales.notifications.texts import render_text

    sweep_reminders(now=at("2026-12-23"))
    notice = Notification.objects.get(template="visits.overdue_manager", channel="page")
    assert render_text(notice.template, notice.params, "zh-hans")[0] == "回访超期：蓝鲸示例乳业"
    assert render_text(notice.template, notice.params, "en")[0] == "Follow-up visit overdue: 蓝鲸示例乳业"

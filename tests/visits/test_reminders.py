from datetime import date, datetime, timedelta

import pytest

from aftersales.notifications.models import Notification
from aftersales.notifications.texts import render_text
from aftersales.office.models import Holiday
from aftersales.staff.models import StandIn, User
from aftersales.staff.services.stand_ins import enter
from tests.factories import NOW, customer_of, person
from tests.factories.visits import cadence, scheduled, visit_of
from visits.models import Visit, VisitDigest, VisitEscalation, VisitReminderRule
from visits.services import digests
from visits.services.digests import sweep_digests
from visits.services.load import change_reminders
from visits.services.planning import plan_due
from visits.services.reminders import first_reminder, sweep_reminders
from visits.services.visits import record_outcome, reschedule

pytestmark = pytest.mark.django_db

DUE = date(2026, 12, 16)  # a Wednesday


def at(day: str, hour: int = 9) -> datetime:
    return datetime.fromisoformat(f"{day}T{hour:02}:00+08:00")


@pytest.fixture(autouse=True)
def visit(people):
    cadence()
    remind_at, level = first_reminder(DUE, date(2026, 12, 1))
    return visit_of(people.customer, rep=people.rep, due_on=DUE, remind_at=remind_at, remind_level=level)


def raised():
    return sorted(VisitEscalation.objects.values_list("user__username", "level"))


def sweep(now):
    sweep_reminders(now=now)
    return sweep_digests(now=now)


def told(channel="page"):
    """Who was told on which day, with the counts of the digest."""
    rows = Notification.objects.filter(channel=channel, template__startswith="visits.digest").order_by("pk")
    return [(row.user.username, row.params["day"]) for row in rows]


def last(username):
    return Notification.objects.filter(channel="page", user__username=username).order_by("pk").last().params


@pytest.mark.parametrize(
    ("day", "who"),
    [
        ("2026-12-16", []),
        ("2026-12-22", []),
        ("2026-12-23", [("manager", 1)]),
        ("2026-12-29", [("manager", 1)]),
        ("2026-12-30", [("gm", 2), ("manager", 1)]),
        ("2027-12-30", [("gm", 2), ("manager", 1)]),
    ],
)
def test_overdue_visit_climbs_after_the_days_of_the_rule(people, day, who):
    sweep_reminders(now=at(day))
    assert raised() == who


def test_each_level_is_raised_and_told_once(people):
    for n in range(60):
        for _ in range(2):
            sweep(at("2026-12-05") + timedelta(days=n))
    assert raised() == [("gm", 2), ("manager", 1)]
    assert [who for who in told() if who[0] != "rep"] == [("manager", "2026-12-23"), ("gm", "2026-12-30")]
    # The rep is reminded on each workday from the day of the visit on.
    days = [day for who, day in told() if who == "rep"]
    assert days[0] == "2026-12-16" and len(days) == len(set(days)) > 20


def test_visit_that_took_place_climbs_no_further(people, visit):
    sweep_reminders(now=at("2026-12-23"))
    record_outcome(actor=people.rep, now=at("2026-12-23"), visit_id=visit.pk, outcome="fine")
    sweep(at("2027-01-08"))
    assert raised() == [("manager", 1)] and told() == []


def test_rescheduled_visit_counts_from_its_new_day_and_climbs_again(people, visit):
    sweep_reminders(now=at("2026-12-23"))
    reschedule(actor=people.rep, now=at("2026-12-23"), visit_id=visit.pk, planned_on=date(2027, 1, 20), reason="休假")
    sweep_reminders(now=at("2027-01-26"))
    assert raised() == [("manager", 1)]
    sweep_reminders(now=at("2027-01-27"))
    assert raised() == [("manager", 1), ("manager", 1)]


def test_visit_planned_after_its_due_day_is_not_overdue_before_its_planned_day(people):
    Visit.objects.all().delete()
    scheduled()
    plan_due(now=at("2026-12-08"))  # long-term since 2019: overdue for years
    planned_on = Visit.objects.get().planned_on
    assert planned_on > date(2026, 12, 8)
    sweep_reminders(now=at(str(planned_on + timedelta(days=6))))
    assert raised() == []
    sweep_reminders(now=at(str(planned_on + timedelta(days=7))))
    assert raised() == [("manager", 1)]


def test_managers_of_the_region_are_told_or_all_if_it_has_none(people, visit):
    east = person("east", "manager", region=people.east)
    person("west", "manager", region=people.west)
    sweep_reminders(now=at("2026-12-23"))
    assert raised() == [(east.username, 1)]
    User.objects.filter(pk=east.pk).update(is_active=False)
    Visit.objects.update(remind_at=at("2026-12-23"), remind_level=0)
    VisitEscalation.objects.all().delete()
    sweep_reminders(now=at("2026-12-23"))
    assert raised() == [("manager", 1), ("west", 1)]


def test_days_of_the_rule_apply_to_visits_that_are_overdue_already(people):
    sweep_reminders(now=at("2026-12-18"))
    assert raised() == []
    rule, now = VisitReminderRule.objects.get(), at("2026-12-18", 10)
    facts = {"effective_from": date(2026, 12, 20), "manager_after": 4, "gm_after": 5}
    change_reminders(rule_id=rule.pk, actor=people.manager, now=now, **facts)
    sweep_reminders(now=at("2026-12-19"))
    assert raised() == []
    sweep_reminders(now=at("2026-12-20"))
    assert raised() == [("manager", 1)]
    sweep_reminders(now=at("2026-12-21"))
    assert raised() == [("gm", 2), ("manager", 1)]


def test_raise_that_died_is_made_next_time(people, monkeypatch):
    def die(*_args, **_more):
        raise KeyboardInterrupt

    monkeypatch.setattr("visits.services.reminders.VisitEscalation.objects.bulk_create", die)
    with pytest.raises(KeyboardInterrupt):
        sweep_reminders(now=at("2026-12-23"))
    monkeypatch.undo()
    assert Visit.objects.get().remind_level == 0
    sweep_reminders(now=at("2026-12-23"))
    assert raised() == [("manager", 1)]


def test_digest_counts_today_due_and_overdue(people):
    for n, (due, planned) in enumerate([(-9, -8), (-1, -1), (3, -1), (5, 0), (7, 2), (8, 3), (-9, 4)]):
        day = DUE + timedelta(days=due)
        customer = customer_of(people.east, number=f"CU-{n + 7}")
        visit_of(customer, rep=people.rep, due_on=day, planned_on=DUE + timedelta(days=planned))
    sweep(at("2026-12-16"))
    assert last("rep") == {
        "day": "2026-12-16",
        "today": 3,  # with one that was planned for yesterday, and that of the fixture
        "due": 4,
        "days": 7,
        "overdue": 2,
        "raised": 0,
        "without_rep": 0,
    }
    assert told() == told("mail") == [("rep", "2026-12-16")]


@pytest.mark.parametrize(("hour", "sent"), [(0, 0), (7, 0), (8, 1), (23, 1)])
def test_digest_is_sent_at_its_hour_of_the_workday(people, hour, sent):
    assert sweep(at("2026-12-16", hour)) == sent


def test_nobody_without_work_and_nobody_on_a_day_off_gets_one(people):
    assert sweep(at("2026-12-15")) == 0  # due tomorrow, planned for tomorrow
    Holiday.objects.create(date=DUE, name="假日")
    assert sweep(at("2026-12-16")) == 0
    assert sweep(at("2026-12-17")) == 1
    assert sweep(at("2026-12-19")) == 0  # Saturday
    assert told() == [("rep", "2026-12-17")]
    assert not VisitDigest.objects.filter(user=people.clerk).exists()


def test_digest_is_sent_once_a_day_also_after_days_without_a_worker(people):
    for day in ("2026-12-16", "2026-12-16", "2026-12-21", "2026-12-21"):
        for hour in (8, 9, 15):
            sweep(at(day, hour))
    assert told() == [("rep", "2026-12-16"), ("rep", "2026-12-21")]
    assert VisitDigest.objects.get(user=people.rep).due_at == at("2026-12-22", 8)


def test_digest_of_a_sweep_that_died_is_sent_next_time(people, monkeypatch):
    sweep_reminders(now=at("2026-12-23"))
    real = digests.notify

    def die_at_the_manager(**facts):
        real(**facts)
        if facts["users"][0] == people.manager:
            raise KeyboardInterrupt

    monkeypatch.setattr(digests, "notify", die_at_the_manager)
    with pytest.raises(KeyboardInterrupt):
        sweep_digests(now=at("2026-12-23"))
    monkeypatch.undo()
    assert VisitEscalation.objects.get().told_on is None
    sweep_digests(now=at("2026-12-23"))
    assert sorted(told()) == [("manager", "2026-12-23"), ("rep", "2026-12-23")]
    assert last("manager")["raised"] == 1 and VisitEscalation.objects.get().told_on == date(2026, 12, 23)


def test_stand_in_gets_the_digest_of_who_is_away(people):
    deputy = person("rep2", "rep", region=people.east)
    away = {"starts_on": date(2026, 12, 15), "ends_on": date(2026, 12, 16)}
    enter(actor=people.rep, now=NOW, absent=people.rep, deputy=deputy, **away)
    sweep(at("2026-12-16"))
    sweep(at("2026-12-17"))
    assert told() == [("rep2", "2026-12-16"), ("rep", "2026-12-17")]


def test_manager_who_was_away_reads_of_it_when_back(people):
    deputy = person("deputy", "service")
    StandIn.objects.create(
        absent=people.manager, deputy=deputy, starts_on=date(2026, 12, 21), ends_on=date(2026, 12, 24)
    )
    for day in ("2026-12-23", "2026-12-25"):
        sweep(at(day))
    assert [who for who in told() if who[0] != "rep"] == [("deputy", "2026-12-23"), ("manager", "2026-12-25")]


def test_manager_is_told_of_visits_without_a_rep(people):
    User.objects.filter(pk=people.rep.pk).update(is_active=False)
    sweep(at("2026-12-14"))
    assert told() == [("manager", "2026-12-14")]
    assert last("manager")["without_rep"] == 1


def test_hour_of_the_digest_follows_the_rule(people):
    sweep(at("2026-12-15"))
    rule, now = VisitReminderRule.objects.get(), at("2026-12-15", 10)
    change_reminders(rule_id=rule.pk, actor=people.manager, now=now, effective_from=DUE, digest_hour=6)
    assert sweep(at("2026-12-16", 5)) == 0
    assert sweep(at("2026-12-16", 6)) == 1


def test_digest_is_in_both_languages_and_names_no_customer(people, visit):
    sweep(at("2026-12-23"))
    for row in Notification.objects.filter(template__startswith="visits.digest", channel="page"):
        assert people.customer.name not in str(row.params)
    notice = Notification.objects.get(user=people.manager, channel="page")
    subject, body = render_text(notice.template, notice.params, "en")
    assert subject == "Follow-ups: 1 newly escalated, 0 without a rep, 0 of your own"
    assert "Overdue and newly escalated to you: 1" in body
    assert (
        render_text(notice.template, notice.params, "zh-hans")[0] == "回访：新上报 1 件，无业务员 0 件，本人今日 0 件"
    )

"""Clocks run by what happens to the customer, not by when somebody types it in."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aftersales.kernel.errors import DomainError
from aftersales.kernel.worktime import Pause, Unit, due_with_pauses
from aftersales.office.queries import calendar
from aftersales.office.services import company as office
from complaints.models import SlaPolicy, Ticket
from complaints.services import conversation, lifecycle, merging, recounting, sla_policies, triage
from complaints.services.sla_targets import rules_in_effect
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db]
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def target(ticket, code, **facts):
    return ticket.sla_targets.filter(code=code, **facts).latest("pk")


def open_target(ticket, code):
    return target(ticket, code, met_at=None, cancelled_at=None)


@pytest.mark.parametrize("channel", ["email", "letter", "fax", "web", "phone", "walk_in", "hotline", "chat", "visit"])
def test_every_promise_starts_when_the_matter_arrived(people, channel):
    ticket = make.logged(people, channel=channel, received_at=NOW - 8 * DAY)
    assert {row.starts_at for row in ticket.sla_targets.all()} == {NOW - 8 * DAY}


def test_letter_that_is_logged_late_is_late_on_arrival_in_the_list(people, at_now):
    ticket = make.logged(people, channel="letter", received_at=NOW - 8 * DAY)
    assert target(ticket, "first_reply").due_at == NOW - 6 * DAY
    shown = api_client_of(people.clerk).get("/api/v1/tickets/", {"late": "1"}).json()["results"]
    assert [row["number"] for row in shown] == [ticket.number]
    reply = conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body="收到")
    assert target(reply.ticket, "first_reply").lateness_seconds == 6 * 86_400


def test_call_answered_at_once_is_in_time_however_long_the_logging_takes(people):
    ticket = make.logged(people, channel="hotline", received_at=NOW - 40 * MINUTE)
    reply = target(ticket, "first_reply")
    assert (reply.met_at, reply.lateness_seconds) == (NOW - 40 * MINUTE, -180)
    late = make.logged(people, channel="hotline", received_at=NOW - 40 * MINUTE, answered_at=NOW - 36 * MINUTE)
    assert target(late, "first_reply").lateness_seconds == 60


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"channel": "hotline", "answered_at": NOW + MINUTE}, "out_of_range"),
        ({"channel": "hotline", "answered_at": NOW - HOUR}, "out_of_range"),
        ({"channel": "letter", "answered_at": NOW}, "not_spoken"),
    ],
)
def test_answer_before_the_ring_or_after_now_or_of_a_letter_is_refused(people, facts, code):
    with pytest.raises(DomainError) as caught:
        make.logged(people, **facts)
    assert (caught.value.code, caught.value.field) == (code, "answered_at")


def test_lateness_of_decades_is_kept(people):
    ticket = make.logged(people, channel="email", received_at=datetime(1900, 1, 2, tzinfo=UTC))
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body="收到")
    assert target(ticket, "first_reply").lateness_seconds > 2**31


def extrinsic_approved(people):
    ticket = make.logged(people)
    triage.classify(ticket_id=ticket.pk, quality_class="extrinsic", reason="判定", actor=people.clerk, now=NOW)
    approval = make.submitted(people, ticket=ticket)
    for step in approval.steps.order_by("position"):
        approval.refresh_from_db()
        if approval.state == "pending":
            make.decide(approval, {"manager": people.manager}.get(step.code.split("_")[0], people.gm))
    ticket.refresh_from_db()
    assert ticket.state == "fulfilment"
    return ticket


def test_internal_approval_is_no_answer_to_the_customer(people):
    ticket = extrinsic_approved(people)
    assert open_target(ticket, "solution")
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW + HOUR, channel="phone", body="同意退货")
    assert target(ticket, "solution").met_at == NOW + HOUR


def test_reply_before_the_decision_is_not_the_answer(people):
    ticket = make.logged(people)
    triage.classify(ticket_id=ticket.pk, quality_class="extrinsic", reason="判定", actor=people.clerk, now=NOW)
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body="正在查")
    assert open_target(ticket, "solution")


def policy(people, **facts):
    values = {"unit": "elapsed_hours", "effective_from": date(2026, 11, 18), **facts}
    return sla_policies.create_sla_policy(actor=people.manager, now=NOW, **values)


def test_change_of_type_swaps_the_promise_from_the_same_start(people):
    policy(people, code="solution", amount=5, kinds=["repair"], quality_class="")
    ticket = make.logged(people, kind="return", received_at=NOW - HOUR)
    before = open_target(ticket, "solution")
    lifecycle.change_type(ticket_id=ticket.pk, kind="repair", reason="要修", actor=people.clerk, now=NOW)
    after = open_target(ticket, "solution")
    before.refresh_from_db()
    assert before.cancelled_at == NOW
    assert (after.starts_at, after.due_at) == (NOW - HOUR, NOW + 4 * HOUR)
    ticket.refresh_from_db()
    assert ticket.next_due_at == after.due_at
    lifecycle.change_type(ticket_id=ticket.pk, kind="return", reason="改回", actor=people.clerk, now=NOW)
    assert open_target(ticket, "solution").due_at == before.due_at


def test_change_of_type_within_the_same_policy_changes_no_promise(people):
    ticket = make.logged(people, channel="email")
    before = set(ticket.sla_targets.values_list("pk", "due_at", "cancelled_at"))
    lifecycle.change_type(ticket_id=ticket.pk, kind="complaint", reason="x", actor=people.clerk, now=NOW)
    assert set(ticket.sla_targets.values_list("pk", "due_at", "cancelled_at")) == before


def test_change_of_type_gives_no_second_first_reply(people):
    policy(people, code="first_reply", amount=5, kinds=["repair"], channels=["hotline"])
    ticket = make.logged(people, channel="hotline")
    lifecycle.change_type(ticket_id=ticket.pk, kind="repair", reason="要修", actor=people.clerk, now=NOW)
    assert ticket.sla_targets.filter(code="first_reply").count() == 1


def reopened(people, *, after=30 * DAY):
    ticket = make.logged(people)
    facts = {"ticket_id": ticket.pk, "actor": people.clerk}
    lifecycle.answer(now=NOW, outcome="已答复", **facts)
    lifecycle.confirm(now=NOW, solved=True, **facts)
    lifecycle.close(now=NOW, **facts)
    return lifecycle.reopen(now=NOW + after, reason="又坏了", **facts)


def test_classifying_after_a_reopen_counts_from_the_reopening(people):
    ticket = reopened(people)
    triage.classify(
        ticket_id=ticket.pk, quality_class="extrinsic", reason="判定", actor=people.clerk, now=NOW + 30 * DAY
    )
    row = open_target(ticket, "solution")
    assert row.starts_at == NOW + 30 * DAY and row.due_at > NOW + 32 * DAY


def test_customers_word_that_it_is_solved_meets_the_solution(people):
    ticket = reopened(people)
    facts = {"ticket_id": ticket.pk, "actor": people.clerk}
    lifecycle.answer(now=NOW + 31 * DAY, outcome="换了", **facts)
    lifecycle.confirm(now=NOW + 32 * DAY, solved=False, **facts)
    assert open_target(ticket, "solution").starts_at == NOW + 32 * DAY


def test_withdrawn_ticket_that_was_never_answered_owes_a_reply_again(people):
    ticket = make.logged(people, channel="email")
    facts = {"ticket_id": ticket.pk, "actor": people.clerk}
    lifecycle.withdraw(now=NOW, reason="撤回", **facts)
    lifecycle.reopen(now=NOW + DAY, reason="误撤", **facts)
    assert open_target(ticket, "first_reply").due_at == NOW + 3 * DAY


def test_pause_before_any_reply_leaves_the_first_reply_running(people):
    ticket = make.logged(people, channel="email")
    due = open_target(ticket, "first_reply").due_at
    ticket = conversation.pause(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="等照片")
    assert open_target(ticket, "first_reply").due_at == due == ticket.next_due_at
    assert open_target(ticket, "solution").due_at is None
    conversation.resume(ticket_id=ticket.pk, actor=people.clerk, now=NOW + DAY)
    assert open_target(ticket, "first_reply").due_at == due


def test_many_short_pauses_over_closing_time_gain_no_time(people):
    ticket = make.logged(people)
    before = open_target(ticket, "solution").due_at
    closing = NOW.replace(hour=10)  # 18:00 in Shanghai
    for day in range(1, 3):
        facts = {"ticket_id": ticket.pk, "actor": people.clerk}
        conversation.pause(now=closing + day * DAY - MINUTE, reason="等", **facts)
        conversation.resume(now=closing + day * DAY + MINUTE, **facts)
    working = calendar()
    assert open_target(ticket, "solution").due_at == working.add_working(before, 2 * MINUTE)


def test_merge_ends_the_promises_of_the_one_and_keeps_those_of_the_other(people):
    one, other = make.logged(people, channel="email"), make.logged(people, channel="email")
    kept = set(other.sla_targets.values_list("pk", "due_at"))
    merging.merge(ticket_id=one.pk, into=other.pk, actor=people.clerk, now=NOW)
    assert not one.sla_targets.filter(cancelled_at=None, met_at=None).exists()
    assert set(other.sla_targets.values_list("pk", "due_at")) == kept


def holiday(people, day, **facts):
    return office.set_holiday(actor=people.admin, now=NOW, day=day, is_workday=False, name="厂休", **facts)


def recount():
    total = 0
    while done := recounting.sweep(now=NOW + HOUR, limit=2):
        total += done
    return total


def test_holiday_that_is_entered_later_moves_open_deadlines_and_its_removal_moves_them_back(people):
    tickets = [make.logged(people, channel="email") for _ in range(5)]
    closed = make.logged(people)
    lifecycle.withdraw(ticket_id=closed.pk, actor=people.clerk, now=NOW, reason="撤回")
    due = open_target(tickets[0], "solution").due_at
    assert recount() == 0
    row = holiday(people, date(2026, 11, 25))  # the day on which it was due
    assert recount() == 5 and recount() == 0
    for ticket in tickets:
        assert open_target(ticket, "solution").due_at == due + DAY
        told = ticket.entries.get(event="calendar_changed")
        assert told.params["due"] == "2026-11-26 18:00" and told.author is None
        last = open_target(ticket, "solution").history.first()
        assert last.history_change_reason == "calendar changed"
        ticket.refresh_from_db()
        assert ticket.next_due_at == min(row.due_at for row in ticket.sla_targets.all())
    office.remove_holiday(holiday_id=row.pk, actor=people.admin, now=NOW)
    recount()
    assert {open_target(ticket, "solution").due_at for ticket in tickets} == {due}


def test_holiday_that_moves_no_deadline_writes_no_history(people):
    ticket = make.logged(people)
    entries, version = ticket.entries.count(), ticket.version
    holiday(people, date(2027, 6, 1))
    assert recount() == 1
    ticket.refresh_from_db()
    assert (ticket.entries.count(), ticket.version) == (entries, version)


def test_new_working_hours_move_open_deadlines(people):
    ticket = make.logged(people, channel="web", received_at=NOW)
    due = open_target(ticket, "solution").due_at
    hours = (time(9), time(16))
    office.set_working_week(actor=people.admin, now=NOW, week={day: [hours] for day in range(5)})
    recount()
    assert open_target(ticket, "solution").due_at == due - 2 * HOUR


def test_paused_deadline_is_right_after_the_calendar_changed(people):
    ticket = make.logged(people)
    facts = {"ticket_id": ticket.pk, "actor": people.clerk}
    due = open_target(ticket, "solution").due_at
    conversation.pause(now=NOW + DAY, reason="等", **facts)
    holiday(people, date(2026, 11, 20))
    recount()
    assert open_target(ticket, "solution").due_at is None
    conversation.resume(now=NOW + 3 * DAY, **facts)
    row = open_target(ticket, "solution")
    pauses = [make_pause(one) for one in ticket.pauses.all()]
    assert row.due_at == due_with_pauses(row.starts_at, row.amount, row.unit, calendar(), pauses) > due


def make_pause(row):
    return Pause(row.started_at, row.ended_at)


def test_agreed_call_is_not_moved_by_the_calendar(people):
    ticket = make.logged(people)
    at = NOW + 2 * DAY
    conversation.schedule_callback(ticket_id=ticket.pk, actor=people.clerk, now=NOW, due_at=at)
    holiday(people, at.date())
    recount()
    assert open_target(ticket, "callback").due_at == at


STEPS = ("reply", "pause", "resume", "said", "kind", "classify", "callback", "answer", "confirm", "dispute", "close",
         "reopen", "withdraw", "holiday")  # fmt: skip
KINDS, CLASSES = ("return", "repair", "complaint", "inquiry"), ("extrinsic", "intrinsic")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(["email", "hotline", "web"]),
    st.lists(
        st.tuples(st.sampled_from(STEPS), st.integers(min_value=1, max_value=60 * 30), st.integers(0, 7)), max_size=14
    ),
)
def test_promises_hold_whatever_happens_in_any_order(people, channel, steps):
    ticket, now = make.logged(people, channel=channel, received_at=NOW), NOW
    first = target(ticket, "first_reply")
    for name, minutes, pick in steps:
        now += minutes * MINUTE
        try:
            happen(people, ticket, name, pick, now)
        except DomainError:
            continue
        ticket.refresh_from_db()
        check(ticket, first, now)


def happen(people, ticket, name, pick, now):
    facts = {"ticket_id": ticket.pk, "actor": people.clerk, "now": now}
    {
        "reply": lambda: conversation.reply(channel="phone", body="您好", **facts),
        "pause": lambda: conversation.pause(reason="等", **facts),
        "resume": lambda: conversation.resume(**facts),
        "said": lambda: conversation.record_customer_message(channel="phone", body="还有", **facts),
        "kind": lambda: lifecycle.change_type(kind=KINDS[pick % 4], reason="x", **facts),
        "classify": lambda: triage.classify(quality_class=CLASSES[pick % 2], reason="判定", **facts),
        "callback": lambda: conversation.schedule_callback(due_at=now + HOUR, **facts),
        "answer": lambda: lifecycle.answer(outcome="答复", **facts),
        "confirm": lambda: lifecycle.confirm(solved=True, **facts),
        "dispute": lambda: lifecycle.confirm(solved=False, **facts),
        "close": lambda: lifecycle.close(**facts),
        "reopen": lambda: lifecycle.reopen(reason="又", **facts),
        "withdraw": lambda: lifecycle.withdraw(reason="撤", **facts),
        "holiday": lambda: (
            office.set_holiday(
                actor=people.admin, now=now, day=(now + (pick + 1) * DAY).date(), is_workday=False, version=None
            ),
            recounting.sweep(now=now),
        ),
    }[name]()


def check(ticket, first, now):
    rows = list(ticket.sla_targets.all())
    still = [row for row in rows if row.is_open]
    assert len({row.code for row in still}) == len(still)
    if ticket.state in {"closed", "withdrawn"}:
        assert still == [] and ticket.next_due_at is None
    else:
        assert ticket.next_due_at == min((row.due_at for row in still if row.due_at), default=None)
    working, pauses = calendar(), [make_pause(row) for row in ticket.pauses.all()]
    for row in still:
        if row.code == "callback":
            continue
        stops = [] if row.code == "first_reply" else pauses
        assert row.due_at == due_with_pauses(row.starts_at, row.amount, row.unit, working, stops)
        assert row.starts_at >= ticket.received_at and row.starts_at <= now
        if row.due_at and not stops:
            assert row.due_at > row.starts_at
    first.refresh_from_db()
    if first.unit != Unit.WORKING_MINUTES:
        hours = {"email": 48, "hotline": 0.05}[ticket.channel]
        assert first.due_at == NOW + hours * HOUR, "nothing moves the time of the first reply"
    if ticket.first_replied_at:
        assert all(row.code != "first_reply" for row in still)


def test_defaults_are_those_of_the_policy(people):
    found = {(rule.code, tuple(sorted(rule.channels)), rule.quality_class): rule for rule in rules_in_effect(NOW)}
    mail = found["first_reply", ("email", "fax", "letter"), None]
    assert (mail.amount, mail.unit) == (48, "elapsed_hours")
    assert SlaPolicy.objects.count() == 7 and Ticket.objects.count() == 0

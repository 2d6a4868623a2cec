"""Telephone interviews: handed out at random, never to who served, recorded, and one in ten called again."""

from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.store.dates import start_of
from complaints.models import Ticket
from customers.models import Customer, Interaction, Reveal
from surveys.models import Ballot, CallBack, CallCheck, Interview, Invitation, Response, Round
from surveys.queries.calls import call_counts, interviewers
from surveys.services.calls import keys_to_check, next_call, record_call, record_check, record_wish
from tests.factories import cast
from tests.factories.clients import client_of
from tests.factories.rounds import DAY, OPENS, active, opened

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ANSWERS = {"img1": "8", "pq1": "9", "sat1": "8", "nps": "9"}


@pytest.fixture
def people(db):
    return cast()


def _answers(round: Round) -> dict[str, str]:
    return {q.key: "8" for q in round.questionnaire.questions.all() if q.kind in ("scale", "recommend")}


def test_interviews_are_handed_out_in_the_order_of_their_lots(people) -> None:
    for number in range(101, 106):
        active(number, by="phone")
    opened()
    lots = list(Interview.objects.order_by("lot"))
    first = next_call(actor=people.quality, now=OPENS)
    assert first == lots[0] == next_call(actor=people.quality, now=OPENS + HOUR / 2)  # nobody looks for another one
    assert next_call(actor=people.quality_manager, now=OPENS) == lots[1]
    assert Reveal.objects.filter(user=people.quality).count() == 1
    with pytest.raises(NotPermitted):
        next_call(actor=people.executive, now=OPENS)


def test_whoever_served_the_customer_does_not_call_them(people) -> None:
    served = [active(number, by="phone") for number in range(101, 105)]
    opened()
    base = {"kind": "complaint", "state": "new", "channel": "hotline", "received_at": OPENS, "reported_at": OPENS}
    Ticket.objects.create(
        number="TK-2026-77777", customer=served[0], owner=people.quality, subject="x", updated_at=OPENS, **base
    )
    Interaction.objects.create(
        customer=served[1], direction="out", channel="phone", at=OPENS - 300 * DAY, user=people.quality
    )
    Customer.objects.filter(pk=served[2].pk).update(rep=people.quality)
    row = Customer.objects.get(pk=served[3].pk)  # a rep until last month
    row.rep = people.quality
    row.save()
    row.rep = None
    row.save()
    assert next_call(actor=people.quality, now=OPENS) is None
    assert next_call(actor=people.quality_manager, now=OPENS) is not None


def test_nobody_is_called_at_night_or_against_their_wish(people) -> None:
    customer = active(101, by="phone")
    opened()
    assert next_call(actor=people.quality, now=OPENS + 12 * HOUR) is None
    Customer.objects.filter(pk=customer.pk).update(not_before="15:00")
    assert next_call(actor=people.quality, now=OPENS) is None
    assert next_call(actor=people.quality, now=OPENS + 7 * HOUR) is not None


def test_three_half_days_without_an_answer_are_no_contact(people) -> None:
    active(101, by="phone")
    opened()
    for at in (OPENS, OPENS + 6 * HOUR, OPENS + DAY):
        held = next_call(actor=people.quality, now=at)
        row = record_call(interview_id=held.pk, outcome="no_answer", actor=people.quality, now=at)
        assert next_call(actor=people.quality, now=at) is None  # not twice in one half-day
    assert (row.state, row.attempts) == ("no_contact", 3)


def test_appointment_is_kept_and_must_lie_in_the_round(people) -> None:
    active(101, by="phone")
    opened()
    held, mine = next_call(actor=people.quality, now=OPENS), {"outcome": "later", "actor": people.quality}
    for wrong in (None, OPENS - HOUR, OPENS + 30 * DAY):
        with pytest.raises(InvalidInput):
            record_call(interview_id=held.pk, later_at=wrong, now=OPENS, **mine)
    record_call(interview_id=held.pk, later_at=OPENS + 2 * DAY, now=OPENS, **mine)
    assert next_call(actor=people.quality, now=OPENS + DAY) is None
    assert next_call(actor=people.quality, now=OPENS + 2 * DAY) == held


def test_refusal_is_recorded_and_never_called_again(people) -> None:
    active(101, by="phone")
    opened()
    held = next_call(actor=people.quality, now=OPENS)
    record_call(interview_id=held.pk, outcome="refused", actor=people.quality, now=OPENS)
    assert Invitation.objects.get(interview=held).refused_at == OPENS
    assert next_call(actor=people.quality_manager, now=OPENS + DAY) is None


def test_only_who_holds_an_interview_records_it(people) -> None:
    active(101, by="phone")
    row = opened()
    held = next_call(actor=people.quality, now=OPENS)
    given = {"interview_id": held.pk, "outcome": "done", "answers": _answers(row)}
    with pytest.raises(NotPermitted):
        record_call(actor=people.quality_manager, now=OPENS, **given)
    with pytest.raises(NotPermitted):
        record_call(actor=people.quality, now=OPENS + HOUR, **given)  # the lease is over
    record_call(actor=people.quality, now=OPENS, seconds=240, **given)
    response = Response.objects.get()
    assert (response.channel, response.interviewer, response.seconds) == ("phone", people.quality, 240)
    with pytest.raises(NotPermitted):
        record_call(actor=people.quality, now=OPENS, **given)


def test_check_is_made_by_somebody_else_and_gives_a_rate_of_agreement(people) -> None:
    active(101, by="phone")
    row = opened()
    Round.objects.filter(pk=row.pk).update(check_share=100)
    held = next_call(actor=people.quality, now=OPENS)
    record_call(
        interview_id=held.pk, outcome="done", answers=_answers(row), seconds=200, actor=people.quality, now=OPENS
    )
    check = CallCheck.objects.get()
    assert next_call(actor=people.quality, now=OPENS + HOUR) is None
    assert next_call(actor=people.quality_manager, now=OPENS + HOUR) == check
    keys = keys_to_check(check)
    assert len(keys) == 3
    answers = dict(zip(keys, ("8", "9", "3"), strict=True))
    mine = {"actor": people.quality_manager, "now": OPENS + HOUR}
    record_check(check_id=check.pk, outcome="done", answers=answers, **mine)
    check.refresh_from_db()
    assert (check.state, check.asked, check.agreed) == ("done", 3, 2)
    (one,) = interviewers(row)
    assert (one.name, one.done, one.checked, round(one.agreement or 0)) == ("quality", 1, 1, 67)
    assert call_counts(row)["checks_done"] == 1


def test_anonymous_round_has_no_check_calls_and_says_why(people, time_machine) -> None:
    """A check compares answers; nothing leads from an interview to them, not even its interviewer."""
    time_machine.move_to(OPENS + HOUR, tick=False)
    active(101, by="phone")
    row = opened()
    Round.objects.filter(pk=row.pk).update(check_share=100, is_anonymous=True)
    held = next_call(actor=people.quality, now=OPENS)
    answers = _answers(row)
    record_call(interview_id=held.pk, outcome="done", answers=answers, seconds=200, actor=people.quality, now=OPENS)
    assert Ballot.objects.count() == 1 and not CallCheck.objects.exists() and not Response.objects.exists()
    assert next_call(actor=people.quality_manager, now=OPENS + HOUR) is None
    page = client_of(people.auditor, "en").get(row.get_absolute_url()).content.decode()
    assert "not in an anonymous round: nothing leads from a customer" in page


def test_wish_for_a_call_after_an_anonymous_interview_is_kept_apart_from_it(people, time_machine) -> None:
    """The page asks for it after the interview; what is kept has no interviewer, no customer and only the day."""
    time_machine.move_to(OPENS, tick=False)
    active(101, by="phone")
    row = opened()
    Round.objects.filter(pk=row.pk).update(is_anonymous=True)
    held = next_call(actor=people.quality, now=OPENS)
    mine, url = {"actor": people.quality, "now": OPENS}, reverse("call_wish", args=[held.pk])
    with pytest.raises(NotPermitted):
        record_wish(interview_id=held.pk, contact="李四", **mine)
    client = client_of(people.quality, "en")
    assert "Does the customer want a call back?" not in client.get(reverse("calls")).text
    record_call(interview_id=held.pk, outcome="done", answers=_answers(row), **mine)
    assert "Does the customer want a call back?" in client.get(reverse("calls")).text
    assert client_of(people.quality_manager, "en").post(url, {"contact": "李四"}).status_code == 404
    empty = client.post(url, {"contact": " "})
    assert empty.status_code == 422 and "Enter how to reach you." in empty.text
    assert client.post(url, {"contact": "李四 139 0000 0000"}).status_code == 302
    assert "Does the customer want a call back?" not in client.get(reverse("calls")).text
    found = CallBack.objects.get()
    assert (found.contact, found.round, found.customer, found.response) == ("李四 139 0000 0000", row, None, None)
    assert found.opened_at == start_of(OPENS.date())
    assert set(CallBack.history.values_list("history_user", "history_date")) == {(None, found.opened_at)}
    with pytest.raises(Conflict):
        record_wish(interview_id=held.pk, contact="李四", **mine)
    with pytest.raises(NotPermitted):
        record_wish(interview_id=held.pk, contact="李四", actor=people.quality, now=OPENS + HOUR)


def test_named_interview_takes_no_anonymous_wish(people) -> None:
    active(101, by="phone")
    row = opened()
    held, mine = next_call(actor=people.quality, now=OPENS), {"actor": people.quality, "now": OPENS}
    record_call(interview_id=held.pk, outcome="done", answers=_answers(row), **mine)
    with pytest.raises(RuleViolation):
        record_wish(interview_id=held.pk, contact="李四", **mine)
    assert not CallBack.objects.filter(contact="李四").exists()

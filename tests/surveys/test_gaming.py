"""A clerk with every right tries to steer the sample or an answer. Nothing works, or it shows."""

from decimal import Decimal

import pytest

from aftersales.kernel.errors import Conflict, DomainError, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from customers.models import Contact, Customer
from customers.services.opting import opt_out
from surveys.models import CallCheck, FrameMember, Interview, Invitation, Question, Response, Round
from surveys.queries.frames import draw_again
from surveys.queries.rounds import funnel
from surveys.services import inviting, rounds
from surveys.services.calls import next_call, record_call
from surveys.services.exclusions import decide_exclusion, propose_exclusion
from surveys.services.invitations import reissue, token_of
from surveys.services.merging import merge
from surveys.services.responses import submit_response
from tests.factories import NOW, cast
from tests.factories.rounds import DAY, OPENS, active, opened, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(db):
    return cast()


@pytest.fixture
def row(people):
    """An open round of 32 customers, of whom half are drawn; every second is asked by telephone."""
    for number in range(101, 132):
        active(number, by="phone" if number % 2 == 0 else "email")
    plan = planned()
    Round.objects.filter(pk=plan.pk).update(margin="0.200", expected_rate="0.900", changed_by_hand=True)
    rounds.open_due(now=OPENS)
    while inviting.invite_due(now=OPENS):
        pass
    plan.refresh_from_db()
    assert plan.sample_size < plan.population
    return plan


def _same_sample(row: Round) -> set[str]:
    again = draw_again(row)
    assert again.is_same
    return set(FrameMember.objects.filter(round=row, drawn__isnull=False).values_list("number", flat=True))


def test_moving_a_customer_to_another_stratum_after_the_freeze_changes_nothing(people, row) -> None:
    before = _same_sample(row)
    Customer.objects.update(tier="important", region=people.west)
    assert _same_sample(row) == before
    assert set(Invitation.objects.filter(round=row).values_list("tier", flat=True)) <= {"ordinary", "long_term"}


def test_merging_away_a_customer_leaves_frame_and_draw_as_they_were(people, row) -> None:
    before = _same_sample(row)
    first, second = Customer.objects.filter(number__startswith="CU-2026-0010")[:2]
    merge(kept=first, gone=second, actor=people.manager)
    assert _same_sample(row) == before


def test_customer_added_during_the_round_is_not_asked(people, row) -> None:
    before = _same_sample(row)
    active(999)
    rounds.open_due(now=OPENS + DAY)
    inviting.invite_due(now=OPENS + DAY)
    assert _same_sample(row) == before
    assert not Invitation.objects.filter(customer__number="CU-2026-00999").exists()


def test_changed_seed_or_sample_is_found(people, row) -> None:
    Round.objects.filter(pk=row.pk).update(seed="0" * 64)
    assert not draw_again(Round.objects.get(pk=row.pk)).is_same


def test_plan_cannot_be_changed_after_the_freeze(people, row) -> None:
    wanted = {"margin": Decimal("0.010"), "opens_on": OPENS.date(), "days": 30}
    with pytest.raises(RuleViolation):
        rounds.change_plan(round_id=row.pk, actor=people.manager, now=OPENS, **wanted)
    assert rounds.close_due(now=OPENS + DAY) == 0  # and nobody closes it while the answers are good


def test_excluding_an_angry_customer_takes_a_second_person_and_time(people, row) -> None:
    customer = Customer.objects.get(number="CU-2026-00101")
    given = {"customer": customer.number, "reason": "刚投诉过", "actor": people.manager}
    with pytest.raises(RuleViolation):
        propose_exclusion(round_id=row.pk, now=OPENS, **given)
    following = Round.objects.get(quarter="2027-Q1")
    made = propose_exclusion(round_id=following.pk, now=NOW, **given)
    with pytest.raises(NotPermitted):
        decide_exclusion(exclusion_id=made.pk, agreed=True, actor=people.manager, now=NOW)
    with pytest.raises(Conflict):
        propose_exclusion(round_id=following.pk, now=NOW, **given)


def test_own_address_gets_no_link_and_another_address_shows(people, row) -> None:
    invitation = Invitation.objects.filter(round=row, channel="email").first()
    Contact.objects.filter(pk=invitation.contact_id).update(email=people.clerk.email)
    with pytest.raises(NotPermitted):
        reissue(invitation_id=invitation.pk, actor=people.clerk, now=OPENS)
    reissue(invitation_id=invitation.pk, actor=people.manager, now=OPENS)
    inviting.remind(now=OPENS + 5 * DAY)
    assert not Notification.objects.filter(address=people.clerk.email, template__startswith="round").exists()


def test_address_that_was_changed_after_the_freeze_is_counted(people) -> None:
    active(101)
    planned()
    rounds.open_due(now=OPENS)
    Contact.objects.filter(customer__number="CU-2026-00101").update(email="friend@example.test")
    inviting.invite_due(now=OPENS)
    assert funnel(Round.objects.get(quarter="2026-Q4")).changed_addresses == 1


def test_old_link_is_void_after_a_reissue_and_no_link_works_twice(people, row) -> None:
    invitation = Invitation.objects.filter(round=row, channel="email").first()
    old = token_of(invitation)
    fresh = token_of(reissue(invitation_id=invitation.pk, actor=people.manager, now=OPENS))
    answers = {q.key: "10" for q in row.questionnaire.questions.all() if q.kind == "scale"}
    with pytest.raises(DomainError):
        submit_response(token=old, answers=answers, now=OPENS)
    submit_response(token=fresh, answers=answers, now=OPENS)
    with pytest.raises(Conflict):
        submit_response(token=fresh, answers=answers, now=OPENS)
    with pytest.raises(RuleViolation):
        reissue(invitation_id=invitation.pk, actor=people.manager, now=OPENS)
    assert Response.objects.count() == 1


def test_interviewer_cannot_choose_whom_to_call(people, row) -> None:
    held = next_call(actor=people.quality, now=OPENS)
    assert all(next_call(actor=people.quality, now=OPENS) == held for _ in range(5))
    other = Interview.objects.exclude(pk=held.pk).first()
    for outcome in ("done", "refused", "no_answer"):
        with pytest.raises(NotPermitted):
            record_call(interview_id=other.pk, outcome=outcome, answers={"sat1": "10"}, actor=people.quality, now=OPENS)


def test_interview_of_a_customer_whom_one_served_is_impossible(people, row) -> None:
    Customer.objects.update(rep=people.quality)
    assert next_call(actor=people.quality, now=OPENS) is None
    for customer in Customer.objects.all():  # giving the customers away does not help
        customer.rep = people.quality
        customer.save()
        customer.rep = None
        customer.save()
    assert next_call(actor=people.quality, now=OPENS) is None


def test_invented_interview_is_likely_to_be_called_again_by_another(people, row) -> None:
    Round.objects.filter(pk=row.pk).update(check_share=100)
    held = next_call(actor=people.quality, now=OPENS)
    answers = {q.key: "10" for q in row.questionnaire.questions.all() if q.kind == "scale"}
    record_call(interview_id=held.pk, outcome="done", answers=answers, actor=people.quality, now=OPENS)
    check = CallCheck.objects.get()
    assert next_call(actor=people.quality, now=OPENS) != check


def test_opting_out_an_angry_customer_is_recorded_with_who_did_it(people, row) -> None:
    invitation = Invitation.objects.filter(round=row, channel="email").first()
    wish = opt_out(customer_id=invitation.customer_id, actor=people.manager, now=OPENS)
    assert wish.history.first().history_user == people.manager
    assert funnel(row).void == 1  # and the page of the round counts it


def test_questions_in_use_are_marked_as_used(people, row) -> None:
    row.questionnaire.refresh_from_db()
    assert row.questionnaire.used_at == OPENS
    assert Question.objects.filter(questionnaire=row.questionnaire).exists()


def test_round_is_not_opened_twice(people, row) -> None:
    before = row.seed
    assert rounds.open_round(round_id=row.pk, now=OPENS + DAY) is False
    row.refresh_from_db()
    assert row.seed == before and opened_count() == 1


def opened_count() -> int:
    return Round.objects.exclude(seed="").count()


def test_second_frame_is_not_drawn_for_a_better_sample(people) -> None:
    row = opened()
    seed = row.seed
    opened_again = rounds.open_due(now=OPENS + DAY)
    row.refresh_from_db()
    assert (opened_again, row.seed) == (0, seed)

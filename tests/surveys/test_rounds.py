"""A round from plan to close: frozen, drawn, invited, reminded, closed, whatever is killed or done twice."""

from datetime import timedelta
from decimal import Decimal
from itertools import count

import pytest
from django.core import mail
from django.db import connection, transaction

from aftersales.kernel.errors import InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import deliver_due
from customers.models import Contact, Customer
from customers.services.opting import opt_in, opt_out
from surveys.models import FrameMember, Interview, Invitation, Round, SurveyRule
from surveys.queries.frames import draw_again
from surveys.services import inviting, rounds
from surveys.services.invitations import token_of
from surveys.services.survey_rules import change_survey_rule
from surveys.signals import round_closed
from tests.factories import NOW, cast
from tests.factories.rounds import DAY, OPENS, active, opened, planned

pytestmark = pytest.mark.django_db


def _mails(template: str) -> list[str]:
    return sorted(Notification.objects.filter(template=template).values_list("address", flat=True))


def test_quarters_are_planned_by_the_rule_and_only_once() -> None:
    row = planned()
    assert sorted(Round.objects.values_list("quarter", flat=True)) == ["2026-Q4", "2027-Q1"]
    assert (row.opens_at, row.closes_at) == (OPENS, OPENS + 14 * DAY - timedelta(hours=9))
    assert (row.first_reminder_at, row.second_reminder_at) == (OPENS + 4 * DAY, OPENS + 9 * DAY)
    assert rounds.plan(now=NOW) == 0


def test_plan_follows_the_rule_until_it_is_changed_by_hand() -> None:
    people, row = cast(), planned()
    rule = SurveyRule.objects.get()
    later = {"effective_from": (NOW + DAY).date()}
    change_survey_rule(rule_id=rule.pk, margin=Decimal("0.040"), actor=people.manager, now=NOW, **later)
    rounds.plan(now=NOW)
    row.refresh_from_db()
    assert row.margin == Decimal("0.040")
    given = {"margin": Decimal("0.100"), "opens_on": OPENS.date(), "days": 10}
    with pytest.raises(NotPermitted):
        rounds.change_plan(round_id=row.pk, actor=people.clerk, now=NOW, **given)
    with pytest.raises(InvalidInput):
        early = given | {"opens_on": NOW.date()}
        rounds.change_plan(round_id=row.pk, actor=people.manager, now=NOW, **early)
    rounds.change_plan(round_id=row.pk, actor=people.manager, now=NOW, **given)
    rounds.plan(now=NOW)
    row.refresh_from_db()
    assert (row.margin, row.closes_at) == (Decimal("0.100"), OPENS + 10 * DAY - timedelta(hours=9))


def test_nothing_of_a_plan_can_be_changed_after_the_freeze() -> None:
    people, row = cast(), opened()
    given = {"margin": Decimal("0.100"), "opens_on": OPENS.date(), "days": 10}
    with pytest.raises(RuleViolation):
        rounds.change_plan(round_id=row.pk, actor=people.manager, now=OPENS, **given)


def test_frame_holds_active_customers_and_the_draw_can_be_repeated() -> None:
    for number in range(1, 31):
        active(number, tier="important" if number % 3 else "ordinary")
    active(31, tier="prospect")
    Customer.objects.create(number="CU-2026-00032", name="久无来往", created_at=NOW - 900 * DAY)
    row = opened()
    assert (row.population, row.needed, row.sample_size) == (30, 28, 30)
    assert len(row.seed) == 64 and len(row.frame_hash) == 64
    assert {(s.tier, s.population, s.sample_size) for s in row.strata.all()} == {
        ("important", 20, 20),
        ("ordinary", 10, 10),
    }
    again = draw_again(row)
    assert again.is_same and again.frame_hash == row.frame_hash and again.drawn == 30


def test_change_of_the_stored_frame_or_draw_is_found() -> None:
    SurveyRule.objects.all().delete()
    for number in range(1, 31):
        active(number)
    row = planned()
    Round.objects.filter(pk=row.pk).update(margin="0.200", expected_rate="1.000", changed_by_hand=True)
    rounds.open_due(now=OPENS)
    row.refresh_from_db()
    drawn = FrameMember.objects.filter(round=row, drawn__isnull=False)
    assert drawn.count() == row.sample_size < row.population
    assert draw_again(row).is_same
    out, other = drawn.first(), FrameMember.objects.filter(round=row, drawn=None).first()
    FrameMember.objects.filter(pk=other.pk).update(drawn=out.drawn)
    FrameMember.objects.filter(pk=out.pk).update(drawn=None)
    again = draw_again(row)
    assert (again.same_frame, again.missing, again.extra) == (True, (out.number,), (other.number,))
    FrameMember.objects.filter(pk=other.pk).update(number="CU-2026-99999")
    assert not draw_again(row).same_frame


def test_each_channel_is_used_and_each_loss_is_counted() -> None:
    people = cast()
    for number, by in enumerate(("email", "phone", "letter", "", "email", "email", "email"), start=1):
        active(number + 100, by=by)
    refuses, asked, moves = (Customer.objects.get(number=f"CU-2026-0010{n}") for n in (5, 6, 7))
    opt_out(customer_id=refuses.pk, purpose="survey", channel="any", actor=people.manager, now=NOW)
    Contact.objects.filter(customer=moves).update(email=people.clerk.email)
    row = planned()
    Invitation.objects.create(
        kind="ticket",
        questionnaire=row.questionnaire,
        customer=asked,
        contact=asked.main_contact,
        key="earlier",
        token_hash="earlier",
        created_at=NOW,
        expires_at=NOW,
    )
    rounds.open_due(now=OPENS)
    inviting.invite_due(now=OPENS)
    members = FrameMember.objects.filter(round=row, number__startswith="CU-2026-001").order_by("number")
    assert [(m.channel, m.loss) for m in members] == [
        ("email", ""),
        ("phone", ""),
        ("letter", ""),
        ("letter", "no_address"),
        ("email", "opted_out"),
        ("email", "asked_already"),
        ("email", "own_address"),
    ]
    assert _mails("round_invitation") == ["c101@example.test", "zhangsan@example.test"]
    assert Interview.objects.get().invitation.customer.number == "CU-2026-00102"


def test_mail_has_both_languages_and_a_link_of_its_own(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    active(1), active(2)
    opened()
    deliver_due(now=OPENS)
    links = {token_of(row) for row in Invitation.objects.all()}
    assert len(mail.outbox) == len(links) == 2
    assert all("随机抽中" in letter.body and "drawn at random" in letter.body for letter in mail.outbox)
    assert {token for token in links for letter in mail.outbox if token in letter.body} == links


def test_reminders_go_to_those_who_have_not_answered_and_at_most_twice() -> None:
    for number in range(1, 5):
        active(number)
    opened()
    answered, refused, out, open_one = Invitation.objects.order_by("pk")
    Invitation.objects.filter(pk=answered.pk).update(answered_at=OPENS + DAY)
    Invitation.objects.filter(pk=refused.pk).update(refused_at=OPENS + DAY)
    opt_out(customer_id=out.customer_id, purpose="survey", channel="email", actor=None, now=OPENS + DAY)
    assert inviting.remind(now=OPENS + 3 * DAY) == 0
    for later in (4, 4, 5, 9, 9, 12):
        inviting.remind(now=OPENS + later * DAY)
    assert _mails("round_reminder") == [open_one.contact.email] * 2
    row = Round.objects.get(state="open")
    assert (row.first_reminded_at, row.second_reminded_at) == (OPENS + 4 * DAY, OPENS + 9 * DAY)
    assert Invitation.objects.get(pk=out.pk).voided_at == OPENS + DAY


def test_missed_first_reminder_is_not_sent_together_with_the_second() -> None:
    active(1)
    opened()
    inviting.remind(now=OPENS + 10 * DAY)
    inviting.remind(now=OPENS + 11 * DAY)
    assert _mails("round_reminder") == ["c1@example.test"]
    row = Round.objects.get(state="open")
    assert (row.first_reminded_at, row.second_reminded_at) == (None, OPENS + 10 * DAY)


def test_opting_out_stops_a_mail_that_waits_in_the_outbox(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people, customer = cast(), active(101)
    opened()
    row = opt_out(customer_id=customer.pk, actor=people.manager, now=OPENS)
    assert opt_out(customer_id=customer.pk, actor=people.manager, now=OPENS) == row
    deliver_due(now=OPENS)
    assert [letter.to for letter in mail.outbox if "c101" in letter.to[0]] == []
    with pytest.raises(InvalidInput):
        opt_in(opt_out_id=row.pk, actor=people.manager, now=OPENS)
    opt_in(opt_out_id=row.pk, actor=people.manager, now=OPENS, reason="电话里说可以再问")
    assert not customer.opt_outs.filter(ended_at=None).exists()


def test_closing_is_announced_once_and_never_early() -> None:
    active(1)
    row, heard = opened(), []
    listen = lambda **told: heard.append((told["round"].quarter, told["now"]))  # noqa: E731
    round_closed.connect(listen)
    try:
        assert rounds.close_due(now=row.closes_at - timedelta(seconds=1)) == 0
        assert rounds.close_due(now=row.closes_at) == 1
        assert rounds.close_due(now=row.closes_at) == 0
    finally:
        round_closed.disconnect(listen)
    assert heard == [("2026-Q4", row.closes_at)]
    row.refresh_from_db()
    assert (row.state, row.closed_at) == ("closed", row.closes_at)


def test_round_that_was_missed_altogether_is_cancelled() -> None:
    row = planned()
    assert rounds.open_due(now=row.closes_at + DAY) == 0
    row.refresh_from_db()
    assert row.state == "cancelled"


def test_empty_company_has_an_empty_round() -> None:
    row = opened()
    assert (row.population, row.sample_size, row.state) == (0, 0, "open")
    assert rounds.close_due(now=row.closes_at) == 1


class Killed(BaseException):
    """The process ends here."""


def _kill_at(statement: int):
    seen = [0]

    def wrapper(execute, sql, params, many, context):
        seen[0] += 1
        if seen[0] == statement:
            raise Killed
        return execute(sql, params, many, context)

    return wrapper


def _run_all(now) -> None:
    rounds.open_due(now=now)
    while inviting.invite_due(now=now, limit=2):
        pass
    while inviting.remind(now=now + 4 * DAY, limit=2):
        pass
    rounds.close_due(now=now + 20 * DAY)


def test_killed_at_any_statement_nobody_is_asked_twice_or_forgotten() -> None:
    for number in range(1, 7):
        active(number, by="phone" if number == 6 else "email")
    planned()
    for statement in count(1):
        killed = False
        with transaction.atomic():
            try:
                with connection.execute_wrapper(_kill_at(statement)):
                    _run_all(OPENS)
            except Killed:
                killed = True
            _run_all(OPENS)
            mails = _mails("round_invitation")
            assert mails == [f"c{n}@example.test" for n in range(1, 6)], statement
            assert _mails("round_reminder") == mails
            assert (Invitation.objects.count(), Interview.objects.count()) == (6, 1)
            assert draw_again(Round.objects.get(quarter="2026-Q4")).is_same
            transaction.set_rollback(True)
        if not killed:
            break
    assert statement > 100

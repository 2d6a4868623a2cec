"""User forums: guests invited once each, opinions with a fate each, closed at the end."""

from datetime import timedelta
from decimal import Decimal

import pytest

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, NotVisible, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.notifications.texts import render_text
from complaints.models import Ticket
from complaints.quality.models import Action
from customers.models import ContactTouch
from customers.services.merges import merge_customers
from customers.services.opting import opt_out
from tests.factories import NOW, customer_of
from tests.factories.visits import contacted, limit_contacts
from tests.visits import care as make
from visits.services import forum_invitations, forum_opinions, forums

pytestmark = pytest.mark.django_db
DUE = make.TODAY + timedelta(days=20)


def mails(template):
    return Notification.objects.filter(template=f"visits.{template}", channel="mail")


def more(people, n, **fields):
    return customer_of(people.east, rep=people.rep, number=f"CU-2026-{n:05}", name=f"样例客户{n}", **fields)


def by(people, **changes):
    return {"actor": people.manager, "now": NOW, **changes}


def test_each_guest_is_invited_once_and_mails_say_when_and_where(people):
    forum = make.planned(people)
    make.invited(people, forum)
    with pytest.raises(RuleViolation):
        forum_invitations.send_invitations(forum_id=forum.pk, **by(people))
    with pytest.raises(RuleViolation):
        forum_invitations.choose_guests(forum_id=forum.pk, customers=[people.customer], **by(people))
    (mail,) = mails("forum_invitation")
    assert mail.params == {"forum": forum.pk}  # nothing about a person is in the outbox
    subject, body = render_text(mail.template, forum_invitations.mail_params(mail.params), "zh-hans")
    assert forum.title in subject and "苏州网点二楼" in body


def test_who_does_not_want_it_is_left_out_at_the_moment_of_sending(people):
    forum = make.planned(people)
    forum_invitations.choose_guests(forum_id=forum.pk, customers=[people.customer], **by(people))
    opt_out(customer_id=people.customer.pk, purpose="visit", channel="email", **by(people, actor=people.clerk))
    forum_invitations.send_invitations(forum_id=forum.pk, **by(people))
    guest = forum.guests.get()
    assert (guest.loss, guest.invited_at) == ("opted_out", None)
    assert not mails("forum_invitation").exists()


def test_who_was_contacted_enough_waits_for_another_month(people):
    limit_contacts(1)
    forum, other = make.planned(people), more(people, 71, email="b@example.com")
    contacted(people.customer, make.TODAY)
    guests = [people.customer, other]
    forum_invitations.choose_guests(forum_id=forum.pk, customers=guests, **by(people))
    forum_invitations.send_invitations(forum_id=forum.pk, **by(people))
    invited = {row.customer_id: (row.loss, row.invited_at is not None) for row in forum.guests.all()}
    assert invited == {people.customer.pk: ("enough", False), other.pk: ("", True)}
    assert ContactTouch.objects.filter(source__startswith="forum ", state="counted").get().customer == other
    with pytest.raises(RuleViolation) as refused:  # nobody else is left
        forum_invitations.send_invitations(forum_id=forum.pk, **by(people))
    assert people.customer.name in str(refused.value)
    later = by(people, now=NOW + timedelta(days=31))
    forum_invitations.send_invitations(forum_id=forum.pk, **later)
    guest = forum.guests.get(customer=people.customer)
    assert (guest.loss, guest.invited_at is not None) == ("", True)


def test_groups_take_who_was_not_invited_for_the_longest_time(people):
    first = make.planned(people)
    make.invited(people, first)
    new = more(people, 2)
    forum = make.planned(people, title="第二次")
    forum_invitations.choose_guests(forum_id=forum.pk, groups=["long_term"], each=1, **by(people))
    assert forum.guests.get().customer == new


def test_customer_of_another_region_is_no_guest(people):
    forum = make.planned(people)
    away = customer_of(people.west, number="CU-2026-00009", name="西部客户")
    with pytest.raises(InvalidInput) as refused:
        forum_invitations.choose_guests(forum_id=forum.pk, customers=[away], **by(people))
    assert refused.value.field == "customers"


def test_letters_and_calls_are_marked_without_a_mail_and_answers_are_recorded(people):
    forum = make.planned(people)
    (guest,) = make.invited(people, forum, channel="letter")
    assert guest.invited_at == NOW and not mails("forum_invitation").exists()
    forum_invitations.answer_invitation(guest_id=guest.pk, coming="yes", note="带两人", **by(people))
    guest.refresh_from_db()
    assert (guest.coming, guest.note) == ("yes", "带两人")
    with pytest.raises(Conflict):
        forum_invitations.take_off(guest_id=guest.pk, **by(people))


def test_cancelled_forum_tells_who_was_invited_by_mail(people):
    forum = make.planned(people)
    make.invited(people, forum)
    with pytest.raises(NotPermitted):
        forum_invitations.cancel_forum(forum_id=forum.pk, reason="台风", **by(people, actor=people.rep))
    forum_invitations.cancel_forum(forum_id=forum.pk, reason="台风", **by(people))
    assert mails("forum_called_off").count() == 1


def test_forum_is_held_on_its_day_and_gives_opinions_five_working_days(people):
    forum = make.planned(people, starts_at=NOW + timedelta(days=1))
    with pytest.raises(RuleViolation):
        forums.hold_forum(forum_id=forum.pk, attended=[], **by(people))
    forum = make.held(people, title="按时")
    assert forum.answer_by == make.TODAY + timedelta(days=7)  # Wednesday to Wednesday
    assert forum.guests.get().attended is True


def test_other_reps_see_nothing_and_the_auditor_only_reads(people):
    forum = make.held(people)
    with pytest.raises(NotVisible):
        make.said(people, forum, actor=people.stranger)
    with pytest.raises(NotPermitted):
        make.said(people, forum, actor=people.auditor)


def test_opinion_becomes_a_ticket_of_its_customer(people):
    row = make.said(people, make.held(people))
    row = forum_opinions.open_ticket(opinion_id=row.pk, kind="suggestion", **by(people))
    ticket = Ticket.objects.get()
    assert (row.fate, row.ticket, ticket.customer, ticket.description) == ("ticket", ticket, people.customer, row.words)
    for act in (forum_opinions.open_ticket, forum_opinions.decline, forum_opinions.answer):
        argument = {forum_opinions.open_ticket: {"kind": "suggestion"}, forum_opinions.decline: {"reason": "晚了"}}
        with pytest.raises(Conflict):
            act(opinion_id=row.pk, **argument.get(act, {"answer": "晚了"}), **by(people))
    assert Ticket.objects.count() == 1


def test_opinion_of_nobody_on_the_list_needs_a_guest_for_a_ticket(people):
    row = make.said(people, make.held(people), guest=None)
    with pytest.raises(RuleViolation):
        forum_opinions.open_ticket(opinion_id=row.pk, kind="suggestion", **by(people))


def test_opinion_becomes_an_improvement_that_names_no_person(people):
    row = make.said(people, make.held(people))
    facts = {"title": "报修当天发排期", "owner": people.clerk, "due_on": DUE, "criterion": "当天 95%"}
    with pytest.raises(NotPermitted):
        forum_opinions.improve(opinion_id=row.pk, **facts, **by(people, actor=people.rep))
    row = forum_opinions.improve(opinion_id=row.pk, **facts, **by(people))
    action = Action.objects.get()
    assert (row.action, action.kind, action.source_label) == (action, "improvement", f"{row.forum.number} #1")
    assert action.source_url == row.get_absolute_url()


def test_forum_is_closed_only_when_each_opinion_has_a_fate(people):
    forum = make.held(people)
    first, second = make.said(people, forum), make.said(people, forum, words="保修改成三年")
    forum_opinions.answer(opinion_id=first.pk, answer="下月起发短信", **by(people))
    with pytest.raises(RuleViolation) as refused:
        forums.close_forum(forum_id=forum.pk, **by(people))
    assert refused.value.code == "opinions_open"
    forum_opinions.decline(opinion_id=second.pk, reason="可买延保", **by(people))
    with pytest.raises(NotPermitted):
        forums.close_forum(forum_id=forum.pk, **by(people, actor=people.rep))
    assert forums.close_forum(forum_id=forum.pk, **by(people)).state == "closed"


def test_guests_who_came_are_told_once_what_became_of_it(people):
    forum = make.held(people)
    row = make.said(people, forum)
    with pytest.raises(RuleViolation):
        forum_invitations.tell_guests(forum_id=forum.pk, **by(people))
    forum_opinions.decline(opinion_id=row.pk, reason="可买延保", **by(people))
    forum_invitations.tell_guests(forum_id=forum.pk, **by(people))
    with pytest.raises(RuleViolation):
        forum_invitations.tell_guests(forum_id=forum.pk, **by(people))
    (mail,) = mails("forum_result")
    _subject, body = render_text(mail.template, forum_invitations.mail_params(mail.params), "zh-hans")
    assert row.words in body and "可买延保" in body


def test_opinion_that_nobody_took_is_reported_once(people):
    forum = make.held(people)
    make.said(people, forum)
    for days in (6, 7):
        assert forum_opinions.sweep_opinions(now=NOW + timedelta(days=days)) == 0
    late = NOW + timedelta(days=8)
    assert [forum_opinions.sweep_opinions(now=late) for _again in range(2)] == [1, 0]
    rows = Notification.objects.filter(template="visits.opinion_late", channel="page")
    assert {row.user for row in rows} == {people.rep, people.manager}


def test_opinion_with_a_fate_is_not_reported(people):
    forum = make.held(people)
    forum_opinions.answer(opinion_id=make.said(people, forum).pk, answer="好", **by(people))
    assert forum_opinions.sweep_opinions(now=NOW + timedelta(days=30)) == 0


def test_minutes_are_bounded_and_rated(people):
    forum = make.held(people)
    facts = {"forum_id": forum.pk, "minutes": "讨论三件事", **by(people)}
    with pytest.raises(InvalidInput):
        forums.write_minutes(**facts, rating=Decimal("5.1"))
    assert forums.write_minutes(**facts, rating=Decimal("4.4"), rated_by=25).rating == Decimal("4.4")


def test_merged_customer_is_invited_once(people):
    forum = make.planned(people)
    make.invited(people, forum)
    twin = more(people, 2)
    forum_invitations.choose_guests(forum_id=forum.pk, customers=[twin], **by(people))
    merge_customers(kept_id=people.customer.pk, gone_id=twin.pk, reason="同一家", actor=None, now=NOW)
    assert list(forum.guests.order_by("pk").values_list("loss", flat=True)) == ["", "twice"]

"""Notices: everybody once, bad addresses reported, pausing, letters, and what came back."""

import contextlib
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from aftersales.kernel.errors import DomainError
from aftersales.notifications.enums import NotificationState
from aftersales.notifications.models import Notification
from complaints.quality.enums import AttemptResult, Reach
from complaints.quality.models import CampaignAttempt, CampaignCustomer
from complaints.quality.services import campaign_answers, campaign_notices, campaign_papers
from complaints.quality.services import campaigns as services
from customers.models import Customer
from customers.services.opting import opt_out
from tests.factories import NOW
from tests.factories.clients import client_of

from . import factories as make


def notices() -> list[Any]:
    """The mails to customers."""
    return [one for one in mail.outbox if "/notice/" in one.body]


def test_everybody_gets_one_mail_in_both_languages_with_a_link(people):
    make.holders(people, 3)
    row = make.sent(people)
    assert len(notices()) == 4
    text = notices()[0].body
    assert "请立即停用" in text
    assert "Please stop using it now." in text
    assert len({one.to[0] for one in notices()}) == 4
    assert "/notice/" in text
    assert row.customers.filter(reach=Reach.TOLD).count() == 4
    make.send_all()
    assert len(notices()) == 4


def test_wishes_not_to_be_contacted_do_not_stop_a_safety_notice(people):
    Customer.objects.update(not_by_phone=True)
    make.sent(people)
    assert len(notices()) == 1


def test_recall_reaches_who_opted_out_and_its_page_says_so(people):
    opt_out(customer_id=people.customer.pk, actor=people.clerk, now=NOW)
    row = make.sent(people)
    assert len(notices()) == 1
    text = client_of(people.quality, "en").get(row.get_absolute_url()).text
    assert "Goes to everybody, also to those who want no notices" in text


NOTICE = {"kind": "information", "risk": "quality"}


def test_notice_that_is_not_about_safety_leaves_out_who_does_not_want_it(people):
    _mailed, by_mail, at_all, about_surveys = people.customer, *make.holders(people, 3)
    opt_out(customer_id=by_mail.pk, purpose="campaign", channel="email", actor=people.clerk, now=NOW)
    opt_out(customer_id=at_all.pk, actor=people.clerk, now=NOW)
    opt_out(customer_id=about_surveys.pk, purpose="survey", actor=people.clerk, now=NOW)
    row = make.sent(people, **NOTICE)
    assert len(notices()) == 2
    assert make.row_of(row, about_surveys).reach == Reach.TOLD
    left = make.row_of(row, by_mail)
    assert (left.reach, left.notice_due_at, left.attempts.count()) == (Reach.UNTOLD, None, 0)
    gone = make.row_of(row, at_all)
    assert (gone.reach, gone.unreachable_reason) == (Reach.UNREACHABLE, "opted_out")
    Customer.objects.update(address="样例路 1 号")
    assert set(campaign_papers.to_write(row)) == {left}
    opt_out(customer_id=by_mail.pk, purpose="campaign", channel="letter", actor=people.clerk, now=NOW)
    assert not campaign_papers.to_write(row).exists()
    assert "left out" in client_of(people.quality, "en").get(row.get_absolute_url()).text


@pytest.mark.parametrize(("facts", "left"), [(NOTICE, 0), ({"kind": "information"}, 1)])
def test_wish_takes_a_notice_out_of_the_outbox_unless_it_is_about_safety(people, facts, left):
    row = make.started(people, **facts)
    campaign_notices.send_due_notices(now=NOW)
    opt_out(customer_id=people.customer.pk, purpose="campaign", channel="any", actor=None, now=NOW)
    assert Notification.objects.filter(template="campaign_notice").count() == left
    mine = make.row_of(row, people.customer)
    assert (mine.reach == Reach.UNTOLD) == bool(left)
    assert mine.attempts.get().result == (AttemptResult.QUEUED if left else AttemptResult.RETURNED)


def test_bad_address_is_reported_and_holds_up_nobody(people):
    customers = make.holders(people, 3)
    contact = customers[1].contacts.get()
    type(contact).objects.filter(pk=contact.pk).update(email="no address")
    row = make.sent(people)
    bad = make.row_of(row, customers[1])
    assert bad.reach == Reach.UNTOLD
    assert bad.attempts.get().result == AttemptResult.RETURNED
    assert row.customers.filter(reach=Reach.TOLD).count() == 3


def test_mail_that_can_not_be_delivered_is_noted_as_come_back(people):
    row = make.started(people)
    campaign_notices.send_due_notices(now=NOW)
    Notification.objects.filter(template="campaign_notice").update(state=NotificationState.FAILED)
    campaign_notices.settle_notices(now=NOW)
    mine = make.row_of(row, people.customer)
    assert (mine.reach, mine.attempts.get().result) == (Reach.UNTOLD, AttemptResult.RETURNED)


def test_pause_holds_the_notices_and_cancel_drops_them(people):
    make.holders(people, 5)
    row = make.started(people)
    services.pause_campaign(campaign_id=row.pk, reason="文字有误", actor=people.quality, now=NOW)
    make.send_all()
    assert notices() == []
    services.resume_campaign(campaign_id=row.pk, actor=people.quality, now=NOW)
    campaign_notices.send_due_notices(now=NOW, limit=2)
    services.cancel_campaign(campaign_id=row.pk, reason="停", actor=people.quality, now=NOW)
    make.send_all()
    assert CampaignCustomer.objects.filter(notice_due_at__isnull=False).count() == 0
    assert len(notices()) == 2


def test_row_that_fails_is_skipped_and_the_others_go_out(people, monkeypatch):
    customers = make.holders(people, 4)
    row = make.started(people)
    sick = make.row_of(row, customers[0]).pk
    real = campaign_notices.mail_all_out

    def fails(*, mails, **more):
        if any(one.key.endswith(f":{sick}") for one in mails):
            raise RuntimeError("broken")
        real(mails=mails, **more)

    monkeypatch.setattr(campaign_notices, "mail_all_out", fails)
    make.send_all()
    assert row.customers.filter(reach=Reach.TOLD).count() == 4
    assert CampaignCustomer.objects.get(notice_due_at__isnull=False).pk == sick


def test_more_customers_need_no_more_queries(people):
    make.holders(people, 25)
    make.started(people)
    with CaptureQueriesContext(connection) as few:
        assert campaign_notices.send_due_notices(now=NOW, limit=5) == 5
    with CaptureQueriesContext(connection) as many:
        assert campaign_notices.send_due_notices(now=NOW, limit=20) == 20
    assert len(many) == len(few)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("after", range(8))
def test_kill_anywhere_tells_everybody_once(people, monkeypatch, after):
    """The process ends at any statement of a batch; the next one does the rest."""
    make.holders(people, 12)
    row = make.started(people)

    class Killed(BaseException):
        pass

    left = [after * 2]

    def interrupt(execute, sql, params, many, context):
        if left[0] == 0:
            left[0] = -1
            raise Killed
        left[0] -= 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(interrupt), contextlib.suppress(Killed):
        campaign_notices.send_due_notices(now=NOW, limit=5)
    make.send_all()
    keys = list(CampaignAttempt.objects.filter(row__campaign=row).values_list("key", flat=True))
    assert len(keys) == len(set(keys)) == 13
    assert len({one.to[0] for one in notices()}) == len(notices()) == 13


def test_letters_count_as_told_once_they_are_posted_and_until_they_come_back(people, instant_papers):
    for contact in people.customer.contacts.all():
        type(contact).objects.filter(pk=contact.pk).update(email="")
    row = make.sent(people)
    mine = make.row_of(row, people.customer)
    assert mine.reach == Reach.UNTOLD
    paper = campaign_papers.write_letters(campaign_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    with pytest.raises(DomainError):
        campaign_papers.write_letters(campaign_id=row.pk, language="zh-hans", actor=people.quality, now=NOW)
    assert campaign_papers.render_due_papers(now=NOW) == 1
    assert "样例路 8 号" in instant_papers[-1]
    posted = {"campaign_id": row.pk, "paper": paper, "posted_on": make.TODAY, "actor": people.quality, "now": NOW}
    campaign_papers.post_letters(**posted)
    mine.refresh_from_db()
    assert mine.reach == Reach.TOLD
    campaign_answers.record_attempt(row_id=mine.pk, channel="letter", result="returned", actor=people.clerk, now=NOW)
    for result in ("no_answer", "no_answer"):
        campaign_answers.record_attempt(row_id=mine.pk, channel="phone", result=result, actor=people.clerk, now=NOW)
    campaign_answers.give_up(row_id=mine.pk, unreachable_reason="moved", actor=people.clerk, now=NOW)
    mine.refresh_from_db()
    assert (mine.reach, mine.told_at) == (Reach.UNREACHABLE, None)

"""Opinions and suggestions that several people or workers deal with at once, on SQLite and on PostgreSQL."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from aftersales.kernel.errors import Conflict
from aftersales.notifications.models import Notification
from complaints.quality.models import SuggestionList, SuggestionReview
from complaints.quality.services.suggestion_intake import review_tickets
from complaints.quality.services.suggestion_lists import make_monthly_list
from complaints.services import lifecycle
from tests.complaints.test_concurrency import at_once
from tests.factories import NOW, cast

from . import factories as make

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
FIRST_WORKDAY = datetime(2026, 12, 1, 0, 5, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_two_decide_at_once_and_the_customer_hears_one_of_them():
    people = cast()
    row = make.suggested(people)
    done = at_once(
        lambda: make.reviewed(people, "adopt", row=row, actor=people.manager),
        lambda: make.reviewed(people, "decline", row=row, actor=people.gm),
    )
    assert sorted(isinstance(result, Conflict) for result in done) == [False, True]
    assert Notification.objects.filter(template="ticket_reply").count() == 1
    assert row.ticket.entries.filter(kind="reply").count() == 1


def test_two_workers_make_the_list_of_a_month_once_and_use_one_number():
    people = cast()
    make.suggested(people)
    made = at_once(*[lambda: make_monthly_list(now=FIRST_WORKDAY)] * 3)
    assert sum(made) == 1
    assert SuggestionList.objects.get().number == "QS-2026-00001"


def test_sweeps_and_a_change_of_type_at_once_make_one_review_each():
    people = cast()
    rows = [make.suggested(people) for _n in range(4)]
    ticket = rows[0].ticket
    SuggestionReview.objects.all().delete()

    def change():
        return lifecycle.change_type(
            ticket_id=ticket.pk, kind="opinion", reason="只是意见", actor=people.clerk, now=NOW
        )

    at_once(lambda: review_tickets(now=NOW), change, lambda: review_tickets(now=NOW))
    assert SuggestionReview.objects.count() == 4

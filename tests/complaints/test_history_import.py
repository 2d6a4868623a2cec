"""What is imported from the past counts in the past, promises nothing and raises no alarm."""

from datetime import UTC, datetime, timedelta

import pytest

from complaints.models import RiskFlag, Ticket
from complaints.services import conversation, importing, lifecycle, risk
from complaints.services.importing import Feedback
from tests.factories import NOW

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2025, 3, 4, 2, 0, tzinfo=UTC)
THREAT = "再不处理我就去法院起诉，向 12315 投诉并找媒体曝光"


def imported(people, **facts) -> Ticket:
    values = {"key": "k", "kind": "complaint", "text": THREAT, "customer": people.customer.number, **facts}
    assert importing.log_feedback(actor=people.manager, now=NOW, rows=[Feedback(**values)]) == [True]
    return Ticket.objects.get(import_key=values["key"])


def test_history_is_reported_when_it_was_received(people):
    ticket = imported(people, received_at=LONG_AGO)
    assert (ticket.received_at, ticket.reported_at) == (LONG_AGO, LONG_AGO)
    assert ticket.is_history and not ticket.sla_targets.exists() and ticket.next_due_at is None


def test_history_raises_no_flag_at_once_nor_later(people):
    for n in range(3):
        imported(people, key=f"k{n}", received_at=LONG_AGO + timedelta(days=n))
    risk.sweep(now=NOW + timedelta(days=90))
    assert not RiskFlag.objects.exists()


def test_closed_rows_are_closed_and_ask_for_nothing(people):
    ticket = imported(people, received_at=LONG_AGO, is_closed=True)
    assert (ticket.state, ticket.closed_at) == ("closed", LONG_AGO)
    today = imported(people, key="today", is_closed=True)
    assert not today.sla_targets.exists() and today.state == "closed"
    assert not RiskFlag.objects.exists()


def test_row_of_today_is_a_ticket_like_any_other_from_its_arrival(people):
    ticket = imported(people, received_at=NOW - timedelta(hours=1))
    assert ticket.reported_at == NOW and not ticket.is_history
    assert {row.starts_at for row in ticket.sla_targets.all()} == {NOW - timedelta(hours=1)}
    assert RiskFlag.objects.exists()


def test_history_that_lives_again_is_promised_and_watched(people):
    ticket = imported(people, received_at=LONG_AGO, is_closed=True)
    ticket = lifecycle.reopen(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="又坏了")
    assert not ticket.is_history
    assert {row.starts_at for row in ticket.sla_targets.all()} == {NOW}


def test_new_words_of_the_customer_are_heard_in_history_too(people):
    ticket = imported(people, received_at=LONG_AGO)
    conversation.record_customer_message(ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body=THREAT)
    assert RiskFlag.objects.filter(ticket=ticket).exists()


def test_change_of_type_promises_nothing_for_history(people):
    ticket = imported(people, received_at=LONG_AGO)
    lifecycle.change_type(ticket_id=ticket.pk, kind="repair", reason="x", actor=people.clerk, now=NOW)
    assert not ticket.sla_targets.exists()

"""Settings kept in a process are those in force, whoever changed them."""

import threading
from datetime import time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from aftersales.office.models import NumberFormat, WorkingPeriod
from aftersales.office.queries.company import calendar
from aftersales.office.queries.numbering import format_in_force
from aftersales.office.services.numbering import next_number
from aftersales.store.dates import company_date
from aftersales.store.remembered import asked_once
from aftersales.store.writing import delete_with_history, save_with_history
from complaints.models import RiskRule, SlaPolicy, Ticket
from complaints.queries.risk import rules_on
from complaints.services.sla_targets import rules_in_effect
from tests.factories import NOW

pytestmark = pytest.mark.usefixtures("at_now")


def elsewhere(work):
    """Do it through a connection of its own, as another process would, and commit it."""
    failed = []

    def run():
        try:
            work()
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert not failed, failed


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_change_by_another_connection_is_seen_at_once():
    row = save_with_history(NumberFormat(kind="TK", prefix="TK"), actor=None)
    assert format_in_force("TK").prefix == "TK"
    elsewhere(lambda: save_with_history(change(NumberFormat.objects.get(pk=row.pk), prefix="AS"), actor=None))
    assert format_in_force("TK").prefix == "AS"
    with transaction.atomic():
        assert next_number("TK", now=NOW) == "AS-2026-00001"
    save_with_history(WorkingPeriod(weekday=0, starts=time(9), ends=time(17)), actor=None)
    assert list(calendar().weekly) == [0]
    elsewhere(lambda: save_with_history(WorkingPeriod(weekday=1, starts=time(9), ends=time(17)), actor=None))
    assert list(calendar().weekly) == [0, 1]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_change_that_is_rolled_back_leaves_nothing():
    row = save_with_history(NumberFormat(kind="TK", prefix="TK"), actor=None)
    with transaction.atomic():
        save_with_history(change(row, prefix="NO"), actor=None)
        assert format_in_force("TK").prefix == "NO"
        transaction.set_rollback(True)
    assert format_in_force("TK").prefix == "TK"


@pytest.mark.postgres
@pytest.mark.django_db
def test_policies_and_risk_rules_count_from_their_day_to_their_last():
    today = company_date(NOW)
    policy = save_with_history(
        SlaPolicy(code="solution", amount=3, unit="calendar_days", effective_from=today), actor=None
    )
    assert list(rules_in_effect(NOW).values()) == [policy]
    assert rules_in_effect(NOW - timedelta(days=1)) == {}
    save_with_history(change(policy, effective_until=today), actor=None)
    assert rules_in_effect(NOW + timedelta(days=1)) == {}
    rule = save_with_history(RiskRule(code="open_too_long", parameters={"days": 20}, effective_from=today), actor=None)
    assert rules_on(today) == [rule]
    save_with_history(change(rule, is_active=False), actor=None)
    assert rules_on(today) == []
    delete_with_history(rule, actor=None)
    assert rules_on(today) == []


@pytest.mark.django_db
def test_one_action_asks_once_whether_settings_changed():
    save_with_history(WorkingPeriod(weekday=0, starts=time(9), ends=time(17)), actor=None)
    for ask in (lambda: format_in_force("TK"), calendar, lambda: rules_on(company_date(NOW))):
        ask()
    with CaptureQueriesContext(connection) as seen, asked_once():
        format_in_force("TK")
        calendar()
        with asked_once():
            rules_on(company_date(NOW))
    assert len(seen) == 1


def test_managers_of_histories_are_built_once():
    assert type(Ticket.history) is type(Ticket.history)
    assert Ticket(pk=1).history.instance.pk == 1


def change(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    return row

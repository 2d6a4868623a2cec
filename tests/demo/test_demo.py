"""The data of the demo company."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from aftersales.bootstrap.prepare import PUBLISHED
from aftersales.demo.company import load
from aftersales.kernel.errors import RuleViolation
from aftersales.notifications.models import Notification
from aftersales.office.models import Company, NumberSequence
from aftersales.office.services.numbering import next_number
from aftersales.staff.backends import DEMO_PASSWORD
from aftersales.staff.models import User
from complaints.models import Approval, Fulfilment, SlaTarget, Ticket, TicketEntry
from complaints.quality.models import Action, Campaign, Investigation
from complaints.queries.proposals import approved_content, inbox
from customers.models import Customer
from reports.certification.models import SelfEvaluation
from surveys.models import Figure, Interview, Response, Round, RoundReport, Verbatim
from surveys.queries.rounds import funnel
from surveys.rules.quarters import quarter_before, quarter_of
from visits.models import Visit, VisitLetter

# A Wednesday afternoon and a Sunday morning in Shanghai, and the second day of a year.
DAYS = {
    "wednesday": datetime(2026, 11, 18, 7, 0, tzinfo=UTC),
    "sunday": datetime(2026, 11, 22, 1, 30, tzinfo=UTC),
    "new_year": datetime(2027, 1, 2, 4, 0, tzinfo=UTC),
}


# Which day it is makes no difference to the database. A Sunday has no work of its own day, as the second day of a
# year has none.
MARKS = {"wednesday": [], "sunday": [pytest.mark.drill], "new_year": [pytest.mark.once]}


@pytest.fixture(params=[pytest.param(day, id=name, marks=MARKS[name]) for name, day in DAYS.items()])
def now(request, db):
    load(now=request.param, customers=60, tickets=450, seed=1)
    return request.param


@pytest.mark.slow
def test_demo_company_is_complete_on_any_day(now):
    """One load for many checks, since loading takes seconds."""
    _accounts_open()
    _something_is_always_due(now)
    _approvals_wait_and_match_their_content(now)
    _nothing_lies_in_the_future(now)
    _numbers_run_on(now)
    _figures_have_enough_answers(now)
    _quality_has_work(now)
    _satisfaction_is_measured()
    _both_standards_are_evaluated()
    _customers_are_written_to_and_machines_maintained()
    _no_mail_leaves()
    _every_row_has_its_history()


ACCOUNTS = "service service2 rep manager gm quality quality_manager colleague executive admin auditor"


def _accounts_open():
    """The published accounts come first, because starting the product prints the first ones."""
    assert " ".join(User.objects.order_by("pk").values_list("username", flat=True)[:PUBLISHED]) == ACCOUNTS
    for user in User.objects.order_by("pk")[:PUBLISHED]:
        assert user.is_demo
        assert user.name
        assert user.name_en
    assert user.check_password(DEMO_PASSWORD)
    assert Company.objects.get().is_demo


def _something_is_always_due(now):
    still = Ticket.objects.exclude(state__in=["closed", "withdrawn"])
    assert 2 <= still.filter(next_due_at__lt=now).count() <= still.count() // 2
    assert still.filter(next_due_at__gte=now, next_due_at__lt=now + timedelta(hours=24)).exists()
    assert still.exclude(paused_since=None).count() >= 2
    assert still.filter(customer=None).exists()
    assert set(Fulfilment.objects.values_list("state", flat=True)) >= {
        "awaiting_goods",
        "inspecting",
        "settling",
        "done",
    }
    planned = Visit.objects.filter(state="planned", rep__username="rep")
    today = timezone.localdate(now)
    assert planned.filter(due_on__lt=today).exists()
    assert planned.filter(planned_on=today).exists()
    assert Visit.objects.filter(state="done").count() > 20


def _approvals_wait_and_match_their_content(now):
    for name in ("manager", "gm"):
        assert inbox(User.objects.get(username=name), now).exists(), name
    for approval in Approval.objects.select_related("proposal__ticket"):
        assert approval.content_hash == approved_content(approval.proposal, approval.proposal.ticket)


def _nothing_lies_in_the_future(now):
    assert not TicketEntry.objects.filter(at__gt=now).exists()
    assert not TicketEntry.objects.filter(at__lt=F("ticket__received_at")).exists()
    assert not Ticket.objects.filter(closed_at__gt=now).exists()
    assert not Ticket.objects.filter(closed_at__lt=F("reported_at")).exists()
    assert not SlaTarget.objects.filter(met_at__gt=now).exists()
    assert not Visit.objects.filter(took_place_at__gt=now).exists()


def _numbers_run_on(now):
    by_moment = list(Ticket.objects.order_by("reported_at").values_list("number", flat=True))
    assert by_moment == sorted(by_moment)
    for prefix, model in (("TK", Ticket), ("CU", Customer)):
        assert not model.objects.filter(number=next_number(prefix, now=now)).exists()
    assert NumberSequence.objects.get(key="TK-2026").last > 100


def _figures_have_enough_answers(now):
    quarter = quarter_before(quarter_of(timezone.localdate(now)))
    for _ in range(3):
        assert Response.objects.filter(quarter=quarter).count() >= 15
        quarter = quarter_before(quarter)


def _quality_has_work(now):
    assert set(Investigation.objects.values_list("state", flat=True)) == {"open", "reported", "decided", "closed"}
    assert Action.objects.filter(state="open", due_on__lt=timezone.localdate(now)).exists()
    recall = Campaign.objects.select_related("investigation").get(kind="recall")
    assert recall.created_at > recall.investigation.opened_at
    assert not recall.investigation.actions.exclude(state="effective").exists()
    recent = Ticket.objects.filter(batch__endswith="-17", reported_at__gt=now - timedelta(weeks=6))
    assert recent.count() >= 8


def _satisfaction_is_measured():
    past = Round.objects.exclude(state="open")
    assert set(past.values_list("state", flat=True)) == {"reported"} and past.count() == 4
    assert RoundReport.objects.count() == 8
    present = funnel(Round.objects.get(state="open"))
    assert present.losses["asked_already"] < present.drawn // 4
    assert Verbatim.objects.exists() and Interview.objects.filter(state="done").exists()
    assert Figure.objects.filter(code="flag:any", value__gt=0).exists()


def _both_standards_are_evaluated():
    rows = SelfEvaluation.objects.filter(score__isnull=False).values_list("catalogue__standard__code", "number")
    assert sorted({code for code, _number in rows}) == ["gbt-27922", "iso-10002"]


def _customers_are_written_to_and_machines_maintained():
    assert Visit.objects.filter(kind="maintenance", state="planned").exists()
    assert VisitLetter.objects.filter(batch__channel="email").count() == 3
    assert Visit.objects.filter(channel="letter", state="planned", letter=None).count() == 5
    assert Visit.objects.filter(state="planned").exclude(plan_run="").count() > 10  # may be handed over


def _no_mail_leaves():
    assert not Notification.objects.filter(state="waiting").exists()
    assert Notification.objects.filter(channel="page", read_at=None).exists()


def _every_row_has_its_history():
    for model in (Customer, Ticket, TicketEntry, SlaTarget, Approval, Visit):
        gone = model.history.filter(history_type="-").count()  # merged customers
        assert model.history.filter(history_type="+").count() - gone == model.objects.count(), model


@pytest.mark.django_db
@pytest.mark.slow
@pytest.mark.once
def test_same_seed_makes_the_same_company():
    def told() -> list:
        load(now=DAYS["sunday"], customers=20, tickets=50, seed=7)
        return list(Ticket.objects.order_by("number").values_list("number", "subject", "state", "customer__name"))

    from django.db import transaction

    first = None
    for _ in range(2):
        point = transaction.savepoint()
        seen = told()
        assert first is None or seen == first
        first = seen
        transaction.savepoint_rollback(point)


@pytest.mark.django_db
def test_demo_refuses_a_database_with_other_data():
    User.objects.create_user("somebody")
    with pytest.raises(RuleViolation) as error:
        load(now=DAYS["sunday"], customers=20, tickets=40, seed=1)
    assert error.value.code == "not_empty"
    with pytest.raises(CommandError, match="other data"):
        call_command("demo")

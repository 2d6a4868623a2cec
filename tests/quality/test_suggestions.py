"""Opinions and suggestions: reviewed, decided on once, told to the customer, followed until there is a result."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.models import Ticket
from complaints.quality.models import Action, SuggestionReview, SuggestionTheme
from complaints.quality.queries import suggestions as queries
from complaints.quality.queries.offboarding import suggestions_of
from complaints.quality.services import offboarding
from complaints.quality.services import suggestions as services
from complaints.quality.services.suggestion_intake import follow_ticket, review_tickets
from complaints.services import lifecycle, merging
from customers.models import Contact, Customer
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def mails():
    return Notification.objects.filter(template="ticket_reply")


def without_email(people):
    Contact.objects.update(email="")
    Customer.objects.update(email="")
    people.contact.refresh_from_db()
    people.customer.refresh_from_db()


@pytest.mark.parametrize(("kind", "count"), [("suggestion", 1), ("opinion", 1), ("complaint", 0), ("inquiry", 0)])
def test_opinions_and_suggestions_are_reviewed_as_soon_as_they_are_logged(people, kind, count):
    tickets.logged(people, kind=kind)
    assert SuggestionReview.objects.filter(state="waiting").count() == count


def test_review_follows_the_type_of_the_ticket(people):
    ticket = tickets.logged(people, kind="complaint")
    for kind, count in (("suggestion", 1), ("opinion", 1), ("complaint", 0), ("suggestion", 1)):
        lifecycle.change_type(ticket_id=ticket.pk, kind=kind, reason="另有所指", actor=people.clerk, now=NOW)
        follow_ticket(ticket_id=ticket.pk, actor=None, now=NOW)
        assert SuggestionReview.objects.count() == count


def test_decided_review_stays_when_the_type_changes(people):
    row = make.reviewed(people)
    lifecycle.change_type(ticket_id=row.ticket_id, kind="complaint", reason="其实是投诉", actor=people.clerk, now=NOW)
    assert SuggestionReview.objects.get().state == "adopted"


def test_sweep_reviews_tickets_of_the_past_once_and_closed_ones_wait_for_nobody(people):
    rows = [make.suggested(people) for _n in range(3)]
    SuggestionReview.objects.all().delete()
    Ticket.objects.filter(pk=rows[0].ticket_id).update(state="closed", closed_at=NOW)
    assert review_tickets(now=NOW, limit=2) == 2
    assert review_tickets(now=NOW) == 1
    assert review_tickets(now=NOW) == 0
    assert list(SuggestionReview.objects.order_by("pk").values_list("state", flat=True)) == [
        "answered",
        "waiting",
        "waiting",
    ]
    assert SuggestionTheme.objects.filter(key="扫码").count() == 3


def test_closing_before_a_decision_leaves_the_review_on_the_list(people):
    row = make.suggested(people)
    Ticket.objects.filter(pk=row.ticket_id).update(state="closed", closed_at=NOW)
    assert queries.reviews(people.manager, {"tab": "waiting"}, NOW).get() == row
    decided = make.reviewed(people, row=row)
    assert (decided.telling, mails().count()) == ("told", 1)
    row.ticket.refresh_from_db()
    assert row.ticket.state == "closed"


def test_withdrawn_suggestion_waits_for_nobody_and_is_not_decided(people):
    row = make.suggested(people)
    lifecycle.withdraw(ticket_id=row.ticket_id, reason="客户收回", actor=people.clerk, now=NOW)
    assert queries.tab_counts(people.manager, NOW)["waiting"] == 0
    with pytest.raises(RuleViolation) as refused:
        make.reviewed(people, row=row)
    assert refused.value.code == "ticket_withdrawn"


@pytest.mark.parametrize(("kind", "waiting"), [("suggestion", 1), ("complaint", 1)])
def test_suggestion_merged_into_another_ticket_is_reviewed_once(people, kind, waiting):
    row, into = make.suggested(people), tickets.logged(people, kind=kind)
    merging.merge(ticket_id=row.ticket_id, into=into.pk, reason="同一件事", actor=people.clerk, now=NOW)
    assert queries.tab_counts(people.manager, NOW)["waiting"] == waiting
    if kind == "complaint":
        make.reviewed(people, row=row)
        assert into.entries.filter(kind="reply").count() == 1


def test_one_step_adopts_and_tells_the_customer_by_email_once(people):
    row = make.reviewed(people, message="插拔式探头我们采纳了。")
    assert (row.state, row.owner, row.due_on, row.decided_by) == (
        "adopted",
        people.warehouse,
        make.DUE,
        people.quality_manager,
    )
    assert (row.telling, row.told_at, row.told_channel) == ("told", NOW, "email")
    entry = row.ticket.entries.get(kind="reply")
    assert entry.interaction.body == "插拔式探头我们采纳了。"
    assert mails().get().address == people.contact.email
    assert people.warehouse.notifications.filter(channel="page", template="suggestion_adopted").count() == 1
    with pytest.raises(Conflict) as late:
        make.reviewed(people, "decline", row=row, actor=people.manager)
    assert late.value.code == "decided_already"
    assert mails().count() == 1


def test_usual_words_are_in_the_language_of_the_customer(people):
    assert "Thank you" in make.reviewed(people, row=make.suggested(people, description="A bigger display")).message
    with translation.override("en"):
        assert "Thank you" not in make.reviewed(people).message


def test_customer_without_email_is_to_be_told_by_phone(people):
    without_email(people)
    row = make.reviewed(people, "decline")
    assert (row.telling, row.told_at, mails().count()) == ("call", None, 0)
    assert queries.reviews(people.clerk, {"tab": "tell"}, NOW).get() == row
    told = services.record_told(review_id=row.pk, channel="phone", actor=people.clerk, now=NOW)
    assert (told.telling, told.told_by, told.told_channel) == ("told", people.clerk, "phone")
    assert row.ticket.entries.get(kind="reply").interaction.body == row.message
    with pytest.raises(Conflict) as twice:
        services.record_told(review_id=row.pk, channel="phone", actor=people.clerk, now=NOW)
    assert twice.value.code == "told_already"


def test_nobody_is_told_if_the_customer_is_unknown(people):
    row = make.suggested(people, customer=None, contact=None, purchase=None, channel="letter")
    assert make.reviewed(people, row=row).telling == "nobody"


def test_decision_counts_as_the_first_reply(people):
    row = make.reviewed(people)
    row.ticket.refresh_from_db()
    assert row.ticket.first_replied_at == NOW
    assert row.ticket.sla_targets.get(code="first_reply").met_at == NOW


@pytest.mark.parametrize(
    ("decision", "change", "field"),
    [
        ("adopt", {"owner": None}, "owner"),
        ("adopt", {"due_on": None}, "due_on"),
        ("adopt", {"due_on": NOW.date() - timedelta(days=1)}, "due_on"),
        ("study", {"owner": None}, "owner"),
        ("decline", {"reason": " "}, "reason"),
        ("perhaps", {}, "decision"),
        ("adopt", {"message": "x" * 2001}, "message"),
    ],
)
def test_what_is_missing_is_refused_at_its_field_and_nothing_is_told(people, decision, change, field):
    with pytest.raises(InvalidInput) as refused:
        make.reviewed(people, decision, **change)
    assert refused.value.field == field
    assert (SuggestionReview.objects.get().state, mails().count()) == ("waiting", 0)


def test_owner_must_be_somebody_who_can_carry_it_out(people):
    with pytest.raises(InvalidInput) as refused:
        make.reviewed(people, owner=people.auditor)
    assert refused.value.code == "not_an_owner"


@pytest.mark.parametrize("name", ["clerk", "quality", "executive", "rep", "warehouse"])
def test_only_managers_decide(people, name):
    with pytest.raises(NotPermitted):
        make.reviewed(people, actor=getattr(people, name))


@pytest.mark.parametrize("name", ["quality_manager", "manager", "gm"])
def test_each_of_them_may(people, name):
    assert make.reviewed(people, actor=getattr(people, name)).state == "adopted"


def test_adopting_may_open_an_improvement_measure(people):
    row = make.reviewed(people, action_title="铭牌加二维码", criterion="报修电话少三成", window_days=30)
    action = Action.objects.get()
    assert (action.kind, action.owner, action.due_on, row.action) == ("improvement", people.warehouse, make.DUE, action)
    assert action.ticket == row.ticket


def test_improvement_measure_needs_its_criterion(people):
    with pytest.raises(InvalidInput) as refused:
        make.reviewed(people, action_title="铭牌加二维码", window_days=30)
    assert refused.value.field == "criterion"
    assert mails().count() == 0


def test_what_is_studied_waits_again_on_its_day(people):
    row = make.reviewed(people, "study")
    assert queries.tab_counts(people.manager, NOW)["studying"] == 1
    then = NOW + timedelta(days=5)
    assert queries.reviews(people.manager, {"tab": "waiting"}, then).get() == row
    assert queries.tab_counts(people.manager, then)["studying"] == 0
    assert make.reviewed(people, row=row, now=then, due_on=then.date()).state == "adopted"
    assert mails().count() == 2


def test_result_is_recorded_once_and_told(people):
    row = make.reviewed(people)
    with pytest.raises(NotPermitted):
        services.record_result(review_id=row.pk, result="好了", actor=people.clerk, now=NOW)
    done = services.record_result(review_id=row.pk, result="铭牌已加二维码。", actor=people.warehouse, now=NOW)
    assert (done.result_at, done.telling) == (NOW, "told")
    assert "铭牌已加二维码。" in done.message
    assert mails().count() == 2
    with pytest.raises(Conflict):
        services.record_result(review_id=row.pk, result="又好了", actor=people.manager, now=NOW)
    assert queries.tab_counts(people.manager, NOW)["done"] == 1


@pytest.mark.parametrize("decision", ["adopt", "decline"])
def test_decision_can_be_reconsidered_with_a_reason(people, decision):
    row = make.reviewed(people, decision)
    with pytest.raises(InvalidInput):
        services.reconsider_suggestion(review_id=row.pk, reason=" ", actor=people.gm, now=NOW)
    again = services.reconsider_suggestion(review_id=row.pk, reason="又有三家提出", actor=people.gm, now=NOW)
    assert (again.state, again.owner, again.decided_at, again.telling) == ("waiting", None, None, "")
    assert make.reviewed(people, row=again).state == "adopted"
    assert SuggestionReview.history.filter(id=row.pk, history_change_reason__startswith="reconsidered").count() == 1


def test_service_proposes_and_managers_decide(people):
    row = make.suggested(people)
    services.propose_decision(
        review_id=row.pk, proposed="adopt", proposed_reason="每周都有人问", actor=people.clerk, now=NOW
    )
    page = client_of(people.manager, "en").get(reverse("suggestions")).content.decode()
    assert "每周都有人问" in page
    with pytest.raises(NotPermitted):
        services.propose_decision(
            review_id=row.pk, proposed="adopt", proposed_reason="x", actor=people.executive, now=NOW
        )


def test_leaver_hands_over_what_he_carries_out(people):
    row = make.reviewed(people)
    assert suggestions_of(people.warehouse).count() == 1
    offboarding.reassign(
        user=people.warehouse, to={"suggestions": people.clerk}, note="调岗", actor=people.admin, now=NOW
    )
    row.refresh_from_db()
    assert row.owner == people.clerk

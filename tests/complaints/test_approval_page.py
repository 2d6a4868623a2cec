"""The page on which an approval is decided: what is asked, like decisions, the conversation, and what comes next."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from complaints.models import Approval
from complaints.presentation.precedent import precedent_page
from complaints.queries.precedent import precedents
from tests.factories import NOW, sale

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def small(people, amount="500.00") -> Approval:
    """A refund that the manager decides alone."""
    return make.submitted(people, ticket=make.logged(people), lines=[make.line(people, price=amount)])


def post(client, approval, verdict="approve", **data):
    step = approval.steps.get(state="active").pk
    return client.post(approval.get_absolute_url(), {"verdict": verdict, "step": step, "reason": "同意", **data})


def test_the_next_one_that_waits_opens_after_a_decision(people, client):
    first, second, third = (small(people) for _each in range(3))
    for minutes, row in enumerate((first, second, third)):
        Approval.objects.filter(pk=row.pk).update(submitted_at=NOW + timedelta(minutes=minutes))
    client.force_login(people.manager)
    assert post(client, second)["Location"] == third.get_absolute_url()
    assert post(client, third)["Location"] == first.get_absolute_url(), "after the last one the first"
    assert post(client, first)["Location"] == reverse("approvals")


def test_page_says_its_place_and_leads_to_its_neighbours(people, client):
    rows = [small(people) for _each in range(3)]
    client.force_login(people.manager)
    page = client.get(rows[1].get_absolute_url())
    place = page.context["place"]
    assert (place.number, place.count, place.before, place.after) == (2, 3, rows[0].pk, rows[2].pk)
    assert rows[0].get_absolute_url() in page.content.decode()
    client.force_login(people.clerk)
    assert client.get(rows[1].get_absolute_url()).context["place"] is None


def test_page_shows_the_conversation(people, client):
    approval = make.submitted(people, ticket=make.logged(people, description="门封漏气，运来就坏"))
    client.force_login(people.manager)
    page = client.get(approval.get_absolute_url()).content.decode()
    assert "门封漏气，运来就坏" in page
    assert approval.proposal.ticket.get_absolute_url() in page


def test_decision_without_a_comment_is_refused_at_the_bar(people, client):
    approval = small(people)
    client.force_login(people.manager)
    answer = post(client, approval, reason="")
    assert answer.status_code == 422
    assert answer.context["bar"].errors["reason"]
    assert not any(sheet["open"] for sheet in answer.context["sheets"])


def test_less_is_approved_in_a_sheet_that_asks_for_the_amount(people, client):
    approval = small(people)
    client.force_login(people.manager)
    answer = post(client, approval, "approve_less", amount="")
    assert [(sheet["id"], sheet["open"]) for sheet in answer.context["sheets"]] == [("approve_less", True)]
    assert post(client, approval, "approve_less", amount="100").status_code == 302
    approval.refresh_from_db()
    assert approval.approved_amount == 100


def test_meeting_decides_in_sheets_because_minutes_are_needed(people, client):
    sold = sale(people.customer, code="BIG", price="30000", quantity=2)
    lines = [{"purchase": sold, "quantity": 2, "unit_price": Decimal(30000), "description": ""}]
    approval = make.submitted(people, ticket=make.logged(people, purchase=sold), lines=lines)
    make.decide(approval, people.manager)
    assert approval.steps.get(state="active").code == "office_meeting"
    client.force_login(people.gm)
    page = client.get(f"{approval.get_absolute_url()}?verdict=approve")
    assert page.context["bar"] is None
    assert {sheet["id"]: sheet["open"] for sheet in page.context["sheets"]} == {
        "approve": True,
        "approve_less": False,
        "send_back": False,
        "reject": False,
    }


def test_like_decisions_are_the_latest_of_the_same_remedy(people):
    earlier = [make.granted(people), make.granted(people, "800.00"), make.granted(people, verdict="reject")]
    make.granted(people, verdict="send_back")  # is not decided yet
    other = make.submitted(people, ticket=make.logged(people), remedy="compensation", lines=[], costs=Decimal(90))
    make.decide(other, people.manager)
    asked = small(people)
    found = precedents(asked, people.manager)
    assert [case.key for case in found.cases] == [earlier[2], earlier[1], earlier[0]]
    assert (found.refused, found.in_shares) == (1, True)


def test_who_sees_no_approvals_sees_no_like_decisions(people):
    make.granted(people)
    assert precedents(small(people), people.warehouse) is None


def test_like_decisions_of_a_decided_approval_are_those_before_it(people):
    first, second = make.granted(people), make.granted(people)
    Approval.objects.filter(pk=second.pk).update(decided_at=NOW + timedelta(hours=1))
    second.refresh_from_db()
    first.refresh_from_db()
    assert precedents(first, people.manager) is None
    assert [case.key for case in precedents(second, people.manager).cases] == [first]


def test_like_decisions_cost_one_query(people, django_assert_num_queries):
    for _each in range(3):
        make.granted(people)
    asked = Approval.objects.select_related("proposal__ticket__purchase").get(pk=small(people).pk)
    with django_assert_num_queries(1):
        precedent_page(precedents(asked, people.manager))


def test_page_of_like_decisions_says_what_they_granted(people, client):
    for amount in ("12860.00", "12860.00", "6430.00", "12860.00"):
        make.granted(people, amount)
    asked = small(people, "12860.00")
    with override("en"):
        page = precedent_page(precedents(asked, people.manager))
    assert page.title == "Like decisions: last 4, approved share of price"
    assert page.text == "4 approved, 0 rejected. This one is within the middle half. As much as in 3 of them."
    assert page.strip.median.text == "Median 100%"
    assert len(page.strip.dots) == 4
    client.force_login(people.manager)
    assert "s-prec" in client.get(asked.get_absolute_url()).content.decode()

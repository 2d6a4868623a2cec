"""The message after a verb: what was done, with amount or number, and who is next."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils.translation import override

from complaints.models import Approval, Ticket
from complaints.presentation.approvals import decision_text
from complaints.verbs import FULFILMENTS

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TEXTS = {
    "approve": "Approved ¥12,860.00, next step: General manager approves",
    "approve_less": "Approved ¥500.00, next step: General manager approves",
    "send_back": "Returned for changes",
    "reject": "Rejected",
}


@pytest.mark.parametrize("verdict", TEXTS)
def test_decision_names_the_amount_and_the_next_step(people, verdict):
    amount = Decimal(500) if verdict == "approve_less" else None
    approval = make.decide(make.submitted(people), people.manager, verdict, amount=amount)
    with override("en"):
        assert decision_text(approval) == TEXTS[verdict]


def test_last_decision_names_the_amount(people):
    with override("en"):
        assert decision_text(make.approved(people)) == "Approved ¥12,860.00"


def test_message_on_the_approval_page_says_what_was_decided(people, client):
    approval = make.submitted(people)
    client.force_login(people.manager)
    data = {"verdict": "approve", "step": approval.steps.get(state="active").pk, "reason": "同意"}
    page = client.post(approval.get_absolute_url(), data, follow=True).content.decode()
    assert decision_text(Approval.objects.get()) in page


def test_new_ticket_says_its_number(people, client):
    client.force_login(people.clerk)
    data = {"channel": "phone", "kind": "inquiry", "severity": "minor", "description": "问一下保修期"}
    page = client.post(reverse("ticket_new"), data, follow=True).content.decode()
    number = Ticket.objects.get().number
    assert f"工单已登记：{number}" in page or f"Ticket logged: {number}" in page


def test_waiving_says_that_the_return_is_waived():
    with override("zh-hans"):
        assert str(FULFILMENTS["waive"].done) == "已登记免退货"

"""The documents of a ticket through the API, for those who see the ticket; reasons are on them and on the pages."""

from decimal import Decimal

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from complaints.documents import approval_form
from complaints.forms.proposal import ProposeForm
from tests.complaints import factories as make
from tests.factories import cast

pytestmark = pytest.mark.django_db


def test_ticket_lists_its_documents_and_they_are_pdf():
    people = cast()
    ticket = make.fulfilled(people)
    client, stranger = APIClient(), APIClient()
    client.force_authenticate(people.warehouse)
    stranger.force_authenticate(people.stranger)
    papers = client.get(f"/api/v1/tickets/{ticket.number}/").json()["documents"]
    assert {one["name"] for one in papers} == {"form", "approval-form", "goods-receipt", "return-labels"}
    for one in papers:
        answer = client.get(one["url"], headers={"accept": "application/pdf"})
        assert (answer.status_code, answer.content[:4]) == (200, b"%PDF"), one
        assert stranger.get(one["url"]).status_code == 404


def test_reasons_for_price_and_no_return_are_on_the_approval_and_its_form(client):
    people = cast()
    line = {**make.line(people, price="13000.00"), "price_reason": "含上门安装费"}
    approval = make.submitted(people, lines=[line], no_return_required=True, no_return_reason="运费高于残值")
    client.force_login(people.manager)
    form = approval_form.html(approval.proposal, "zh-hans")
    for page in (client.get(approval.get_absolute_url()).content.decode(), form):
        assert "含上门安装费" in page and "运费高于残值" in page and "12,860.00" in page


def test_page_shows_the_lines_of_a_proposal_made_by_the_api(client):
    people = cast()
    people.sold.quantity = 3
    people.sold.save()
    lines = [
        make.line(people, 2),
        {**make.line(people, 1, "13000.00"), "price_reason": "急件"},
        {"purchase": None, "quantity": 1, "unit_price": Decimal(80), "description": "搁架一层"},
    ]
    proposal = make.proposed(people, lines=lines)
    form = ProposeForm(target=proposal.ticket, user=people.clerk)
    shown = [field for one in (form, *form.rows) for field in one]
    data = {field.html_name: field.value() for field in shown if field.value() not in (None, False)}
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[proposal.ticket.number, "propose"])
    many = client.post(url, {**data, "lines-1-quantity": "2"})
    assert many.status_code == 422 and proposal.lines.count() == 3
    assert client.post(url, {**data, "reason": "改了理由"}).status_code == 302
    kept = proposal.lines.order_by("pk").values_list("quantity", "unit_price", "price_reason", "description")
    assert list(kept) == [
        (2, Decimal("12860.00"), "", ""),
        (1, Decimal("13000.00"), "急件", ""),
        (1, Decimal("80.00"), "", "搁架一层"),
    ]

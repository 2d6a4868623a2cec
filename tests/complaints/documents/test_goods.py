"""The receipt of goods and the return labels."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from django.urls import reverse
from pypdf import PdfReader

from complaints.documents import goods_receipt, return_label
from complaints.models import Fulfilment
from complaints.services import fulfilment
from tests.complaints import factories as make
from tests.factories import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def row(people):
    """A fulfilment with three pieces to return."""
    people.sold.quantity = 3
    people.sold.save()
    approval = make.approved(people, lines=[make.line(people, quantity=3, price="1000")])
    return Fulfilment.objects.get(proposal=approval.proposal)


def receive(people, row, count, condition="外箱压痕", after=timedelta(0)):
    line = row.lines.get()
    fulfilment.receive_goods(
        fulfilment_id=row.pk, quantities={line.pk: count}, condition=condition, actor=people.warehouse, now=NOW + after
    )


def pages(content: bytes) -> list[str]:
    return [re.sub(r"\s+", "", page.extract_text()) for page in PdfReader(BytesIO(content)).pages]


def test_receipt_lists_each_delivery_and_what_is_missing(people, row):
    receive(people, row, 1)
    receive(people, row, 1, "完好", timedelta(hours=26))
    text = "".join(pages(goods_receipt.pdf(row, "zh-hans")))
    for said in (
        "收货单",
        row.proposal.ticket.number,
        "蓝鲸示例乳业",
        "HX-250",
        "B2603-17",
        "外箱压痕",
        "完好",
        "2026-11-1810:00",
        "2026-11-1912:00",
        "warehouse",
        "×1",
    ):
        assert said in text, said
    assert "13800002406" not in text
    lines = list(row.lines.select_related("line"))
    assert [found["count"] for found in goods_receipt.receipts_of(lines)] == [1, 1]


def test_receipt_in_english_says_when_it_is_complete(people, row):
    receive(people, row, 3)
    text = "".join(pages(goods_receipt.pdf(row, "en")))
    assert "Goodsreceipt" in text
    assert "thegoodsarecomplete" in text


def test_labels_are_one_for_each_piece_to_return(people, row):
    labels = pages(return_label.pdf(row, "zh-hans"))
    number = row.proposal.ticket.number
    assert len(labels) == 3
    assert all(number in label and "HX-250" in label and "B2603-17" in label for label in labels)
    assert ["1/3" in labels[0], "3/3" in labels[2]] == [True, True]
    receive(people, row, 2)
    assert [label["place"] for label in return_label.context(row)["labels"]] == ["3 / 3"]
    receive(people, row, 1)
    assert len(return_label.context(row)["labels"]) == 3


def test_labels_hold_the_number_as_a_barcode_and_no_phone(people, row):
    html = return_label.html(row, "en")
    assert html.count("<rect") == 3 * 5 * 15
    assert "138 0000" not in html
    page = PdfReader(BytesIO(return_label.pdf(row, "en"))).pages[0]
    assert (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)) == (100, 70)


def test_documents_open_from_the_ticket(client, people, row):
    number = row.proposal.ticket.number
    receipt, labels = (reverse(name, args=[number]) for name in ("ticket_goods_receipt", "ticket_return_labels"))
    client.force_login(people.warehouse)
    text = client.get(row.proposal.ticket.get_absolute_url()).content.decode()
    assert labels in text and receipt not in text
    assert client.get(receipt).status_code == 404
    receive(people, row, 1)
    assert receipt in client.get(row.proposal.ticket.get_absolute_url()).content.decode()
    paper = client.get(receipt, {"lang": "zh"})
    assert paper.content.startswith(b"%PDF")
    assert paper["Content-Disposition"] == f'inline; filename="{number}-receipt.pdf"'
    assert client.get(labels)["Content-Disposition"] == f'inline; filename="{number}-labels.pdf"'


def test_documents_of_tickets_without_goods_or_hidden_are_not_found(client, people, row):
    other = make.logged(people)
    client.force_login(people.clerk)
    assert client.get(reverse("ticket_return_labels", args=[other.number])).status_code == 404
    client.force_login(people.stranger)
    assert client.get(reverse("ticket_return_labels", args=[row.proposal.ticket.number])).status_code == 404

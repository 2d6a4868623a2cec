"""Two refunds recorded at once, by page and API: together never more than was approved, and each answer is correct.
The same refund sent twice at once is paid once."""

from __future__ import annotations

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from complaints.models import Fulfilment
from complaints.services import fulfilment
from tests.complaints import factories as make
from tests.factories import NOW, Cast, cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

WAYS = (("page", "page"), ("api", "api"), ("page", "api"))


def settling(people: Cast) -> Fulfilment:
    """A fulfilment of 100 with goods received and nothing refunded."""
    row = Fulfilment.objects.get(proposal=make.approved(people, lines=[make.line(people, price="100")]).proposal)
    line = row.lines.get().pk
    facts = {"fulfilment_id": row.pk, "actor": people.warehouse, "now": NOW}
    fulfilment.receive_goods(quantities={line: 1}, condition="", **facts)
    return fulfilment.inspect_goods(findings={line: ("漂移", "scrap")}, **facts)


def pay(client: Client, way: str, row: Fulfilment, amount: str, key: str) -> int:
    words: dict[str, Any] = {"amount": amount, "paid_on": "2026-11-18", "reference": "R", "request_key": key}
    if way == "page":
        return client.post(f"/tickets/{row.proposal.ticket.number}/refund/", words).status_code
    return client.post(f"/api/v1/fulfilments/{row.pk}/refund/", words, content_type="application/json").status_code


def race(clients: list[Client], ways: tuple[str, str], row: Fulfilment, amount: str, keys: list[str]) -> list[int]:
    barrier, codes = threading.Barrier(2), [0, 0]

    def run(index: int) -> None:
        try:
            barrier.wait(60)
            codes[index] = pay(clients[index], ways[index], row, amount, keys[index])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.fixture
def signed_in(time_machine) -> tuple[Cast, list[Client]]:
    time_machine.move_to(NOW, tick=False)
    people = cast()
    clients = [Client(raise_request_exception=False) for _ in range(2)]
    for client, person in zip(clients, (people.warehouse, people.clerk2), strict=True):
        client.force_login(person)
    return people, clients


def paid(row: Fulfilment) -> Decimal:
    row.refresh_from_db()
    total = sum((refund.amount for refund in row.refunds.all()), Decimal(0))
    assert total == row.refunded <= row.payable == 100
    return total


@pytest.mark.parametrize("ways", WAYS, ids="-".join)
def test_concurrent_refunds_never_exceed_the_approval(signed_in, ways):
    people, clients = signed_in
    for amount, expected in (("100", 100), ("60", 60), ("50", 100)):
        row = settling(people)
        codes = race(clients, ways, row, amount, [f"one {amount}", f"two {amount}"])
        assert paid(row) == expected
        assert [code < 400 for code in codes].count(True) == row.refunds.count(), codes
        assert set(codes) <= {200, 201, 302, 400, 409, 422}, codes


def test_refund_sent_twice_at_once_is_paid_once(signed_in):
    people, clients = signed_in
    row = settling(people)
    codes = race(clients, ("page", "api"), row, "30", ["same", "same"])
    assert paid(row) == 30 and max(codes) < 400

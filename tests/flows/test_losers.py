"""Two people do the same at once, by page and API: one of them does it, the other is told that it is done (409)."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from aftersales.staff.enums import Role
from complaints.models import Fulfilment, Ticket
from complaints.services import fulfilment, lifecycle, reception
from complaints.services.fulfilment import Finding
from tests.complaints import factories as make
from tests.factories import NOW, Cast, cast, person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

Case = tuple[str, str, dict[str, Any], tuple[str, str]]


def _fulfilment(people: Cast, remedy: str = "refund", *, stage: int = 0, refused: int = 0) -> Fulfilment:
    """An approved line of one piece. stage 1: received, 2: inspected."""
    approval = make.approved(people, remedy=remedy, lines=[make.line(people, price="100")])
    row = Fulfilment.objects.get(proposal=approval.proposal)
    line, by = row.lines.get().pk, {"fulfilment_id": row.pk, "now": NOW}
    if stage > 0:
        fulfilment.receive_goods(quantities={line: 1}, condition="", actor=people.warehouse, **by)
    if stage > 1:
        found = Finding("属实", "customer", "misuse" if refused else "accepted", refused=refused)
        fulfilment.inspect_goods(findings={line: found}, actor=people.manager, **by)
    return row


def _of(row: Fulfilment, verb: str, who: tuple[str, str], **body: Any) -> Case:
    if "lines" in body:
        body["lines"] = [{"line": row.lines.get().pk, **body["lines"]}]
    return f"/api/v1/fulfilments/{row.pk}/{verb}/", f"/tickets/{row.proposal.ticket.number}/{verb}/", body, who


def _ticket(ticket: Ticket, verb: str, who: tuple[str, str], **body: Any) -> Case:
    return f"/api/v1/tickets/{ticket.number}/{verb}/", f"/tickets/{ticket.number}/{verb}/", body, who


def _confirmed(people: Cast) -> Ticket:
    ticket = make.fulfilled(people)
    return lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)


def _calling(people: Cast) -> Case:
    visitor = reception.take_number(purpose="complaint", actor=people.clerk, now=NOW)
    path = f"/api/v1/reception/{visitor.pk}/call/"
    return path, path, {"counter": "1"}, ("clerk", "clerk2")


def _correcting(people: Cast) -> Case:
    row = _fulfilment(people, stage=1)
    body = {"entry": row.records.get().entry, "reason": "登记有误"}
    return _of(row, "correct", ("warehouse", "manager"), **body)


def _refunding(people: Cast) -> Case:
    """By two who may pay: neither has proposed or approved it."""
    people.manager2 = person("manager2", Role.MANAGER)
    body = {"amount": "100.00", "paid_on": "2026-11-18", "reference": "R"}
    return _of(_fulfilment(people, stage=2), "refund", ("warehouse", "manager2"), **body)


BOTH = ("warehouse", "manager")
FOUND = {"finding": "属实", "disposition": "scrap", "result": "accepted"}
CASES: dict[str, Callable[[Cast], Case]] = {
    "receive": lambda people: _of(_fulfilment(people), "receive", BOTH, lines={"quantity": 1}),
    "inspect": lambda people: _of(_fulfilment(people, stage=1), "inspect", BOTH, lines=FOUND),
    "refund": _refunding,
    "dispatch": lambda people: _of(_fulfilment(people, "exchange", stage=2), "dispatch", BOTH, shipped_with="EX1"),
    "send-back": lambda people: _of(_fulfilment(people, stage=2, refused=1), "send-back", BOTH, shipped_with="EX1"),
    "keep": lambda people: _of(_fulfilment(people), "keep", ("manager", "gm"), lines={"quantity": 1}, reason="留用"),
    "end": lambda people: _of(_fulfilment(people, stage=2), "end", ("manager", "gm"), reason="客户放弃"),
    "correct": _correcting,
    "close": lambda people: _ticket(_confirmed(people), "close", ("clerk", "clerk2")),
    "reopen": lambda people: _ticket(make.closed(people), "reopen", ("clerk", "clerk2"), reason="又坏了"),
    "take": lambda people: _ticket(make.logged(people), "take", ("clerk2", "manager")),
    "call": _calling,
}


def _flat(body: dict[str, Any]) -> dict[str, Any]:
    """The body as a page sends it."""
    rows = body.get("lines", [])
    sent = {name: value for name, value in body.items() if name != "lines"}
    return sent | {f"lines-{n}-{name}": value for n, row in enumerate(rows) for name, value in row.items()}


def _at_once(clients: list[Client], ways: tuple[str, str], case: Case) -> list[int]:
    api, page, body, _who = case
    barrier, codes = threading.Barrier(2), [0, 0]

    def run(index: int) -> None:
        try:
            barrier.wait(60)
            if ways[index] == "api" or api == page:
                answer = clients[index].post(api, body, content_type="application/json")
            else:
                answer = clients[index].post(page, _flat(body))
            codes[index] = answer.status_code
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return codes


@pytest.mark.parametrize("ways", [("api", "api"), ("page", "api")], ids="-".join)
@pytest.mark.parametrize("name", CASES)
def test_loser_of_a_race_is_told_that_it_is_done(name, ways, time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    case = CASES[name](people)
    clients = [Client(raise_request_exception=False) for _ in range(2)]
    for client, who in zip(clients, case[3], strict=True):
        client.force_login(getattr(people, who))
    codes = sorted(_at_once(clients, ways, case))
    assert codes[0] < 400 and codes[1] == 409, codes


@pytest.mark.parametrize("name", CASES)
def test_second_of_two_is_told_that_it_is_done(name, time_machine):
    time_machine.move_to(NOW, tick=False)
    people = cast()
    path, _page, body, who = CASES[name](people)
    codes = []
    for each in who:
        client = Client()
        client.force_login(getattr(people, each))
        answer = client.post(path, body, content_type="application/json")
        codes.append(answer.status_code)
    assert codes[0] < 400 and codes[1] == 409, (codes, answer.json())
    assert "%(" not in answer.json()["detail"]

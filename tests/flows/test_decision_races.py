"""Several act on one approval at once: approve, approve less, send back, reject, recall, change the proposal.

The result must be as if they had acted one after the other. What took effect is a chain: one decision at most;
a recall, unless it was refused; a change of the proposal, unless it was rejected. Everybody outside it gets 409, and
trail, history and notifications hold the chain and nothing else.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, product
from typing import Any

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import Client

from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from complaints.models import Approval, ApprovalStep, Proposal, Ticket
from complaints.services import approvals, proposals
from tests.complaints import factories as make
from tests.factories import NOW, Cast, person
from tests.factories.clients import client_of

from .invariants import broken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PAIRS, EIGHTS = 200, 50
VERDICTS = ("approve", "reject", "send_back", "approve_less")
ACTS = (*VERDICTS, "recall", "change")
PASSES_ON = frozenset({"approve", "approve_less"})
# One ticket is proposed again for each race, because logging a new one takes time.
RACES_PER_TICKET = 10


@dataclass
class Case:
    """The page that the racers have open when they act."""

    ticket: Ticket
    proposal: Proposal
    approval: Approval
    step: ApprovalStep
    marks: dict[str, int]


@dataclass
class Racer:
    """A manager who decides or recalls and a clerk who changes, on the page or through the API."""

    manager: Client
    clerk: Client
    way: str

    def act(self, case: Case, name: str) -> int:
        body = getattr(self, f"_{name}" if name in {"recall", "change"} else "_decide")(case, name)
        client, page, api, words = body
        if self.way == "page":
            return client.post(page, words).status_code
        return client.post(f"/api/v1/{api}/", _nested(words), content_type="application/json").status_code

    def _decide(self, case: Case, verdict: str) -> tuple[Client, str, str, dict[str, Any]]:
        words = {"verdict": verdict, "step": case.step.pk, "reason": "已核实"}
        if verdict == "approve_less":
            words["amount"] = "100"
        return self.manager, f"/approvals/{case.approval.pk}/", f"approvals/{case.approval.pk}/decide", words

    def _recall(self, case: Case, _name: str) -> tuple[Client, str, str, dict[str, Any]]:
        page = f"{case.ticket.get_absolute_url()}recall/"
        return self.manager, page, f"approvals/{case.approval.pk}/recall", {"reason": "先不报"}

    def _change(self, case: Case, _name: str) -> tuple[Client, str, str, dict[str, Any]]:
        sold = case.ticket.purchase_id
        words = {
            "remedy": "refund",
            "reason": "改了金额",
            "version": case.proposal.version,
            "lines-0-purchase": sold,
            "lines-0-quantity": 1,
            "lines-0-unit_price": "450",
        }
        return self.clerk, f"{case.ticket.get_absolute_url()}change/", f"tickets/{case.ticket.number}/propose", words


def _nested(words: dict[str, Any]) -> dict[str, Any]:
    """The page's fields of a line as the API's line."""
    plain = {name: value for name, value in words.items() if not name.startswith("lines-")}
    line = {name.rpartition("-")[2]: value for name, value in words.items() if name.startswith("lines-")}
    return plain | ({"lines": [line]} if line else {})


def race(racers: Sequence[Racer], case: Case, acts: Sequence[str]) -> list[int]:
    """All act at the same moment; gives each one's status."""
    barrier, answers = threading.Barrier(len(racers)), [0] * len(racers)

    def run(index: int) -> None:
        try:
            barrier.wait()
            answers[index] = racers[index].act(case, acts[index])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(racers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def racers_of(people: Cast, count: int, ways: Sequence[str] = ("page", "api")) -> list[Racer]:
    managers = [people.manager, *(person(f"manager{n}", Role.MANAGER) for n in range(2, count + 1))]
    clerks = [people.clerk, people.clerk2]
    return [
        Racer(
            client_of(user, raise_request_exception=False),
            client_of(clerks[n % 2], raise_request_exception=False),
            ways[n % len(ways)],
        )
        for n, user in enumerate(managers)
    ]


def next_case(people: Cast, number: int, last: Case | None) -> Case:
    """A new proposal in approval by the clerk, whatever the outcome of the one before."""
    if last is None or number % RACES_PER_TICKET == 0:
        ticket = make.proposed(people, lines=[make.line(people, price="500")]).ticket
    else:
        ticket = last.ticket
        last.approval.refresh_from_db()
        if last.approval.state == "pending":
            approvals.recall(approval_id=last.approval.pk, actor=people.manager, now=NOW, reason="重来")
        words = {"remedy": "refund", "lines": [make.line(people, price="500")], "reason": "再提"}
        proposals.save_proposal(ticket_id=ticket.pk, actor=people.clerk, now=NOW, **words)
    # Both clerks may recall it: only the last proposer may recall.
    approval = proposals.submit(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    Proposal.objects.filter(pk=approval.proposal_id).update(proposed_by=people.clerk)
    return Case(
        ticket,
        Proposal.objects.get(pk=approval.proposal_id),
        approval,
        approval.steps.get(state="active"),
        marks(ticket),
    )


def marks(ticket: Ticket) -> dict[str, int]:
    """How often each event is in the conversation."""
    return Counter(ticket.entries.exclude(event="").values_list("event", flat=True))


def chain_of(acts: Sequence[str], answers: Sequence[int]) -> list[str]:
    """The actions that took effect, in the only possible order."""
    won = [act for act, status in zip(acts, answers, strict=True) if status in {200, 302}]
    return sorted(won, key=lambda act: ACTS.index(act) if act in {"recall", "change"} else -1)


def check(case: Case, acts: Sequence[str], answers: Sequence[int]) -> None:
    """The chain is possible, everybody outside it got 409, and only the chain is written."""
    story = list(zip(acts, answers, strict=True))
    assert set(answers) <= {200, 302, 409}, story
    chain = chain_of(acts, answers)
    decisions = [act for act in chain if act in VERDICTS]
    assert chain and len(decisions) <= 1 and chain.count("recall") <= 1 and chain.count("change") <= 1, story
    decision = decisions[0] if decisions else ""
    assert not ({"recall"} & set(chain) and decision in {"reject", "send_back"}), story
    assert not ("change" in chain and decision == "reject"), story

    recalled = "recall" in chain or ("change" in chain and decision != "send_back")
    case.approval.refresh_from_db()
    state = {"reject": "rejected", "send_back": "sent_back"}.get(decision, "pending")
    assert case.approval.state == ("recalled" if recalled else state), story
    decided = case.step.history.filter(state__in=["approved", "rejected", "sent_back"], history_type="~").count()
    assert decided == len(decisions), story
    version = Proposal.objects.values_list("version", flat=True).get(pk=case.proposal.pk)
    assert version - case.proposal.version == chain.count("change"), story

    events = marks(case.ticket) - Counter(case.marks)
    names = {"reject": "rejected", "send_back": "sent_back"}
    expected = Counter(["step_approved" if decision in PASSES_ON else names[decision]] if decision else [])
    expected += Counter(["recalled"] * recalled + ["proposed"] * chain.count("change"))
    assert events == expected, story
    check_notices(case, decision, story)
    assert broken([case.ticket.pk]) == [], story


def check_notices(case: Case, decision: str, story: Any) -> None:
    """One notification to the next approver, or to the proposer."""
    pages = Notification.objects.filter(channel="page")
    next_turn = pages.filter(key__startswith=f"approval:{case.approval.pk}:2:").count()
    assert next_turn == (decision in PASSES_ON), story
    for verdict in ("reject", "send_back"):
        told = pages.filter(key__startswith=f"approval_{verdict}:{case.approval.pk}:").count()
        assert told == (decision == verdict), story


def run_races(people: Cast, racers: list[Racer], count: int, profile: Any) -> Counter[int]:
    seen: Counter[int] = Counter()
    case = None
    for number in range(count):
        case = next_case(people, number, case)
        acts = next(profile)
        # Each action is done on the page and by the API.
        order = racers if number % 2 else racers[::-1]
        answers = race(order, case, acts)
        check(case, acts, answers)
        seen.update(answers)
    return seen


def test_two_concurrent_decisions_equal_two_in_sequence(people):
    profile = cycle(product(ACTS, ACTS))
    seen = run_races(people, racers_of(people, 2), PAIRS, profile)
    assert sum(seen.values()) == 2 * PAIRS and seen[409] >= PAIRS // 2


def test_eight_concurrent_decisions_equal_eight_in_sequence(people):
    profile = (tuple(ACTS[(n + i * (1 + n % 5)) % len(ACTS)] for i in range(8)) for n in range(EIGHTS))
    seen = run_races(people, racers_of(people, 8), EIGHTS, profile)
    assert sum(seen.values()) == 8 * EIGHTS and seen[409] >= 5 * EIGHTS


@pytest.mark.postgres
def test_decisions_double_without_the_row_lock(people, monkeypatch):
    """Shows that the tests above can fail: without the lock, decisions double."""
    assert connection.vendor == "postgresql"
    racers = racers_of(people, 2, ways=["page"])
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    doubled = 0
    for number in range(40):
        case = next_case(people, 0, None)
        race(racers, case, [VERDICTS[number % 4], VERDICTS[(number + 1) % 4]])
        decided = case.step.history.filter(state__in=["approved", "rejected", "sent_back"], history_type="~").count()
        doubled += decided == 2
        # Open proposals for one purchase count as one case: end this one before the next.
        Ticket.objects.filter(pk=case.ticket.pk).update(purchase=None)
    assert doubled >= 12

"""Two decide at once: one effect, one history row, one notice; the other is told (proof: two decide at once)."""

import threading
from collections import Counter
from dataclasses import dataclass

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test import Client

from aftersales.office.models import Notice
from aftersales.staff.enums import Role
from complaints.models import Approval, ApprovalStep, Ticket, TicketEntry
from complaints.services import proposals
from tests.complaints import factories as make
from tests.factories import NOW, Cast, cast, person

pytestmark = pytest.mark.django_db(transaction=True)

RACES = 200
VERDICTS = ("approve", "reject", "send_back", "approve_less")
DECIDED = ("approved", "rejected", "sent_back")


@dataclass
class Racer:
    """Somebody at the door: the page or the API."""

    client: Client
    door: str

    def decide(self, approval: Approval, step: ApprovalStep, verdict: str) -> int:
        body = {
            "verdict": verdict,
            "step": step.pk,
            "reason": "同意",
            "amount": "100" if verdict == "approve_less" else "",
        }
        if self.door == "page":
            return self.client.post(f"/approvals/{approval.pk}/", body).status_code
        body["amount"] = body["amount"] or None
        url = f"/api/v1/approvals/{approval.pk}/decide/"
        return self.client.post(url, body, content_type="application/json").status_code


def race(racers: list[Racer], approval: Approval, step: ApprovalStep, verdicts: list[str]) -> list[int]:
    """All press at the same moment; gives each one's status."""
    barrier, answers = threading.Barrier(len(racers)), [0] * len(racers)

    def run(index: int) -> None:
        try:
            barrier.wait()
            answers[index] = racers[index].decide(approval, step, verdicts[index])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(i,)) for i in range(len(racers))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def signed_in(user, door: str) -> Racer:
    client = Client()
    client.force_login(user)
    return Racer(client, door)


@pytest.fixture
def people() -> Cast:
    return cast()


def next_approval(people: Cast, ticket: Ticket) -> Approval:
    """The same ticket submitted again: logging 200 tickets would only cost time."""
    return proposals.submit(ticket_id=ticket.pk, actor=people.clerk, now=NOW)


def fresh_ticket(people: Cast) -> Ticket:
    return Ticket.objects.get(pk=make.proposed(people, lines=[make.line(people, price="500")]).ticket_id)


def effects(step: ApprovalStep) -> int:
    """How often the step was decided: rows of its history that hold a decision."""
    return step.history.filter(state__in=DECIDED, history_type="~").count()


def run_races(people: Cast, count: int, racers: list[Racer]) -> Counter:
    seen: Counter = Counter()
    for number in range(count):
        approval = next_approval(people, fresh_ticket(people))
        step = approval.steps.get(state="active")
        verdicts = [VERDICTS[(number + i) % len(VERDICTS)] for i in range(len(racers))]
        answers = race(racers, approval, step, verdicts)
        seen.update(answers)
        seen[f"effects {effects(step)}"] += 1
        # Out of the way of the next one: open proposals for one purchase count as one case.
        Ticket.objects.filter(pk=approval.proposal.ticket_id).update(product_sold=None)
    return seen


def test_two_who_decide_at_once_have_one_effect(people):
    second = person("manager2", Role.MANAGER)
    racers = [signed_in(people.manager, "page"), signed_in(second, "api")]
    seen = run_races(people, RACES, racers)
    assert seen["effects 1"] == RACES
    assert seen[409] == RACES
    assert seen[302] + seen[200] == RACES
    assert {k for k in seen if isinstance(k, int)} <= {200, 302, 409}
    keys = Notice.objects.filter(template__startswith="approval_").values_list("key", flat=True)
    assert len(keys) == len(set(keys))
    per_ticket = Counter(
        TicketEntry.objects.filter(event__in=["step_approved", "rejected", "sent_back"]).values_list(
            "ticket", flat=True
        )
    )
    assert set(per_ticket.values()) == {1}


def test_eight_who_decide_at_once_have_one_effect(people):
    more = [person(f"manager{n}", Role.MANAGER) for n in range(2, 9)]
    racers = [signed_in(u, "page" if i % 2 else "api") for i, u in enumerate([people.manager, *more])]
    seen = run_races(people, 10, racers)
    assert seen["effects 1"] == 10
    assert seen[409] == 70


@pytest.mark.postgres
def test_without_the_row_lock_the_same_race_doubles(people, monkeypatch):
    """A test that cannot fail shows nothing: with the guard taken out, decisions double."""
    assert connection.vendor == "postgresql"
    second = person("manager2", Role.MANAGER)
    racers = [signed_in(people.manager, "page"), signed_in(second, "page")]
    monkeypatch.setattr(QuerySet, "select_for_update", lambda self, **options: self)
    seen = run_races(people, 40, racers)
    assert seen["effects 2"] >= 12

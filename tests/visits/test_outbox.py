"""The outbox of a phone against the API: requests and answers are lost, doubled and come in another order."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from complaints.models import Ticket
from customers.models import Interaction
from tests.factories import customer_of
from tests.factories.clients import api_client_of
from tests.factories.visits import visit_of
from visits.models import SentRecord, Visit

pytestmark = pytest.mark.django_db

STOPS, FAULTS = 60, 1000


@dataclass
class Phone:
    """What static/js/outbox.js does: an entry stays until its answer has come; what is refused is kept."""

    client: Any
    chance: random.Random
    waiting: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    sent: set[str] = field(default_factory=set)
    in_the_air: list[str] = field(default_factory=list)
    faults: int = 0

    def send(self, key: str) -> None:
        """One attempt over a network that fails most of the time."""
        fault = self.chance.choice(["request lost"] * 6 + ["answer lost", "doubled", "late", "none"])
        self.faults += fault != "none"
        if fault == "request lost":
            return
        if fault == "late":
            self.in_the_air.append(key)  # it may arrive, after others, and nobody waits for its answer
            return
        status = self.post(key)
        if fault == "doubled":
            status = self.post(key)
        if fault != "answer lost":
            self.note(key, status)

    def post(self, key: str) -> int:
        url, body = self.entries[key]
        return self.client.post(url, {**body, "key": key}).status_code

    def note(self, key: str, status: int) -> None:
        if status == 200:
            self.sent.add(key)
        else:
            assert status == 409
            self.refused[key] = status
        self.waiting.pop(key, None)

    def add(self, key: str, url: str, body: dict[str, Any]) -> None:
        self.waiting[key] = (url, body)
        self.entries = {**getattr(self, "entries", {}), key: (url, body)}


@pytest.mark.slow
def test_a_thousand_lost_doubled_and_reordered_requests_lose_and_double_nothing(people):
    today, chance = timezone.localdate(), random.Random(20261129)  # noqa: S311
    phone = Phone(api_client_of(people.rep), chance)
    visits = []
    for n in range(STOPS):
        customer = customer_of(people.east, rep=people.rep, number=f"CU-2027-{n:05}")
        visits.append(visit_of(customer, rep=people.rep, due_on=today))
    for n, visit in enumerate(visits):
        key = str(UUID(int=chance.getrandbits(128), version=4))
        if n % 3 == 2:
            day = (today + timedelta(days=3)).isoformat()
            phone.add(key, f"/api/v1/visits/{visit.pk}/miss/", {"reason": "没人接", "try_on": day})
        else:
            words = {"mood": "complaint", "requirements": f"第 {n} 条"} if n % 3 else {"mood": "pleased"}
            phone.add(key, f"/api/v1/visits/{visit.pk}/record/", words)
    taken = [visits[0], visits[7]]
    for visit in taken:  # somebody in the office was first
        Visit.objects.filter(pk=visit.pk).update(state="done", took_place_at=timezone.now())
    every = list(phone.entries)
    while phone.waiting or phone.faults < FAULTS:
        # A phone sends what waits; one whose application was killed and begun again sends anything once more.
        phone.send(chance.choice(list(phone.waiting) or every) if chance.random() < 0.9 else chance.choice(every))
        if phone.in_the_air and chance.random() < 0.5:
            phone.post(phone.in_the_air.pop(chance.randrange(len(phone.in_the_air))))

    kept = STOPS - len(taken)
    assert phone.faults >= FAULTS
    assert len(phone.sent) == SentRecord.objects.count() == kept
    assert set(phone.sent) | set(phone.refused) == set(every) and len(phone.refused) == len(taken)
    assert Visit.objects.filter(state="planned").count() == Visit.objects.filter(state="missed").count() == 20
    assert Interaction.objects.filter(customer__number__startswith="CU-2027").count() == 40 - len(taken)
    words = list(Ticket.objects.order_by("pk").values_list("description", flat=True))
    expected = {f"第 {n} 条" for n in range(STOPS) if n % 3 == 1 and visits[n] not in taken}
    assert len(words) == len(expected) and set(words) == expected


def test_key_of_a_record_answers_again_with_the_same_visit(people):
    visit = visit_of(people.customer, rep=people.rep, due_on=timezone.localdate())
    phone, key = api_client_of(people.rep), str(UUID(int=7, version=4))
    first = phone.post(f"/api/v1/visits/{visit.pk}/record/", {"mood": "pleased", "key": key, "version": 1})
    again = phone.post(f"/api/v1/visits/{visit.pk}/record/", {"mood": "pleased", "key": key, "version": 1})
    assert (first.status_code, again.json()) == (200, first.json())
    other = phone.post(f"/api/v1/visits/{visit.pk}/record/", {"mood": "pleased", "key": str(UUID(int=8, version=4))})
    assert other.status_code == 409


def test_key_that_is_none_is_named(people):
    visit = visit_of(people.customer, rep=people.rep, due_on=timezone.localdate())
    answer = api_client_of(people.rep).post(f"/api/v1/visits/{visit.pk}/record/", {"mood": "pleased", "key": "x"})
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "key")


def test_record_that_waited_past_its_days_is_taken(people):
    """The clock of the phone is fast, and the agreed day has passed before there was a network."""
    today = timezone.localdate()
    visit = visit_of(people.customer, rep=people.rep, due_on=today)
    body = {
        "mood": "neutral",
        "key": str(UUID(int=9, version=4)),
        "took_place_at": (timezone.now() + timedelta(minutes=4)).isoformat(),
        "next_on": (today - timedelta(days=1)).isoformat(),
    }
    answer = api_client_of(people.rep).post(f"/api/v1/visits/{visit.pk}/record/", body)
    assert answer.status_code == 200, answer.json()
    assert Visit.objects.get(state="planned").planned_on == today

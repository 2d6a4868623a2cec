"""Every page opens in both languages, and the number of queries of frequent pages does not grow with the data."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from aftersales.office.models import Company
from aftersales.staff.enums import Role
from complaints.models import SlaTarget, Ticket
from customers.models import Customer
from reports.certification.models import Catalogue, SelfEvaluation
from reports.certification.services import catalogues
from reports.models import MarketNote, StoredReport
from reports.radar.models import RadarSignal
from tests.factories import NOW, Cast, cast
from tests.factories.clients import client_of
from tests.factories.world import Things, build, print_at_once, routes

pytestmark = pytest.mark.usefixtures("at_now")
# Routes that answer only to POST or to programs, the page of a survey, which needs the cookie of its link, and the
# letters of a round, which has none; files that a parameter names (tests/reports).
WITHOUT_PAGE = frozenset({"api-token", "survey_page", "round_letters_pdf", "api-report-file", "api-market-note-file"})
PEOPLE = {Role.SERVICE: "clerk", Role.COLLEAGUE: "warehouse"}


@pytest.fixture
def things(db, monkeypatch) -> Things:
    """One object for every address. The renderer prints nothing."""
    print_at_once(monkeypatch)
    return build()


def clients(people: Cast, language: str) -> list[Client]:
    """One client of each role, in a language."""
    found = []
    for role in Role.values:
        person = getattr(people, PEOPLE.get(role, role))
        person.language = language
        person.save()
        client = client_of(person)
        found.append(client)
    return found


@pytest.mark.parametrize("language", ["zh-hans", pytest.param("en", marks=pytest.mark.slow)])
def test_every_page_opens_for_some_role(things, language):
    """200, or 405 for routes that take POST only. tests/permissions/test_matrix.py checks errors for every role. Each id
    stands once on a page, because a label names its field by it."""
    everybody, unanswered, doubled = clients(things.cast, language), [], {}
    for name, entry, names in routes():
        actions = getattr(entry.callback, "actions", None) or {}
        if name in WITHOUT_PAGE or (actions and "get" not in actions):
            continue
        address = reverse(name, kwargs=things.kwargs(name, names))
        answers = (client.get(address) for client in everybody)
        answer = next((one for one in answers if one.status_code in {200, 302, 405}), None)
        if answer is None:
            unanswered.append(name)
        elif twice := ids_twice(answer):
            doubled[name] = twice
    assert unanswered == []
    assert doubled == {}


def ids_twice(answer) -> list[str]:
    if answer.streaming or not answer["Content-Type"].startswith("text/html"):
        return []
    ids = Counter(re.findall(r'<[^>]*\sid="([^"]+)"', answer.content.decode()))
    return sorted(one for one, count in ids.items() if count > 1)


def more_tickets(people: Cast, first: int, count: int) -> None:
    """Open tickets of all owners with SLA targets, some of them breached, without the steps before."""
    owners = [people.clerk, people.clerk2, people.rep, people.manager]
    rows = Ticket.objects.bulk_create(
        Ticket(
            number=f"TK-2025-{n:05}",
            kind="complaint",
            state="verifying",
            customer=people.customer,
            contact=people.contact,
            purchase=people.sold,
            subject=f"温度漂移 {n}",
            description="设定 37 ℃",
            channel="hotline",
            received_at=NOW,
            reported_at=NOW - timedelta(minutes=n),
            owner=owners[n % 4],
            region=people.east,
            updated_at=NOW,
            next_due_at=NOW + timedelta(hours=n % 90 - 20),
            batch=people.sold.batch,
        )
        for n in range(first, first + count)
    )
    SlaTarget.objects.bulk_create(
        SlaTarget(ticket=row, code="solution", amount=7, unit="calendar_days", starts_at=NOW, due_at=row.next_due_at)
        for row in rows
    )
    Customer.objects.bulk_create(
        Customer(
            number=f"CU-2025-{n:05}",
            name=f"样例客户 {n}",
            region=people.east,
            rep=people.rep,
            tier="important",
            created_at=NOW,
            search_text=f"样例客户 {n}",
        )
        for n in range(first, first + count)
    )


def more_reports(people: Cast, first: int, count: int) -> None:
    """Stored reports, market notes, signals of the radar and self-evaluations, without the steps before."""
    day, when = NOW.date(), {"created_at": NOW}
    spans = [day - timedelta(days=n + 1) for n in range(first, first + count)]
    StoredReport.objects.bulk_create(
        StoredReport(kind="complaints", rhythm="month", first=day, last=day, state="waiting", **when) for day in spans
    )
    MarketNote.objects.bulk_create(
        MarketNote(
            number=f"MN-2025-{n:05}",
            title=f"竞品 {n}",
            kind="price",
            first=day,
            last=day,
            findings="降价",
            source="经销商会",
            author=people.manager,
            region=people.east,
            product=people.sold.product,
            created_at=NOW,
        )
        for n, day in enumerate(spans, first)
    )
    RadarSignal.objects.bulk_create(
        RadarSignal(
            key=f"{n}",
            kind="complaint",
            product=people.sold.product,
            region=people.east,
            batch=f"B{n}",
            level="look",
            week=day,
            last_week=day,
            weeks=2,
            count=9,
            usual=2.5,
            chance=0.001,
            counts=[1] * 12,
            low=0,
            high=4,
            found_at=NOW,
        )
        for n in range(first, first + count)
    )
    catalogue = Catalogue.objects.filter(standard__code="gbt-27922").get()
    SelfEvaluation.objects.bulk_create(
        SelfEvaluation(
            number=f"SE-2025-{n:05}",
            standard=catalogue.standard,
            catalogue=catalogue,
            state="closed",
            period_from=day,
            period_to=day,
            created_by=people.quality_manager,
            closed_by=people.gm,
            closed_at=NOW,
            **when,
        )
        for n in range(first, first + count)
    )


LIMITS = {
    "home": 24,
    "tickets": 9,
    "ticket": 10,
    "ticket_new": 5,
    "customer": 20,
    "customers": 9,
    "approvals": 7,
    "notifications": 6,
    "visits": 8,
    "visit_exceptions": 9,
    "api-visit-schedule-list": 5,
    "api-visit-exception-list": 5,
    "care_plans": 12,
    "forums": 10,
    "dashboard": 11,
    "metrics": 6,
    "metric": 7,
    "metric_rows": 7,
    "teams": 9,
    "radar": 12,
    "reports": 8,
    "report_schedules": 7,
    "market_notes": 6,
    "market_asked": 6,
    "self_evaluations": 8,
    "api-report-list": 5,
    "api-market-note-list": 5,
    "api-metric-list": 5,
    "api-radar-signal-list": 5,
    "api-self_evaluation-list": 5,
    "api-ticket-list": 5,
    "api-ticket-detail": 6,
    "api-customer-list": 5,
    "visit_coverage": 22,
    "visit_coverage_customers": 8,
    "visit_calendar": 18,
    "visits_today": 12,
    "people": 22,
    "trainings": 7,
    "interviews": 8,
    "recognitions": 8,
    "evaluations": 8,
}
# A ticket whose refund is due also asks who may not pay because of what they did before.
FULL_TICKET, LOGGING = 21, 18


def queries(client: Client, address: str) -> int:
    client.get(address)  # fills the caches of the process
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.django_db
def test_number_of_queries_does_not_grow_with_the_data():
    people = cast()
    Company.objects.create(name="样例")
    client = client_of(people.manager)
    catalogues.install_defaults(actor=None, now=NOW)
    more_tickets(people, 0, 10)
    more_reports(people, 0, 2)
    ticket = Ticket.objects.get(number="TK-2025-00003")
    kwargs = {
        "ticket": {"number": ticket.number},
        "api-ticket-detail": {"number": ticket.number},
        "customer": {"number": people.customer.number},
        "metric": {"code": "tickets_logged"},
        "metric_rows": {"code": "tickets_logged"},
    }
    addresses = {name: reverse(name, kwargs=kwargs.get(name)) for name in LIMITS}
    few = {name: queries(client, address) for name, address in addresses.items()}
    more_tickets(people, 10, 990)
    more_reports(people, 2, 60)
    many = {name: queries(client, address) for name, address in addresses.items()}
    # A page that was not full before may read one list more; a query for each row would make hundreds.
    assert {name: (few[name], many[name]) for name in LIMITS if many[name] > few[name]} == {}
    assert {name: count for name, count in many.items() if count > LIMITS[name]} == {}


def test_full_ticket_page_and_logging_take_few_queries(things):
    Company.objects.create(name="样例")
    client = client_of(things.cast.manager)
    numbers = Ticket.objects.values_list("number", flat=True)
    assert max(queries(client, reverse("ticket", kwargs={"number": number})) for number in numbers) <= FULL_TICKET
    said = {"channel": "phone", "kind": "complaint", "severity": "minor", "description": "漏水了，请回电话"}
    said["customer"] = things.cast.customer.number
    assert client.post(reverse("ticket_new"), said).status_code == 302  # fills the caches of the process
    with CaptureQueriesContext(connection) as seen:
        assert client.post(reverse("ticket_new"), said).status_code == 302
    assert len(seen) <= LOGGING

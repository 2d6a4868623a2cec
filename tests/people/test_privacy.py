"""An interview exists only for the two and the superior: pages, API, search, counts, exports and the audit log."""

import csv
import io
from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.audit.models import Seal
from aftersales.audit.queries.changes import Filter, count_changes, histories, page_of_changes
from aftersales.audit.services.seals import seal_all
from aftersales.people.models import Interview
from aftersales.people.verbs import INTERVIEWS
from aftersales.tables.exporting import listings_of
from customers.services.erasure import sweep
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
SECRET = "等配件时不主动告知"
SEERS = ("rep", "manager", "gm")
OTHERS = (
    "clerk",
    "clerk2",
    "stranger",
    "quality",
    "quality_manager",
    "warehouse",
    "executive",
    "admin",
    "auditor",
)


@pytest.fixture
def interview(people):
    return factories.agreed(people)


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_finds_an_interview_on_pages(people, interview, name):
    client = client_of(getattr(people, name), "en")
    for route in ("interview", "interview_print"):
        assert client.get(reverse(route, args=[interview.number])).status_code == 404
    for verb in INTERVIEWS:
        url = reverse(f"interview_{verb.replace('-', '_')}", args=[interview.number])
        assert client.post(url, {}).status_code == 404
    for route in ("people", "interviews", "home", "notifications"):
        answer = client.get(reverse(route))
        text = answer.content.decode()
        assert interview.number not in text and SECRET not in text, route
    assert 'Interviews <span class="s-muted">' not in " ".join(client.get(reverse("people")).content.decode().split())


@pytest.mark.parametrize("name", OTHERS)
def test_nobody_else_finds_an_interview_by_the_api(people, interview, name):
    client = api_client_of(getattr(people, name))
    listed = client.get("/api/v1/interviews/")
    assert listed.status_code in (200, 404)
    if listed.status_code == 200:
        assert (listed.json()["count"], listed.json()["results"]) == (0, [])
    assert client.get(f"/api/v1/interviews/{interview.number}/").status_code == 404
    for verb in INTERVIEWS:
        assert client.post(f"/api/v1/interviews/{interview.number}/{verb}/", {}).status_code == 404


@pytest.mark.parametrize("name", [*OTHERS, *SEERS])
def test_search_finds_no_interview_for_anybody(people, interview, name):
    client = client_of(getattr(people, name), "en")
    for asked in (interview.number, SECRET, "停机那次"):
        for route in ("search", "palette"):
            found = client.get(reverse(route), {"q": asked})
            links = found.content.decode()
            assert interview.get_absolute_url() not in links and SECRET not in links.replace(f'value="{SECRET}"', "")


@pytest.mark.parametrize("name", SEERS)
def test_the_two_and_the_superior_read_it(people, interview, name):
    user = getattr(people, name)
    page = client_of(user, "en").get(interview.get_absolute_url()).content.decode()
    assert SECRET in page and "Only rep" in page
    assert api_client_of(user).get(f"/api/v1/interviews/{interview.number}/").json()["problems"] == SECRET
    assert api_client_of(user).get("/api/v1/interviews/").json()["count"] == 1


def test_no_export_holds_interviews_or_corrections(people, interview):
    factories.proposed(people, "correction")
    names = {listing.name for user in (people.manager, people.auditor, people.admin) for listing in listings_of(user)}
    assert "trainings" in names
    assert not names & {"interviews", "recognitions"}


def test_audit_log_names_no_interview_and_seals_it_all_the_same(people, interview):
    assert {"people.interview", "people.interviewtarget", "people.interviewfollowup"}.isdisjoint(histories())
    assert "people.trainingsession" in histories()
    before = count_changes(Filter())
    factories.arranged(people)
    assert count_changes(Filter()) == before
    assert page_of_changes(people.auditor, Filter(number=interview.number))[0] == []
    seal_all(now=NOW)
    sealed = Seal.objects.filter(model="people.historicalinterview")
    assert sum(sealed.values_list("count", flat=True)) == interview.history.count() + 1
    for user in (people.auditor, people.admin):
        client = client_of(user, "en")
        for route in ("audit", "audit_seals", "access_log"):
            page = client.get(reverse(route)).content.decode()
            assert interview.number not in page and SECRET not in page and "interview" not in page.lower()
        assert "Private records" in client.get(reverse("audit_seals")).content.decode()
        seals = api_client_of(user).get("/api/v1/audit/seals/").content.decode()
        assert "interview" not in seals and '"model":"private"' in seals.replace(" ", "")
        changes = api_client_of(user).get("/api/v1/audit/changes/").content.decode()
        assert interview.number not in changes and SECRET not in changes
        filtered = client.get(reverse("audit"), {"model": "people.interview"})
        assert interview.number not in filtered.content.decode()


def test_export_of_the_audit_log_names_no_interview(people, interview):
    listing = next(one for one in listings_of(people.auditor) if one.name == "audit")
    rows = [[str(cell) for cell in row] for row in listing.cells(people.auditor, {}, NOW, whole=True)]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    assert rows and interview.number not in text.getvalue() and SECRET not in text.getvalue()


def test_recognition_is_seen_by_person_proposer_and_deciders_only(people):
    row = factories.proposed(people, "correction")
    for name, status in (
        ("rep", 200),
        ("manager", 200),
        ("gm", 200),
        ("quality_manager", 200),
        ("clerk", 404),
        ("stranger", 404),
        ("warehouse", 404),
        ("executive", 404),
        ("admin", 404),
        ("auditor", 404),
    ):
        user = getattr(people, name)
        assert client_of(user).get(row.get_absolute_url()).status_code == status, name
        assert api_client_of(user).get(f"/api/v1/recognitions/{row.number}/").status_code == status, name


def test_results_of_others_are_hidden_from_a_participant(people):
    row = factories.assessed(people, factories.course(people), NOW - factories.DAY, {people.rep: 91, people.clerk: 62})
    page = client_of(people.rep, "en").get(row.get_absolute_url()).content.decode()
    assert "91.00" in page and "62.00" not in page
    results = api_client_of(people.rep).get(f"/api/v1/trainings/{row.number}/").json()["results"]
    assert [one["person"] for one in results] == ["rep"]
    listing = next(one for one in listings_of(people.rep) if one.name == "trainings")
    assert listing.size(people.rep, {}, NOW) == 1
    assert listing.size(people.auditor, {}, NOW) == 2


def test_retention_erases_old_interviews_without_telling_how_many(people, interview):
    Interview.objects.update(state="closed", closed_at=NOW - timedelta(days=1100))
    page = client_of(people.admin, "en").get(reverse("retention")).content.decode()
    assert "Service quality interview" in page
    shown = api_client_of(people.admin).get("/api/v1/retention/").json()
    assert [one["due"] for one in shown if one["subject"].startswith("people.interview")] == [None] * 3
    assert sweep(now=NOW) > 0
    interview.refresh_from_db()
    assert (interview.problems, interview.statement) == ("***", "***")
    assert not interview.history.filter(problems=SECRET).exists()
    assert sweep(now=NOW) == 0

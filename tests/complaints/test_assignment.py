"""Assignment rules choose the owner of tickets that service staff did not log; each ticket gets an owner."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from aftersales.notifications.models import Notification
from aftersales.staff.enums import Role
from aftersales.staff.models import Department, StandIn, User
from complaints.models import AssignmentRule, Ticket
from complaints.rules.assignment import RuleValue, fitting, least_loaded
from complaints.services import assignment
from complaints.services.importing import Feedback, log_feedback
from tests.factories import NOW, customer_of, person
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
API = "/api/v1/assignment-rules/"


@pytest.fixture
def desk(people):
    """A department of the two clerks."""
    department = Department.objects.create(code="desk", name="客服部")
    User.objects.filter(role=Role.SERVICE).update(department=department)
    return department


def rule(people, **facts) -> AssignmentRule:
    return assignment.create_rule(actor=people.manager, now=NOW, **facts)


def by_itself(people, **changes) -> Ticket:
    return make.logged(people, **{"actor": None, "channel": "web", **changes})


ROWS = [
    RuleValue(1, None, "", "", 100),
    RuleValue(2, 7, "", "", 100),
    RuleValue(3, 7, "箱", "return", 100),
    RuleValue(4, None, "", "return", 50),
]


@pytest.mark.parametrize(
    ("region", "category", "kind", "order"),
    [
        (7, "箱", "return", [4, 3, 2, 1]),
        (7, "箱", "inquiry", [2, 1]),
        (8, "箱", "inquiry", [1]),
        (None, "", "return", [4, 1]),
    ],
)
def test_lowest_priority_number_wins_then_the_rule_that_names_most(region, category, kind, order):
    assert [row.id for row in fitting(ROWS, region=region, category=category, kind=kind)] == order


@pytest.mark.parametrize(("loads", "chosen"), [({}, None), ({5: 2, 3: 1}, 3), ({5: 1, 3: 1}, 3)])
def test_least_loaded_prefers_the_older_of_equals(loads, chosen):
    assert least_loaded(loads) == chosen


def test_rule_assigns_by_region_category_and_type(people):
    rule(people, region=people.east, category="培养箱", kind="return", owner=people.manager)
    assert by_itself(people).owner == people.manager
    assert by_itself(people, kind="inquiry").owner == people.rep
    west = customer_of(people.west, number="CU-9", name="西部客户")
    assert by_itself(people, customer=west, contact=None, purchase=None).owner != people.manager


def test_department_assigns_to_its_least_loaded_present_user(people, desk):
    rule(people, department=desk)
    first, second, third = (by_itself(people) for _ in range(3))
    assert [first.owner, second.owner, third.owner] == [people.clerk, people.clerk2, people.clerk]
    assert first.department == desk
    today = NOW.date()
    StandIn.objects.create(absent=people.clerk2, deputy=people.manager, starts_on=today, ends_on=today)
    assert {by_itself(people).owner for _ in range(3)} == {people.clerk}


def test_stand_in_is_assigned_for_an_absent_owner(people):
    rule(people, owner=people.manager)
    today = NOW.date()
    StandIn.objects.create(absent=people.manager, deputy=people.gm, starts_on=today, ends_on=today)
    assert by_itself(people).owner == people.gm


@pytest.mark.parametrize(
    "facts",
    [
        {"is_active": False},
        {"effective_from": NOW.date() + timedelta(days=1)},
        {"effective_from": NOW.date() - timedelta(days=9), "effective_until": NOW.date() - timedelta(days=1)},
    ],
)
def test_inactive_or_expired_rule_is_ignored(people, facts):
    rule(people, owner=people.manager, **facts)
    assert by_itself(people).owner == people.rep


def test_rule_whose_owner_left_is_ignored(people):
    rule(people, owner=people.manager)
    User.objects.filter(pk=people.manager.pk).update(is_active=False)
    assert by_itself(people).owner == people.rep


def test_tickets_get_an_owner_without_rules(people):
    assert by_itself(people).owner == people.rep
    unknown = {"customer": None, "contact": None, "purchase": None}
    assert {by_itself(people, **unknown).owner for _ in range(2)} == {people.clerk, people.clerk2}
    User.objects.filter(role=Role.SERVICE).update(is_active=False)
    assert by_itself(people, **unknown).owner == people.manager


def test_clerk_owns_the_ticket_unless_it_is_to_be_assigned(people):
    rule(people, owner=people.manager)
    assert make.logged(people).owner == people.clerk
    assert make.logged(people, owner=people.clerk2).owner == people.clerk2
    assert make.logged(people, assign=True).owner == people.manager


def test_new_owner_is_notified_and_the_conversation_gives_the_reason(people):
    rule(people, owner=people.manager)
    ticket = by_itself(people)
    assert Notification.objects.filter(template="ticket_assigned", user=people.manager, channel="page").count() == 1
    assert ticket.entries.get(event="assigned").params["to"] == "顾北"


def test_import_follows_the_rules_without_notifications(people):
    rule(people, kind="complaint", owner=people.manager)
    rows = [Feedback(key=f"k{n}", text="坏了", kind=kind) for n, kind in enumerate(("complaint", "inquiry"))]
    log_feedback(rows=rows, actor=None, now=NOW)
    assert {t.kind: t.owner.role for t in Ticket.objects.all()} == {"complaint": "manager", "inquiry": "service"}
    assert not Notification.objects.filter(template="ticket_assigned").exists()


@pytest.mark.parametrize("who", ["both", "neither", "auditor"])
def test_rule_names_one_person_or_one_department(people, desk, who):
    facts = {"both": {"owner": people.clerk, "department": desk}, "neither": {}, "auditor": {"owner": people.auditor}}[
        who
    ]
    with pytest.raises(InvalidInput):
        rule(people, **facts)


def test_rules_are_written_by_administrators_and_the_second_edit_is_a_conflict(people):
    with pytest.raises(NotPermitted):
        assignment.create_rule(actor=people.clerk, now=NOW, owner=people.clerk)
    row = rule(people, owner=people.clerk)
    assignment.update_rule(rule_id=row.pk, actor=people.admin, now=NOW, version=1, priority=5)
    with pytest.raises(Conflict):
        assignment.update_rule(rule_id=row.pk, actor=people.manager, now=NOW, version=1, priority=6)


def test_manager_writes_and_changes_a_rule_on_the_pages(people, client):
    client.force_login(people.manager)
    data = {
        "region": people.east.code,
        "category": "培养箱",
        "kind": "return",
        "priority": 10,
        "owner": people.clerk.username,
        "effective_from": "2026-11-18",
        "is_active": "on",
    }
    assert client.post(reverse("assignment_rule_new"), data).status_code == 302
    row = AssignmentRule.objects.get()
    assert (row.owner, row.category, row.effective_from) == (people.clerk, "培养箱", date(2026, 11, 18))
    assert "培养箱" in client.get(reverse("assignment_rules")).content.decode()
    url = reverse("assignment_rule", args=[row.pk])
    assert client.get(url).context["form"]["category"].value() == "培养箱"
    assert client.post(url, {**data, "owner": "", "version": 1}).status_code == 400
    assert client.post(url, {**data, "priority": 3, "version": 1}).status_code == 302


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_number_of_queries(people, client, django_assert_max_num_queries, count):
    for _ in range(count):
        rule(people, owner=people.clerk, region=people.east)
    client.force_login(people.manager)
    with django_assert_max_num_queries(10):
        assert client.get(reverse("assignment_rules")).status_code == 200


def test_api_creates_and_changes_rules_that_assign_tickets(people):
    client = api_client_of(people.manager)
    made = client.post(API, {"region": "east", "owner": "manager"}, format="json")
    assert (made.status_code, made.json()["owner"]) == (201, "manager")
    client.force_authenticate(people.clerk)
    assert client.post(API, {"owner": "clerk"}, format="json").status_code == 403
    body = {"kind": "inquiry", "description": "问", "channel": "web", "customer": people.customer.number}
    assert client.post("/api/v1/tickets/", body, format="json").json()["owner"] == "clerk"
    given = client.post("/api/v1/tickets/", {**body, "assign": True}, format="json")
    assert given.json()["owner"] == "manager"
    client.force_authenticate(people.manager)
    url = f"{API}{made.json()['id']}/"
    assert client.patch(url, {"is_active": False}, format="json").json()["is_active"] is False
    both = client.patch(url, {"department": "warehouse"}, format="json")
    assert both.json()["code"] == "owner_or_department"


def test_rule_never_chooses_an_unsuitable_user(people, desk):
    person("drone", Role.AUDITOR, department=desk)
    rule(people, department=desk)
    assert by_itself(people).owner.role == Role.SERVICE

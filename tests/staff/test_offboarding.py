"""Off-boarding and change of role: all work of the user is handed over, or nothing changes."""

from datetime import timedelta

import pytest
from django.test import Client
from rest_framework.test import APIClient

from aftersales.kernel.errors import Conflict, DomainError, InvalidInput, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.office.models import SavedView
from aftersales.office.services.saved_views import save_view
from aftersales.staff.models import StandIn, User
from aftersales.staff.rules.offboarding import OpenWork, going, successors
from aftersales.staff.services import people as services
from aftersales.staff.services import stand_ins
from aftersales.staff.signals import open_work_of
from aftersales.transfers.models import ExportRequest
from aftersales.transfers.services.exports import begin_export
from complaints.models import ApprovalStep, AssignmentRule, Fulfilment, Reminder, Ticket
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation
from complaints.services import assignment, reminders
from customers.models import Customer
from tests.complaints import factories as tickets
from tests.factories import NOW, person
from tests.factories.clients import client_of
from tests.factories.visits import visit_of
from visits.models import Visit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
TODAY = NOW.date()


def kinds(user, role=None) -> dict[str, int]:
    return {work.kind: work.count for work in going(open_work_of(user), role)}


def left(user, people, **chosen):
    return services.disable_user(user_id=user.pk, actor=people.admin, now=NOW, **chosen)


def refusal(call) -> DomainError:
    with pytest.raises(DomainError) as caught:
        call()
    return caught.value


CLERK, REP = frozenset({"service"}), frozenset({"rep"})


class One:
    def __init__(self, pk, role, is_active=True):
        self.pk, self.role, self.is_active = pk, role, is_active


@pytest.mark.once
@pytest.mark.parametrize(
    ("heir", "heirs", "outcome"),
    [
        (None, {}, "work_left"),
        (One(2, "service"), {}, "work_left"),
        (One(2, "rep"), {}, "work_left"),
        (One(2, "service"), {"visits": One(3, "rep")}, [2, 3, None]),
        (None, {"tickets": One(2, "service"), "visits": One(3, "rep")}, [2, 3, None]),
        (One(2, "service"), {"visits": One(3, "service")}, "not_a_holder"),
        (One(1, "service"), {}, "inactive"),
        (One(2, "service", is_active=False), {}, "inactive"),
        (One(2, "service"), {"visits": One(3, "rep", is_active=False)}, "inactive"),
    ],
)
def test_successors_fit_each_kind_of_work(heir, heirs, outcome):
    works = [
        OpenWork("tickets", "t", 2, CLERK),
        OpenWork("visits", "v", 1, REP),
        OpenWork("exports", "e", 1, is_needed=False),
    ]
    if isinstance(outcome, str):
        assert refusal(lambda: successors(works, user_id=1, heir=heir, heirs=heirs)).code == outcome
    else:
        chosen = successors(works, user_id=1, heir=heir, heirs=heirs)
        assert [person and person.pk for person in chosen.values()] == outcome


@pytest.mark.once
def test_work_that_fits_the_new_role_is_kept():
    works = [
        OpenWork("tickets", "t", 1, CLERK | REP),
        OpenWork("visits", "v", 1, REP),
        OpenWork("views", "s", 0, CLERK),
    ]
    assert [[work.kind for work in going(works, role)] for role in (None, "service", "rep", "auditor")] == [
        ["tickets", "visits"],
        ["visits"],
        [],
        ["tickets", "visits"],
    ]
    assert (
        refusal(lambda: successors([OpenWork("x", "x", 1)], user_id=1, heir=One(2, "gm"), heirs={})).code == "work_left"
    )


@pytest.fixture
def clerk(people):
    """A clerk with every kind of work that a clerk can have."""
    ticket = tickets.logged(people)
    investigation = quality.open_investigation(
        ticket_id=ticket.pk, title="温漂", lead=people.quality, team=[people.clerk], actor=people.quality, now=NOW
    )
    quality.add_action(
        kind="corrective",
        title="换探头",
        criterion="复测合格",
        window_days=28,
        owner=people.clerk,
        due_on=TODAY,
        actor=people.quality,
        now=NOW,
        investigation_id=investigation.pk,
    )
    reminders.remind(ticket_id=ticket.pk, due_at=NOW + timedelta(days=1), actor=people.clerk, now=NOW, note="x")
    assignment.create_rule(actor=people.manager, now=NOW, owner=people.clerk, kind="return")
    stand_ins.enter(
        actor=people.clerk2, now=NOW, absent=people.clerk2, deputy=people.clerk, starts_on=TODAY, ends_on=TODAY
    )
    begin_export(
        actor=people.clerk, now=NOW, page="customers", params={}, file_format="csv", is_whole=True, reason="信件"
    )
    return people.clerk


def test_offboarding_of_a_clerk_hands_everything_over(people, clerk, settings):
    ExportRequest.objects.update(state="waiting", taken_at=None)
    person("clerk3", "service")
    heir = User.objects.get(username="clerk3")
    assert kinds(clerk) == {
        "deputyships": 1,
        "exports": 1,
        "tickets": 1,
        "actions": 1,
        "teams": 1,
        "assignment_rules": 1,
        "reminders": 1,
    }
    error = refusal(lambda: left(clerk, people))
    assert (error.code, "tickets" in str(error) or "工单" in str(error)) == ("work_left", True)
    assert User.objects.get(pk=clerk.pk).is_active
    assert refusal(lambda: left(clerk, people, heir=heir, heirs={"actions": people.rep})).code == "not_a_holder"
    assert Ticket.objects.get().owner == clerk, "refused as a whole"
    left(clerk, people, heir=heir, heirs={"actions": people.quality}, note="客户周五等电话")
    assert (Ticket.objects.get().owner, Action.objects.get().owner) == (heir, people.quality)
    assert [*Investigation.objects.get().team.all()] == [heir]
    assert (AssignmentRule.objects.get().owner, Reminder.objects.get().user) == (heir, heir)
    assert [row.deputy for row in StandIn.objects.filter(ended_at=None)] == [heir]
    assert ExportRequest.objects.get().state == "lapsed"
    for row in (Ticket.objects.get(), Action.objects.get(), Investigation.objects.get(), AssignmentRule.objects.get()):
        reason = row.history.first().history_change_reason
        assert reason.startswith("reassigned: "), row
        assert "客户周五等电话" in reason, row
    assert "客户周五等电话" in Ticket.objects.get().entries.get(event="reassigned").params["note"]
    told = Notification.objects.filter(template="work_reassigned", channel="page")
    assert {row.user for row in told} == {heir, people.quality}
    assert not kinds(User.objects.get(pk=clerk.pk))
    with pytest.raises(Conflict):
        left(clerk, people, heir=heir)


def test_offboarding_of_a_rep_hands_over_customers_visits_and_region(people):
    visit = visit_of(people.customer, rep=people.rep, due_on=TODAY - timedelta(days=3))
    assert kinds(people.rep) == {"region": 1, "customers": 1, "visits": 1}
    assert refusal(lambda: left(people.rep, people, heir=people.manager)).code == "work_left"  # no account rep
    left(people.rep, people, heir=people.stranger, heirs={"visits": people.manager, "region": people.stranger})
    visit = Visit.objects.get()
    assert (visit.rep, visit.planned_on) == (people.manager, TODAY - timedelta(days=3))
    assert Customer.objects.get().rep == people.stranger
    assert User.objects.get(pk=people.stranger.pk).region == people.east
    for row in (visit, Customer.objects.get()):
        assert row.history.first().history_change_reason.startswith("reassigned: ")


def test_change_of_role_hands_over_only_work_that_cannot_stay(people):
    tickets.logged(people, owner=people.rep)
    visit_of(people.customer, rep=people.rep, due_on=TODAY)
    change = {"user_id": people.rep.pk, "actor": people.admin, "now": NOW, "role": "service"}
    assert set(kinds(people.rep, "service")) == {"region", "customers", "visits"}
    assert refusal(lambda: services.update_user(**change)).code == "work_left"
    page, url = Client(), f"/settings/users/{people.rep.pk}/"
    page.force_login(people.admin)
    facts = {"name": "rep", "role": "service", "version": people.rep.version, "region": "east"}
    answer = page.post(url, facts)
    assert (answer.status_code, "heir_visits" in answer.context["form"].fields) == (422, True)
    assert "heir_tickets" not in answer.context["form"].fields
    assert page.post(url, {**facts, "note": "", "heir": people.stranger.username}).status_code == 302
    assert (Visit.objects.get().rep, Customer.objects.get().rep) == (people.stranger, people.stranger)
    assert Ticket.objects.get().owner == people.rep


def test_step_of_a_manager_escalates_and_the_last_general_manager_stays(people):
    approval = tickets.submitted(people)
    assert kinds(people.manager) == {"approvals_up": 1}
    left(people.manager, people)
    steps = ApprovalStep.objects.filter(approval=approval).order_by("position")
    assert [(row.code, row.state) for row in steps] == [("manager_review", "raised"), ("gm_approve", "active")]
    error = refusal(lambda: left(people.gm, people, heir=people.executive))
    assert error.code == "work_left"
    second = person("gm2", "gm")
    left(people.gm, people)
    tickets.decide(approval, second)
    approval.refresh_from_db()
    assert approval.state == "approved"


def test_goods_of_an_empty_department_and_shared_views_are_handed_over(people):
    tickets.approved(people)
    save_view(actor=people.manager, now=NOW, page="tickets", name="大额", params={}, is_shared=True)
    save_view(actor=people.gm, now=NOW, page="tickets", name="大额", params={}, is_shared=True)
    left(people.manager, people, heir=people.gm)
    assert sorted(SavedView.objects.filter(owner=people.gm).values_list("name", flat=True)) == ["大额", "大额 (2)"]
    assert kinds(people.warehouse) == {"fulfilment_work": 1}
    with pytest.raises(InvalidInput) as caught:
        left(people.warehouse, people, heir=people.clerk)
    assert caught.value.field == "heir_fulfilment"
    people.clerk.department = desk = type(people.warehouse.department).objects.create(code="desk", name="客服部")
    people.clerk.save()
    left(people.warehouse, people, heir=people.clerk)
    row = Fulfilment.objects.get()
    assert (row.department, row.history.first().history_change_reason[:10]) == (desk, "reassigned")


def test_work_of_a_deactivated_account_is_handed_over_afterwards(people):
    left(people.clerk, people)
    tickets.logged(people, actor=people.manager)
    Ticket.objects.update(owner=people.clerk)
    page = client_of(people.admin)
    url = f"/settings/users/{people.clerk.pk}/reassign/"
    assert url in page.get(f"/settings/users/{people.clerk.pk}/").content.decode()
    assert page.post(url, {"note": ""}).status_code == 422
    assert page.post(url, {"note": "", "heir": "clerk2"}).status_code == 302
    assert Ticket.objects.get().owner == people.clerk2
    assert page.post(url, {"note": "", "heir": "clerk2"}).status_code == 409
    with pytest.raises(RuleViolation):
        services.reassign_rest(user_id=people.clerk2.pk, actor=people.admin, now=NOW)


def test_page_lists_the_work_before_it_is_handed_over(people, clerk, django_assert_max_num_queries):
    page, url = Client(headers={"accept-language": "en"}), f"/settings/users/{clerk.pk}/disable/"
    page.force_login(people.admin)
    with django_assert_max_num_queries(60):
        text = page.get(url).content.decode()
    number = Ticket.objects.get().number
    assert "Open tickets: 1" in text
    assert number in text
    assert f"/tickets/{number}/" not in text, "an administrator reads no tickets"
    rule = AssignmentRule.objects.get()
    assert f'href="/settings/assignment-rules/{rule.pk}/"' in text
    assert page.post(url, {"heir": "clerk2", "version": 99, "note": ""}).status_code == 409


def test_api_lists_and_hands_over_the_same_work(people, clerk):
    admin, other = APIClient(), APIClient()
    admin.force_authenticate(people.admin)
    other.force_authenticate(people.manager)
    url = f"/api/v1/users/{clerk.pk}/"
    assert other.get(f"{url}open-work/").status_code == 403
    told = {row["kind"]: row for row in admin.get(f"{url}open-work/").json()}
    assert (told["tickets"]["count"], told["tickets"]["rows"][0]["title"]) == (1, Ticket.objects.get().number)
    assert [row["kind"] for row in admin.get(f"{url}open-work/", {"next_role": "rep"}).json()] == ["actions", "teams"]
    assert admin.get(f"{url}open-work/", {"next_role": "x"}).status_code == 400
    bad = ({"heirs": []}, {"heirs": {"tickets": "nobody"}}, {"heir": 5}, {"note": "x" * 501}, {"version": "x"})
    assert [admin.post(f"{url}disable/", body, format="json").status_code for body in bad] == [400] * 5
    assert admin.post(f"{url}disable/", {}, format="json").json()["code"] == "work_left"
    body = {"heir": "manager", "heirs": {"tickets": "clerk2"}, "note": "周五"}
    assert admin.post(f"{url}disable/", body, format="json").json()["is_active"] is False
    assert Ticket.objects.get().owner == people.clerk2
    assert admin.post(f"{url}reassign/", body, format="json").status_code == 409
    assert admin.patch(f"/api/v1/users/{people.clerk2.pk}/", {"role": "auditor"}, format="json").status_code == 422
    assert (
        admin.patch(f"/api/v1/users/{people.clerk2.pk}/", {"role": "auditor", "heir": "manager"}, format="json").json()[
            "role"
        ]
        == "auditor"
    )
    assert Ticket.objects.get().owner == people.manager

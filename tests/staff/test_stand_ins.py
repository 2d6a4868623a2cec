"""Absences and stand-ins: permissions, days and notifications."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from aftersales.kernel.errors import Conflict, DomainError, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.models import StandIn
from aftersales.staff.queries import acting_roles, holders_of, stand_in_people, stands_in_for
from aftersales.staff.rules.stand_ins import MAY_STAND_IN, Absence, check, closes_circle
from aftersales.staff.services import stand_ins
from complaints.queries.proposals import inbox
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import api_client_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
DAY = timedelta(days=1)


def away(people, absent="gm", deputy="manager", first=TODAY, last=TODAY + 2 * DAY, by=None, **more) -> StandIn:
    person = getattr(people, absent)
    return stand_ins.enter(
        actor=by or person,
        now=NOW,
        absent=person,
        deputy=getattr(people, deputy),
        starts_on=first,
        ends_on=last,
        **more,
    )


def told(template: str) -> set[str]:
    return set(Notification.objects.filter(template=template, channel="page").values_list("user__username", flat=True))


@pytest.mark.parametrize(
    ("roles", "days", "code"),
    [
        (("gm", "manager"), (0, 0), None),
        (("gm", "manager"), (0, 366), None),
        (("gm", "manager"), (366, 366), None),
        (("gm", "manager"), (-1, 1), "past"),
        (("gm", "manager"), (1, 0), "order"),
        (("gm", "manager"), (0, 367), "too_long"),
        (("gm", "manager"), (367, 367), "too_long"),
        (("gm", "service"), (0, 0), "cannot_act"),
        (("manager", "service"), (0, 0), None),
        (("manager", "rep"), (0, 0), "cannot_act"),
        (("manager", "auditor"), (0, 0), "cannot_act"),
        (("service", "colleague"), (0, 0), None),
        (("service", "admin"), (0, 0), "cannot_act"),
        (("auditor", "service"), (0, 0), "no_work"),
        (("admin", "service"), (0, 0), "no_work"),
    ],
)
def test_stand_in_acts_within_the_absence(roles, days, code):
    new = Absence(1, 2, TODAY + days[0] * DAY, TODAY + days[1] * DAY)
    found = None
    try:
        check(new, absent_role=roles[0], deputy_role=roles[1], others=[], today=TODAY)
    except DomainError as error:
        found = error.code
    assert found == code


def of(absent: int, deputy: int, first: int, last: int) -> Absence:
    return Absence(absent, deputy, date(2026, 11, first), date(2026, 11, last))


@pytest.mark.parametrize(
    ("others", "circle"),
    [
        ([], False),
        ([of(2, 1, 10, 12)], True),
        ([of(2, 1, 12, 20)], True),
        ([of(2, 1, 13, 20)], False),  # the day after
        ([of(2, 1, 5, 9)], False),  # the day before
        ([of(2, 3, 1, 30), of(3, 1, 1, 30)], True),
        ([of(2, 3, 1, 10), of(3, 1, 11, 30)], False),  # not on the same days
        ([of(2, 3, 1, 30), of(3, 2, 1, 30)], False),  # a circle without the new one
        ([of(3, 1, 1, 30)], False),
    ],
)
def test_stand_ins_form_no_circle_on_the_same_days(others, circle):
    assert closes_circle(of(1, 2, 10, 12), others) is circle


def test_first_and_last_day_of_an_absence_are_included(people):
    away(people)
    for day, roles in [(-1, {"manager"}), (0, {"manager", "gm"}), (2, {"manager", "gm"}), (3, {"manager"})]:
        assert acting_roles(people.manager, TODAY + day * DAY) == roles, day
    assert holders_of("gm", TODAY + 2 * DAY) == [people.gm, people.manager]
    assert holders_of("gm", TODAY + 3 * DAY) == [people.gm]


def test_days_of_an_absence_are_company_dates(people):
    """Half an hour after midnight in Shanghai it is still the day before in UTC."""
    late = datetime.fromisoformat("2026-11-20T16:30:00+00:00")
    away(people)
    assert timezone.localdate(late) == TODAY + 3 * DAY
    assert acting_roles(people.manager, timezone.localdate(late)) == {"manager"}


def test_stand_in_is_notified_and_decides_on_behalf_of_the_absent(people):
    away(people, deputy="executive", reason="出差")
    assert told("stand_in_entered") == {"executive"}
    approval = make.submitted(people)
    make.decide(approval, people.manager)
    assert list(inbox(people.executive, NOW)) == [approval]
    make.decide(approval, people.executive)
    step = approval.steps.get(position=2)
    assert (step.decided_by, step.on_behalf_of) == (people.executive, people.gm)


def test_two_absences_of_one_person_do_not_overlap(people):
    away(people)
    with pytest.raises(RuleViolation) as refused:
        away(people, deputy="executive", first=TODAY + 2 * DAY, last=TODAY + 5 * DAY)
    assert refused.value.code == "overlaps"
    assert away(people, deputy="executive", first=TODAY + 3 * DAY, last=TODAY + 5 * DAY).pk


def test_circle_and_oneself_as_stand_in_are_refused(people):
    away(people)
    with pytest.raises(RuleViolation) as refused:
        away(people, absent="manager", deputy="gm", first=TODAY + 2 * DAY)
    assert refused.value.code == "circle"
    with pytest.raises(InvalidInput):
        away(people, absent="clerk", deputy="clerk")
    assert away(people, absent="manager", deputy="gm", first=TODAY + 3 * DAY, last=TODAY + 3 * DAY).pk


def test_only_an_administrator_enters_absences_of_others(people):
    with pytest.raises(NotPermitted):
        away(people, by=people.manager)
    away(people, by=people.admin)
    assert told("stand_in_entered") == {"gm", "manager"}


def test_stand_ins_exclude_inactive_users(people):
    people.clerk2.is_active = False
    people.clerk2.save()
    with pytest.raises(InvalidInput):
        away(people, absent="clerk", deputy="clerk2")
    away(people)
    people.gm.is_active = False
    people.gm.save()
    assert not stands_in_for(people.manager, TODAY).exists()


def test_absence_ended_early_ends_at_once_and_is_kept(people):
    row = away(people)
    with pytest.raises(NotPermitted):
        stand_ins.end(stand_in_id=row.pk, actor=people.manager, now=NOW)
    stand_ins.end(stand_in_id=row.pk, actor=people.gm, now=NOW)
    assert acting_roles(people.manager, TODAY) == {"manager"}
    assert told("stand_in_ended") == {"manager"}
    assert [h.history_change_reason for h in row.history.order_by("history_id")] == ["entered", "ended"]
    with pytest.raises(Conflict):
        stand_ins.end(stand_in_id=row.pk, actor=people.gm, now=NOW)
    assert away(people, deputy="executive").pk  # the days are free again


def test_past_absence_cannot_be_ended(people):
    row = away(people)
    with pytest.raises(Conflict):
        stand_ins.end(stand_in_id=row.pk, actor=people.gm, now=NOW + 3 * DAY)


def test_pages_enter_and_end_an_absence(people, client, at_now):
    client.force_login(people.gm)
    given = {"deputy": "manager", "starts_on": "2026-11-18", "ends_on": "2026-11-20", "reason": "出差"}
    assert client.post(reverse("stand_in_new"), {**given, "starts_on": "2026-11-17"}).status_code == 400
    assert client.post(reverse("stand_in_new"), given).status_code == 302
    row = StandIn.objects.get()
    assert (row.absent, row.deputy) == (people.gm, people.manager)
    assert "顾北" in client.get("/").content.decode()
    client.force_login(people.manager)
    assert "沈毅" in client.get("/").content.decode()
    assert client.post(reverse("stand_in_end", args=[row.pk])).status_code == 403
    client.force_login(people.clerk)
    assert "顾北" not in client.get(f"{reverse('stand_ins')}?tab=all").content.decode()
    assert client.post(reverse("stand_in_end", args=[row.pk])).status_code == 404
    client.force_login(people.admin)
    assert "顾北" in client.get(f"{reverse('stand_ins')}?tab=all").content.decode()
    assert client.post(reverse("stand_in_end", args=[row.pk])).status_code == 302


def test_api_enters_and_ends_an_absence(people, at_now):
    api = api_client_of(people.gm)
    body = {"deputy": "manager", "starts_on": "2026-11-18", "ends_on": "2026-11-20"}
    for wrong in ({"deputy": "nobody"}, {"deputy": "gm"}, {"starts_on": "２０２６"}, {"ends_on": "2026-11-17"}):
        assert api.post("/api/v1/stand-ins/", {**body, **wrong}, format="json").status_code == 400, wrong
    assert api.post("/api/v1/stand-ins/", {**body, "deputy": "rep"}, format="json").status_code == 422
    assert api.post("/api/v1/stand-ins/", {**body, "absent": "clerk"}, format="json").status_code == 403
    made = api.post("/api/v1/stand-ins/", body, format="json")
    assert (made.status_code, made.json()["state"], made.json()["absent"]) == (201, "running", "gm")
    ended = api.post(f"/api/v1/stand-ins/{made.json()['id']}/end/")
    assert (ended.json()["state"], ended.json()["ended_by"]) == ("ended", "gm")
    assert api.post(f"/api/v1/stand-ins/{made.json()['id']}/end/").status_code == 409
    api.force_authenticate(people.clerk)
    assert api.get("/api/v1/stand-ins/").json()["count"] == 0


def test_form_offers_users_who_may_stand_in(people):
    offered = set(stand_in_people())
    assert people.auditor not in offered and people.admin not in offered
    assert {person.role for person in offered} <= set().union(*MAY_STAND_IN.values())


@pytest.mark.parametrize("count", [1, 30])
def test_list_takes_the_same_number_of_queries(people, client, django_assert_max_num_queries, count):
    for number in range(count):
        StandIn.objects.create(
            absent=people.gm, deputy=people.manager, starts_on=TODAY + number * DAY, ends_on=TODAY + number * DAY
        )
    client.force_login(people.gm)
    with django_assert_max_num_queries(12):
        assert client.get(f"{reverse('stand_ins')}?tab=all").status_code == 200


def test_stand_in_of_two_decides_for_the_one_who_did_not_propose(people):
    """The proposing manager and another manager are absent with the same stand-in, who may decide for the other."""
    other = people.executive
    other.role = "manager"
    other.save()
    away(people, absent="manager", deputy="clerk2")
    away(people, absent="executive", deputy="clerk2")
    people.clerk = people.manager
    approval = make.submitted(people)
    make.decide(approval, people.clerk2)
    assert approval.steps.get(position=1).on_behalf_of == other

"""Intrinsic or extrinsic: decided with a reason, heard by the quality deputy manager, never lost by closing (T3, Q1)."""

from datetime import timedelta

import pytest

from aftersales.kernel.errors import DomainError, InvalidInput, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from complaints.models import Ticket
from complaints.quality import services as quality
from complaints.services import lifecycle, merging, triage
from complaints.services.importing import Feedback, log_feedback
from tests.complaints import factories as make
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of


def told(template: str = "intrinsic_problem") -> list[tuple[str, str]]:
    rows = Notification.objects.filter(template=template).order_by("user__username", "channel")
    return list(rows.values_list("user__username", "channel"))


def intrinsic(people, **changes) -> Ticket:
    ticket = make.logged(people, **changes)
    return triage.classify(
        ticket_id=ticket.pk, quality_class="intrinsic", reason="焊点虚焊", actor=people.clerk, now=NOW
    )


def test_class_needs_a_reason_and_says_it_in_the_conversation(people):
    ticket = make.logged(people)
    client = client_of(people.clerk, "en")
    answer = client.post(f"/tickets/{ticket.number}/classify/", {"quality_class": "intrinsic", "reason": ""})
    assert answer.status_code == 400 and "Enter the reason for this class." in answer.content.decode()
    body = {"quality_class": "intrinsic", "reason": "焊点虚焊"}
    assert client.post(f"/tickets/{ticket.number}/classify/", body).status_code == 302
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "intrinsic quality: 焊点虚焊" in page
    assert Ticket.objects.get().class_reason == "焊点虚焊"


def test_deputy_manager_hears_of_an_intrinsic_problem_once(people):
    ticket = intrinsic(people)
    assert ("quality_manager", "page") in told()
    before = told()
    for name in ("extrinsic", "intrinsic"):
        triage.classify(ticket_id=ticket.pk, quality_class=name, reason="复核", actor=people.clerk, now=NOW)
    assert told() == before
    assert told("not_intrinsic")[0][0] == "quality_manager"


def test_class_that_comes_with_the_ticket_is_heard_too(people):
    make.logged(people, quality_class="intrinsic")
    log_feedback(
        actor=people.manager,
        now=NOW,
        rows=[Feedback(key="k", kind="complaint", text="漏水", quality_class="intrinsic")],
    )
    assert [ticket.investigate for ticket in Ticket.objects.all()] == ["needed", "needed"]
    assert len([name for name, channel in told() if channel == "page"]) == 2


def test_administrators_hear_it_if_nobody_is_deputy_manager(people):
    User.objects.filter(role="quality_manager").update(is_active=False)
    intrinsic(people)
    assert {name for name, _channel in told()} == {people.admin.username}


@pytest.mark.parametrize("how", ["close", "withdraw"])
def test_ticket_does_not_end_before_somebody_looked_at_the_problem(people, how):
    ticket = make.fulfilled(people)
    lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    triage.classify(ticket_id=ticket.pk, quality_class="intrinsic", reason="虚焊", actor=people.clerk, now=NOW)
    if how == "withdraw":
        ticket = intrinsic(people)
        with pytest.raises(RuleViolation) as error:
            lifecycle.withdraw(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="算了")
        assert error.value.code == "investigate_needed"
        return
    client, api = client_of(people.clerk, "en"), api_client_of(people.clerk)
    page = client.post(f"/tickets/{ticket.number}/close/")
    assert "investigate it" in page.content.decode()
    answer = api.post(f"/api/v1/tickets/{ticket.number}/close/", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "investigate_needed")
    many = client.post("/tickets/bulk/", {"verb": "close", "ticket": [ticket.number], "sure": "1"})
    assert "investigate it" in many.content.decode()
    triage.waive_investigating(ticket_id=ticket.pk, reason="单件", actor=people.quality_manager, now=NOW)
    assert api.post(f"/api/v1/tickets/{ticket.number}/close/", {}, format="json").status_code == 200


def test_deputy_manager_waives_with_a_reason_and_takes_it_back(people):
    ticket = intrinsic(people)
    with pytest.raises(DomainError):
        triage.waive_investigating(ticket_id=ticket.pk, reason="x", actor=people.quality, now=NOW)
    with pytest.raises(InvalidInput):
        triage.waive_investigating(ticket_id=ticket.pk, reason=" ", actor=people.quality_manager, now=NOW)
    body = {"reason": "单件偶发，已换新"}
    client = client_of(people.quality_manager, "en")
    assert client.post(f"/tickets/{ticket.number}/waive-investigating/", body).status_code == 302
    assert "No need to investigate: 单件偶发" in client.get(ticket.get_absolute_url()).content.decode()
    again = {"reason": "又来一件"}
    assert client.post(f"/tickets/{ticket.number}/require-investigating/", again).status_code == 302
    assert Ticket.objects.get().investigate == "needed"


def test_merge_hands_the_problem_over(people):
    source, target = intrinsic(people), make.logged(people)
    merging.merge(ticket_id=source.pk, into=target.pk, actor=people.clerk, now=NOW)
    target.refresh_from_db()
    assert (target.quality_class, target.investigate) == ("intrinsic", "needed")


def test_history_is_not_asked_about_until_it_is_reopened(people):
    old = {"quality_class": "intrinsic", "received_at": NOW - timedelta(days=30), "is_closed": True}
    log_feedback(actor=people.manager, now=NOW, rows=[Feedback(key="a", kind="complaint", text="旧", **old)])
    ticket = Ticket.objects.get()
    assert (ticket.investigate, told()) == ("", [])
    assert lifecycle.reopen(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="又坏").investigate == "needed"


def test_problem_of_today_is_not_imported_as_closed(people):
    row = Feedback(key="a", kind="complaint", text="漏", quality_class="intrinsic", is_closed=True)
    [error] = log_feedback(actor=people.manager, now=NOW, rows=[row])
    assert (error.code, error.field, Ticket.objects.count()) == ("investigate_needed", "state", 0)


def test_person_complained_of_does_not_investigate(people):
    ticket = intrinsic(people)
    about = {"complained_of": people.warehouse, "safety": "possible", "alternatives_told": "先借备用机"}
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, **about)
    opening = {"ticket_id": ticket.pk, "title": "虚焊", "actor": people.quality, "now": NOW}
    with pytest.raises(InvalidInput) as error:
        quality.open_investigation(lead=people.quality, team=[people.warehouse], **opening)
    assert (error.value.code, error.value.field) == ("complained_of", "team")
    quality.open_investigation(lead=people.quality, team=[people.clerk], **opening)
    ticket.refresh_from_db()
    assert ticket.investigate == "opened"
    detail = api_client_of(people.clerk).get(f"/api/v1/tickets/{ticket.number}/").json()
    assert (detail["complained_of"], detail["safety"]) == ("warehouse", "possible")

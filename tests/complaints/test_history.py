"""History of a ticket with its SLA targets, proposals, approvals and fulfilment: actor, time, values, reason."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from complaints.presentation.history import WAYS, history_of
from complaints.services import conversation, lifecycle, merging, proposals, triage
from complaints.texts.history import FIELDS, NOUNS, reason_of
from customers.models import Contact
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = pytest.mark.django_db


def lines(ticket, model="ticket"):
    with override("en"):
        return [
            (line.label, line.before, line.after)
            for change in history_of(ticket)
            if change.model == model
            for line in change.lines
        ]


def first(ticket, model):
    with override("en"):
        return next(change for change in history_of(ticket) if change.model == model)


def test_every_history_table_has_texts_and_every_named_field_exists():
    for model in WAYS:
        name = model._meta.model_name
        tracked = {field.name for field in model.history.model._meta.fields}
        assert set(FIELDS[name]) <= tracked
        assert NOUNS[name]


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("logged", "Logged"),
        ("reassigned: 休假", "Reassigned: 休假"),
        ("details: batch, grade", "Details edited"),
        ("classified intrinsic", "Quality class set"),
        ("merged into TK-1: 同一台", "Merged into: TK-1: 同一台"),
        ("submitted for approval", "Submitted for approval"),
        ("客户自己写的", "客户自己写的"),
        ("", ""),
    ],
)
def test_stored_reason_is_shown_in_the_readers_language(stored, told):
    with override("en"):
        assert reason_of(stored) == told


def test_history_of_reassigning_shows_both_owners_and_the_reason(people):
    ticket = make.logged(people)
    lifecycle.reassign(ticket_id=ticket.pk, to=people.clerk2, note="休假", actor=people.clerk, now=NOW)
    change = first(ticket, "ticket")
    assert (change.by, change.reason) == (people.clerk, "Reassigned: 休假")
    assert ("Owner", "林小满", "周予安") in lines(ticket)


def test_values_are_shown_as_texts_not_codes(people):
    ticket = make.logged(people)
    triage.classify(ticket_id=ticket.pk, quality_class="intrinsic", reason="判定", actor=people.clerk, now=NOW)
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, contact=None, batch="B1")
    told = lines(ticket)
    assert ("Quality class", "–", "Intrinsic quality") in told
    assert ("Contact", "张三", "–") in told
    assert ("Batch", "B2603-17", "B1") in told


def test_proposal_approval_and_decisions_are_shown(people):
    approval = make.approved(people)
    ticket = approval.proposal.ticket
    assert ("Amount", "–", "¥12,860.00") in lines(ticket, "proposal")
    assert ("Status", "Pending", "Approved") in lines(ticket, "approval")
    decided = first(ticket, "approvalstep")
    assert decided.noun == "Decision: General manager approves"
    assert ("Decided by", "–", "沈毅") in lines(ticket, "approvalstep")


def test_pause_shows_the_moved_sla_target(people):
    ticket = make.logged(people)
    conversation.pause(ticket_id=ticket.pk, actor=people.clerk, now=NOW, reason="等照片")
    assert first(ticket, "slatarget").reason == "Deadline moved by a pause"
    assert any(label == "Due" and after == "–" for label, _before, after in lines(ticket, "slatarget"))


def test_removed_lines_of_a_proposal_are_shown(people):
    proposal = make.proposed(people)
    proposals.save_proposal(
        ticket_id=proposal.ticket_id,
        actor=people.clerk,
        now=NOW,
        remedy="refund",
        version=proposal.version,
        lines=[make.line(people, price="9000")],
    )
    kinds = [change.kind for change in history_of(proposal.ticket) if change.model == "proposalline"]
    assert "-" in kinds


def test_history_of_other_tickets_is_left_out(people):
    one, other = make.approved(people).proposal.ticket, make.logged(people)
    assert {change.model for change in history_of(other)} == {"ticket", "slatarget"}
    assert len(history_of(one)) > len(history_of(other))


def test_change_without_anything_readable_is_left_out(people):
    ticket = make.logged(people)
    count = len(history_of(ticket))
    conversation.add_note(ticket_id=ticket.pk, actor=people.clerk2, now=NOW, body="x")
    conversation.add_note(ticket_id=ticket.pk, actor=people.clerk2, now=NOW, body="y")
    assert len(history_of(ticket)) == count + 1  # the first note changes the state, the second changes nothing


def test_erased_names_leave_a_row_without_the_name(people):
    ticket = make.logged(people)
    lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, contact=None)
    Contact.objects.filter(pk=people.contact.pk).delete()
    assert ("Contact", f"#{people.contact.pk}", "–") in lines(ticket)


def test_page_is_for_those_who_see_the_ticket(people, client):
    ticket = make.logged(people)
    url = reverse("ticket_history", args=[ticket.number])
    client.force_login(people.auditor)
    assert url in client.get(ticket.get_absolute_url()).content.decode()
    assert client.get(url).status_code == 200
    client.force_login(people.stranger)
    assert client.get(url).status_code == 404


def test_page_takes_the_same_number_of_queries_and_has_next_pages(people, client, django_assert_num_queries):
    ticket, other = make.logged(people), make.logged(people)
    client.force_login(people.clerk)
    url = reverse("ticket_history", args=[ticket.number])
    client.get(url)

    def asked() -> int:
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as queries:
            client.get(url)
        return len(queries)

    lifecycle.take(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    few = asked()
    for number in range(30):
        person = people.clerk if number % 2 == 0 else people.clerk2
        lifecycle.take(ticket_id=ticket.pk, actor=person, now=NOW + timedelta(minutes=number + 1))
        lifecycle.update_details(ticket_id=ticket.pk, actor=people.clerk, now=NOW, batch=f"B{number}")
    assert asked() == few
    page = client.get(url).context["page"]
    assert page.has_next()
    assert client.get(url, {"page": 2}).status_code == 200
    merging.merge(ticket_id=other.pk, into=ticket.pk, actor=people.clerk, now=NOW)
    assert other.number in str(lines(other)) or ticket.number in str(lines(other))


def test_api_gives_the_history_in_pages(people):
    ticket = make.approved(people).proposal.ticket
    client = api_client_of(people.auditor)
    url = f"/api/v1/tickets/{ticket.number}/history/"
    answer = client.get(url, {"page_size": 5}).json()
    assert len(answer["results"]) == 5
    assert answer["count"] > 10
    assert answer["next"]
    change = answer["results"][0]
    assert set(change) == {"at", "by", "kind", "model", "noun", "reason", "lines"}
    client.force_authenticate(people.stranger)
    assert client.get(url).status_code == 404

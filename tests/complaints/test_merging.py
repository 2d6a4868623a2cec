"""Merging tickets: nothing is lost, and reopening undoes the merge."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import DomainError, NotPermitted
from aftersales.notifications.models import Notification
from complaints.models import Ticket, TicketEntry
from complaints.presentation.conversation import conversation as shown
from complaints.services import conversation, lifecycle, merging
from customers.models import Interaction
from tests.factories import NOW, customer_of
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


@pytest.fixture
def two(people):
    return make.logged(people, description="昨天说过一次"), make.logged(people, description="今天又坏了")


def join(people, source, target, actor=None, **words):
    return merging.merge(ticket_id=source.pk, into=target.pk, actor=actor or people.clerk, now=NOW, **words)


def words(ticket):
    return [row.body for row in shown(ticket) if row.kind == "customer"]


def test_merged_ticket_is_withdrawn_with_a_link_and_without_sla_targets(people, two):
    source, target = two
    join(people, source, target, reason="同一台机器")
    source.refresh_from_db()
    assert (source.state, source.merged_into, source.next_due_at) == ("withdrawn", target, None)
    assert not source.sla_targets.filter(met_at=None, cancelled_at=None).exists()
    assert target.number in source.history.first().history_change_reason


def test_merge_copies_the_conversation_and_names_its_source(people, two):
    source, target = two
    conversation.record_customer_message(
        ticket_id=source.pk, actor=people.clerk, now=NOW, channel="phone", body="补充：漏水"
    )
    join(people, source, target)
    assert sorted(words(target)) == sorted(["昨天说过一次", "补充：漏水", "今天又坏了"])
    taken = next(row for row in shown(target) if row.body == "补充：漏水")
    assert (taken.who, taken.channel) == ("张三", source.number)
    assert [row.event for row in shown(target)].count("merge_received") == 1


def test_nothing_of_the_merged_ticket_is_lost(people, two):
    source, target = two
    before = words(source)
    contacts = Interaction.objects.count()
    join(people, source, target)
    assert words(source) == before
    assert Interaction.objects.count() == contacts


def test_merge_after_reopening_copies_no_entry_twice(people, two):
    source, target = two
    join(people, source, target)
    lifecycle.reopen(ticket_id=source.pk, actor=people.clerk, now=NOW, reason="其实是两台")
    source.refresh_from_db()
    assert (source.state, source.merged_into) == ("verifying", None)
    assert source.next_due_at
    assert "merge_undone" in [row.event for row in shown(target)]
    join(people, source, target)
    assert words(target).count("昨天说过一次") == 1


def test_merge_of_three_keeps_all_entries(people, two):
    first, second = two
    third = make.logged(people, description="第三次")
    join(people, first, second)
    join(people, second, third)
    assert set(words(third)) == {"昨天说过一次", "今天又坏了", "第三次"}


def test_merged_paused_ticket_has_no_running_sla_target(people, two):
    source, target = two
    conversation.pause(ticket_id=source.pk, actor=people.clerk, now=NOW, reason="等照片")
    join(people, source, target)
    source.refresh_from_db()
    assert source.paused_since is None
    assert not source.pauses.filter(ended_at=None).exists()


def test_merge_notifies_both_owners_but_not_the_actor(people, two):
    source, target = two
    lifecycle.take(ticket_id=target.pk, actor=people.clerk2, now=NOW)
    join(people, source, target)
    assert {n.user for n in Notification.objects.filter(template="ticket_merged", channel="page")} == {people.clerk2}


def test_merge_refuses_itself_other_customers_and_closed_tickets(people, two):
    source, target = two
    other = make.logged(
        people, customer=customer_of(people.east, number="CU-9", name="别家"), contact=None, purchase=None
    )
    unknown = make.logged(people, customer=None, contact=None, purchase=None)
    lifecycle.withdraw(ticket_id=target.pk, actor=people.clerk, now=NOW, reason="x")
    cases = ((source, "itself"), (other, "other_customer"), (unknown, "other_customer"), (target, "target_closed"))
    for into, code in cases:
        with pytest.raises(DomainError) as error:
            join(people, source, into)
        assert error.value.code == code
    assert TicketEntry.objects.filter(event="merged").count() == 0


def test_ticket_in_approval_is_not_merged(people, two):
    approval = make.submitted(people, ticket=two[0])
    with pytest.raises(DomainError):
        join(people, two[0], two[1])
    approval.refresh_from_db()
    assert approval.state == "pending"


def test_merge_is_refused_to_readers(people, two):
    with pytest.raises(NotPermitted):
        join(people, *two, actor=people.auditor)


def test_page_offers_the_customers_open_tickets_and_merges(people, two, client):
    people.clerk.language = "en"
    people.clerk.save()
    source, target = two
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[source.number, "merge"])
    assert url in client.get(source.get_absolute_url()).content.decode()
    assert target.number in client.get(url).content.decode()
    assert client.post(url, {"into": target.number}).status_code == 302
    assert target.number in client.get(source.get_absolute_url()).content.decode()
    page = client.get(target.get_absolute_url()).content.decode()
    assert source.get_absolute_url() in page
    assert "goes its own way" not in page


def test_merge_is_not_offered_without_another_open_ticket(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[ticket.number, "merge"])
    assert url not in client.get(ticket.get_absolute_url()).content.decode()
    assert client.post(url, {"into": ticket.number}).status_code == 422


def test_api_merge_answers_with_the_remaining_ticket(people, two):
    client = api_client_of(people.clerk)
    source, target = two
    url = f"/api/v1/tickets/{source.number}/merge/"
    unknown = client.post(url, {"into": "TK-2026-99999"}, format="json")
    assert (unknown.status_code, unknown.json()["errors"][0]["field"]) == (400, "into")
    assert client.post(url, {"into": target.number}, format="json").json()["number"] == target.number
    assert client.post(url, {"into": target.number}, format="json").status_code in {409, 422}
    assert Ticket.objects.get(pk=source.pk).merged_into == target

"""The conversation of a ticket: whose acts it shows, what is new in it, and a reply that comes too late."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from aftersales.kernel.errors import Conflict
from complaints.models import Ticket
from complaints.presentation.conversation import EventRun, conversation_lines, folded
from complaints.services import conversation, lifecycle
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "empty_cache")]
LATER = NOW + timedelta(minutes=5)


def written(people, ticket: Ticket, body: str = "备用机今天送到", by=None):
    return conversation.reply(ticket_id=ticket.pk, actor=by or people.clerk2, now=LATER, channel="phone", body=body)


def newest(ticket: Ticket) -> int:
    return ticket.entries.order_by("-pk").first().pk


def replies(ticket: Ticket) -> int:
    return ticket.entries.filter(kind="reply").count()


def news(client, ticket: Ticket, after: int, query: str = ""):
    return client.get(reverse("ticket_news", args=[ticket.number, after]) + query, headers={"HX-Request": "true"})


def test_every_act_names_its_person(people):
    approval = make.decide(make.submitted(people), people.manager, reason="属实")
    with override("en"):
        lines = conversation_lines(approval.proposal.ticket, people.gm, files=False)
    acts = [(str(line.author), line.body) for line in lines if line.event]
    assert (str(people.manager), "approved ¥12,860: 属实") in acts
    assert (str(people.clerk), "submitted for approval: ¥12,860") in acts
    assert all(line.author for line in lines if line.event and not line.event.startswith("risk"))


def test_act_of_the_system_has_no_person_and_keeps_its_first_letter(people):
    ticket = make.logged(people, description="再不处理我就找记者曝光")
    with override("en"):
        line = next(
            line for line in conversation_lines(ticket, people.gm, files=False) if line.event.startswith("risk")
        )
    assert line.author is None
    assert line.body.startswith("The customer ")


def test_acts_in_a_row_fold_with_their_names_and_the_newest_stands_alone(people):
    approval = make.decide(make.submitted(people), people.manager, reason="属实")
    with override("en"):
        lines = conversation_lines(approval.proposal.ticket, people.gm, files=False)
        *before, last = folded(lines)
    run = next(entry for entry in before if isinstance(entry, EventRun))
    assert last == lines[-1]
    assert f"{people.clerk} logged the ticket" in run.text
    assert run.people == [people.clerk]
    assert [line for entry in before for line in getattr(entry, "events", [entry])] == lines[:-1]


def test_page_shows_the_person_of_an_act(people, client):
    approval = make.decide(make.submitted(people), people.manager, reason="属实")
    client.force_login(people.gm)
    page = client.get(approval.proposal.ticket.get_absolute_url()).content.decode()
    assert f"<b>{people.manager}</b>" in page


def test_sender_returns_to_the_entry_that_was_written(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[ticket.number, "note"])
    answer = client.post(url, {"body": "问过承运方"})
    assert answer.url == f"{ticket.get_absolute_url()}#entry-{newest(ticket)}"


def test_nothing_new_is_answered_without_content_by_few_queries(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    news(client, ticket, newest(ticket))
    with CaptureQueriesContext(connection) as few:
        assert news(client, ticket, newest(ticket)).status_code == 204
    for number in range(30):
        written(people, ticket, f"第 {number} 次")
    with CaptureQueriesContext(connection) as many:
        assert news(client, ticket, newest(ticket)).status_code == 204
    assert len(many) == len(few) <= 4
    with CaptureQueriesContext(connection) as one:
        news(client, ticket, newest(ticket) - 1)
    with CaptureQueriesContext(connection) as all_thirty:
        news(client, ticket, newest(ticket) - 30)
    assert len(one) == len(all_thirty) <= 8


def test_new_entries_come_once_and_name_who_wrote_them(people, client):
    ticket = make.logged(people)
    before = newest(ticket)
    reply = written(people, ticket)
    client.force_login(people.clerk)
    page = news(client, ticket, before, "?reply=1").content.decode()
    assert f'id="entry-{reply.pk}"' in page and "备用机今天送到" in page
    assert str(people.clerk2) in page
    assert f'name="seen" value="{reply.pk}"' in page
    assert reverse("ticket_news", args=[ticket.number, reply.pk]) in page
    assert news(client, ticket, reply.pk).status_code == 204


def test_own_entry_is_no_news_to_its_writer(people, client):
    ticket = make.logged(people)
    before = newest(ticket)
    written(people, ticket, by=people.clerk)
    client.force_login(people.clerk)
    page = news(client, ticket, before, "?reply=1").content.decode()
    assert 'id="news"' not in page and 'name="seen"' not in page


def test_note_of_a_colleague_does_not_warn_the_writer_of_a_reply(people, client):
    ticket = make.logged(people)
    before = newest(ticket)
    conversation.add_note(ticket_id=ticket.pk, actor=people.clerk2, now=LATER, body="已问仓库")
    client.force_login(people.clerk)
    page = news(client, ticket, before, "?reply=1").content.decode()
    assert "已问仓库" in page and 'name="seen"' not in page


def test_news_are_hidden_from_those_who_do_not_see_the_ticket(people, client):
    ticket = make.logged(people)
    for person in (people.stranger, people.warehouse, people.admin):
        client.force_login(person)
        assert news(client, ticket, 0).status_code == 404
    client.logout()
    assert news(client, ticket, 0).status_code == 302


def test_reply_after_a_newer_reply_is_not_sent_but_kept_with_a_warning(people, client):
    ticket = make.logged(people)
    seen = newest(ticket)
    newer = written(people, ticket)
    client.force_login(people.clerk)
    url = reverse("ticket_step", args=[ticket.number, "reply"])
    draft = {"body": "明天给您回电话", "channel": "phone", "seen": seen}
    answer = client.post(url, draft)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert replies(ticket) == 1
    assert "明天给您回电话" in page and "备用机今天送到" in page and str(people.clerk2) in page
    assert f'name="seen" value="{newer.pk}"' in page
    assert client.post(url, {**draft, "seen": newer.pk}).status_code == 302
    assert replies(ticket) == 2


def test_closing_with_a_reply_counts_as_a_reply(people, client):
    ticket = make.logged(people)
    seen = newest(ticket)
    lifecycle.answer(ticket_id=ticket.pk, actor=people.clerk2, now=LATER, outcome="保修期两年，已告知")
    client.force_login(people.clerk)
    assert "保修期两年" in news(client, ticket, seen, "?reply=1").content.decode()
    url = reverse("ticket_step", args=[ticket.number, "reply"])
    answer = client.post(url, {"body": "保修期三年", "channel": "phone", "seen": seen})
    assert answer.status_code == 409 and replies(ticket) == 0
    assert "保修期两年" in answer.content.decode()


def test_refused_reply_sends_no_mail_and_changes_no_deadline(people):
    ticket = make.logged(people)
    seen = newest(ticket)
    written(people, ticket)
    before = Ticket.objects.get()
    with pytest.raises(Conflict) as caught:
        conversation.reply(ticket_id=ticket.pk, actor=people.clerk, now=LATER, channel="email", body="好", seen=seen)
    assert caught.value.code == "answered_meanwhile"
    assert Ticket.objects.get().version == before.version
    assert mail.outbox == []


def test_entries_that_are_no_replies_do_not_stop_a_reply(people):
    ticket = make.logged(people)
    seen = newest(ticket)
    conversation.add_note(ticket_id=ticket.pk, actor=people.clerk2, now=LATER, body="已问仓库")
    conversation.record_customer_message(
        ticket_id=ticket.pk, actor=people.clerk2, now=LATER, channel="phone", body="什么时候到"
    )
    lifecycle.reassign(ticket_id=ticket.pk, to=people.clerk2, note="请接着跟", actor=people.clerk, now=LATER)
    conversation.reply(ticket_id=ticket.pk, actor=people.clerk2, now=LATER, channel="phone", body="明天", seen=seen)
    assert replies(ticket) == 1


def test_programs_get_409_after_a_newer_reply_and_may_leave_the_field_out(people):
    ticket = make.logged(people)
    seen = newest(ticket)
    newer = written(people, ticket)
    api = api_client_of(people.clerk)
    url = f"/api/v1/tickets/{ticket.number}/reply/"
    body = {"body": "明天给您回电话", "channel": "phone"}
    refused = api.post(url, {**body, "seen": seen}, format="json")
    assert refused.status_code == 409 and refused.json()["code"] == "answered_meanwhile"
    assert api.post(url, {**body, "seen": newer.pk}, format="json").status_code == 200
    assert api.post(url, body, format="json").status_code == 200
    assert api.post(url, {**body, "seen": "x"}, format="json").status_code == 400
    assert replies(ticket) == 3

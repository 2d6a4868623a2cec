"""Colleagues who are mentioned in a note: who is offered, who is told, and what stays a text."""

import pytest
from django.urls import reverse

from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from complaints.permissions import visible_to
from complaints.presentation.conversation import reply_text
from complaints.queries.readers import names_of_readers, readers_of
from complaints.rules.mentions import mentioned
from complaints.services import conversation
from complaints.services.guests import set_guests
from tests.factories import NOW
from tests.factories.clients import api_client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
NAMES = {"顾北": 1, "Gu Bei": 1, "gubei": 1, "顾北辰": 2, "Lin": 3}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("麻烦 @顾北 看一下", {1: "顾北"}),
        ("@顾北看一下", {1: "顾北"}),
        ("@顾北辰，@gu bei", {2: "顾北辰", 1: "gu bei"}),
        ("@顾北 @顾北", {1: "顾北"}),
        ("ann@Lin.example", {}),
        ("@Linda", {}),
        ("@Lin, please", {3: "Lin"}),
        ("@", {}),
        ("@@顾北", {1: "顾北"}),
        ("＠顾北", {}),  # noqa: RUF001
    ],
)
def test_longest_name_counts(text, found):
    assert mentioned(text, NAMES) == found


def tickets(people):
    """Tickets that some see and others do not, each for another reason."""
    yield make.logged(people)
    yield make.logged(people, customer=None, contact=None, purchase=None)
    yield make.approved(people).proposal.ticket
    guest = make.logged(people)
    set_guests(ticket_id=guest.pk, reason="QI-1", users=[people.warehouse])
    yield guest


def test_readers_are_those_to_whom_the_ticket_is_visible(people):
    User.objects.filter(pk=people.clerk2.pk).update(is_active=False)
    for ticket in tickets(people):
        see = {
            user.pk for user in User.objects.filter(is_active=True) if visible_to(user).filter(pk=ticket.pk).exists()
        }
        assert set(readers_of(ticket).values_list("pk", flat=True)) == see


def test_who_is_mentioned_is_told_once_and_the_writer_is_not(people):
    ticket = make.logged(people)
    body = f"麻烦 @{people.manager} 看一下，@{people.clerk} @{people.manager.username}"
    entry = conversation.add_note(ticket_id=ticket.pk, actor=people.clerk, now=NOW, body=body)
    told = Notification.objects.filter(template="ticket_mentioned")
    assert {row.user for row in told} == {people.manager}
    assert told.first().url.endswith(f"#entry-{entry.pk}")
    assert "看一下" not in str(told.first().params)


def test_who_may_not_see_the_ticket_is_not_told(people):
    ticket = make.logged(people)
    for person in (people.stranger, people.admin, people.warehouse):
        conversation.add_note(ticket_id=ticket.pk, actor=people.clerk, now=NOW, body=f"@{person.username} 看")
    assert not Notification.objects.filter(template="ticket_mentioned").exists()
    assert not ticket.entries.filter(params__has_key="mentions").exists()


def test_name_of_two_people_is_nobodys(people):
    User.objects.filter(pk__in=[people.manager.pk, people.gm.pk]).update(name="王伟")
    names = names_of_readers(make.logged(people))
    assert "王伟" not in names and people.gm.username in names


def test_mention_is_marked_on_the_page_and_comes_through_the_api(people, client):
    ticket = make.logged(people)
    body = {"body": f"@{people.manager} 请看 <b>"}
    assert (
        api_client_of(people.clerk).post(f"/api/v1/tickets/{ticket.number}/note/", body, format="json").status_code
        == 200
    )
    client.force_login(people.manager)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert f'<span class="s-mention">@{people.manager}</span> 请看 &lt;b&gt;' in page
    assert Notification.objects.filter(template="ticket_mentioned", user=people.manager).exists()


def test_list_offers_readers_by_part_of_a_name(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    address = reverse("ticket_people", args=[ticket.number])
    page = client.get(address, {"q": str(people.manager)[:1]}).content.decode()
    assert f'data-text="@{people.manager} "' in page
    assert client.get(address, {"q": people.stranger.username}).content.decode().count("role=") == 0
    assert client.get(address).content.decode().count('role="option"') <= 8
    client.force_login(people.stranger)
    assert client.get(address).status_code == 404


def test_preview_is_what_the_conversation_shows(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    address = reverse("ticket_preview", args=[ticket.number])
    assert (
        client.post(address, {"body": "**急** <script>"}).content
        == b"<p><strong>\xe6\x80\xa5</strong> &lt;script&gt;</p>\n"
    )
    assert client.post(address, {}).content == b""
    client.force_login(people.stranger)
    assert client.post(address, {"body": "x"}).status_code == 404


def test_reply_is_plain_in_its_mail_and_marked_on_the_page(people, client):
    ticket = make.logged(people)
    entry = conversation.reply(
        ticket_id=ticket.pk, actor=people.clerk, now=NOW, channel="phone", body="**急**，见[说明](https://a.example)"
    )
    assert reply_text({"entry": entry.pk})["body"].startswith("急，见说明 (https://a.example)")
    client.force_login(people.clerk)
    assert "<strong>急</strong>" in client.get(ticket.get_absolute_url()).content.decode()


def test_words_of_the_customer_stay_as_they_were_said(people, client):
    ticket = make.logged(people, description="**坏了**")
    client.force_login(people.clerk)
    page = client.get(ticket.get_absolute_url()).content.decode()
    assert "**坏了**" in page and "<strong>坏了" not in page

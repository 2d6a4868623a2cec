"""Who looks at a ticket and who writes: seen by others who may see the ticket, for half a minute, and kept nowhere."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from redis.exceptions import ConnectionError as RedisIsAway

from complaints.presentation.presence import here_mark
from complaints.services.presence import LIFE_SECONDS, Present, look
from tests.factories import NOW

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now", "empty_cache")]


def newest(ticket) -> int:
    return ticket.entries.order_by("-pk").first().pk


def ask(client, ticket, **params):
    address = reverse("ticket_news", args=[ticket.number, newest(ticket)])
    return client.get(address, params, headers={"HX-Request": "true"})


def test_others_are_seen_and_nobody_sees_themselves(people):
    assert look(ticket_id=1, actor=people.clerk, now=NOW) == []
    assert look(ticket_id=1, actor=people.clerk, now=NOW) == []
    assert look(ticket_id=1, actor=people.clerk2, now=NOW, writing="reply") == [Present(people.clerk.pk, "")]
    assert look(ticket_id=1, actor=people.clerk, now=NOW) == [Present(people.clerk2.pk, "reply")]
    assert look(ticket_id=2, actor=people.clerk, now=NOW) == []


def test_who_stops_asking_is_gone_after_half_a_minute(people):
    look(ticket_id=1, actor=people.clerk, now=NOW)
    at_the_end = NOW + timedelta(seconds=LIFE_SECONDS)
    assert look(ticket_id=1, actor=people.clerk2, now=at_the_end) == [Present(people.clerk.pk, "")]
    assert look(ticket_id=1, actor=people.clerk2, now=at_the_end + timedelta(seconds=1)) == []


def test_who_asks_every_ten_seconds_stays(people):
    for seconds in range(0, 100, 10):
        look(ticket_id=1, actor=people.clerk, now=NOW + timedelta(seconds=seconds))
        seen = look(ticket_id=1, actor=people.clerk2, now=NOW + timedelta(seconds=seconds + 9))
        assert seen == [Present(people.clerk.pk, "")]


def test_nothing_but_ids_and_moments_is_kept(people):
    look(ticket_id=1, actor=people.clerk, now=NOW, writing="note")
    assert cache.get("presence:1") == {people.clerk.pk: (int(NOW.timestamp()), "note")}


@pytest.mark.parametrize("fault", [OSError, RedisIsAway])
def test_without_a_cache_nobody_is_seen(people, monkeypatch, fault):
    def broken(*_args, **_options):
        raise fault

    look(ticket_id=1, actor=people.clerk, now=NOW)
    monkeypatch.setattr(type(cache._connections[cache._alias]), "get", broken)
    assert look(ticket_id=1, actor=people.clerk2, now=NOW) == []


def test_page_is_told_when_somebody_comes_writes_and_leaves(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    assert ask(client, ticket).status_code == 204
    look(ticket_id=ticket.pk, actor=people.clerk2, now=NOW, writing="note")
    answer = ask(client, ticket)
    here = here_mark([Present(people.clerk2.pk, "note")])
    page = answer.content.decode()
    assert answer.status_code == 200 and str(people.clerk2) in page
    assert f"here={here}" in page and 'id="news"' not in page and 'id="seen"' not in page
    assert ask(client, ticket, here=here).status_code == 204
    cache.clear()
    gone = ask(client, ticket, here=here)
    assert gone.status_code == 200 and str(people.clerk2) not in gone.content.decode()


def test_what_is_written_is_one_of_the_tabs(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk2)
    ask(client, ticket, writing="<b>")
    assert look(ticket_id=ticket.pk, actor=people.clerk, now=NOW) == [Present(people.clerk2.pk, "")]
    ask(client, ticket, writing="reply")
    assert look(ticket_id=ticket.pk, actor=people.clerk, now=NOW) == [Present(people.clerk2.pk, "reply")]


def test_who_may_not_see_the_ticket_neither_sees_nor_is_seen(people, client):
    ticket = make.logged(people)
    look(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    client.force_login(people.stranger)
    assert ask(client, ticket).status_code == 404
    assert look(ticket_id=ticket.pk, actor=people.clerk2, now=NOW) == []


def test_poll_of_a_quiet_ticket_reads_the_ticket_alone(people, client):
    ticket = make.logged(people)
    client.force_login(people.clerk)
    look(ticket_id=ticket.pk, actor=people.clerk2, now=NOW)
    here = here_mark([Present(people.clerk2.pk, "")])
    address = f"{reverse('ticket_news', args=[ticket.number, newest(ticket)])}?here={here}"
    client.get(address)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(address).status_code == 204
    own = [row["sql"] for row in seen if "django_session" not in row["sql"] and 'FROM "staff_user"' not in row["sql"]]
    assert len(own) == 1, own

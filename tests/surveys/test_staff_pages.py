"""Pages of satisfaction for staff: figures, and anonymous responses."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import cast as make_cast
from tests.factories.surveys import answers, questionnaires

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 18)
ADDRESS = "?quarter=2026-Q4"


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def form(db):
    return questionnaires()


def text(client, user, name: str, query: str = ADDRESS) -> str:
    client.force_login(user)
    response = client.get(reverse(name) + query, HTTP_ACCEPT_LANGUAGE="en")
    assert response.status_code == 200
    return response.content.decode()


def test_figures_open_their_rows(client, cast, form) -> None:
    answers(form, DAY, [5] * 42 + [3] * 8, nps=9, solved=True)
    page = text(client, cast.executive, "surveys_tickets")
    assert "84.0" in page and "± 10.1" in page
    assert f"{reverse('responses')}?quarter=2026-Q4" in page


def test_four_answers_are_hidden(client, cast, form) -> None:
    answers(form, DAY, [1] * 4, comment="太慢")
    for name in ("surveys_tickets", "responses"):
        page = text(client, cast.manager, name)
        assert "Fewer than five responses" in page and "太慢" not in page


def test_rows_show_answers_but_neither_person_nor_time(client, cast, form) -> None:
    answers(form, DAY, [1] * 5, comment="太慢", region=cast.east, tier="important")
    answers(form, DAY, [5], comment="很好", region=cast.west, tier="prospect")
    page = text(client, cast.manager, "responses")
    assert page.count("太慢") == 5 and "很好" in page
    assert "East" in page and "West" not in page and "Prospect" not in page  # only one answer from there: hidden
    assert "2026-11" in page and "11-18" not in page


def test_rows_filter_by_answer(client, cast, form) -> None:
    answers(form, DAY, [5] * 5, comment="很好", solved=True)
    answers(form, DAY, [2], comment="太慢", solved=True)
    answers(form, DAY, [4], comment="没修好", solved=False)
    unhappy = text(client, cast.manager, "responses", ADDRESS + "&view=unhappy")
    assert "太慢" in unhappy and "很好" not in unhappy
    unsolved = text(client, cast.manager, "responses", ADDRESS + "&view=unsolved")
    assert "没修好" in unsolved and "太慢" not in unsolved
    assert "没修好" in text(client, cast.manager, "responses", ADDRESS + "&view=words")


def test_rep_sees_the_own_region_only(client, cast, form) -> None:
    answers(form, DAY, [5] * 6, comment="东", region=cast.east)
    answers(form, DAY, [1] * 6, comment="西", region=cast.west)
    for query in (ADDRESS, f"{ADDRESS}&region={cast.west.pk}"):
        page = text(client, cast.rep, "responses", query)
        assert "东" in page and "西" not in page


def test_invalid_filters_are_refused_or_ignored(client, cast, form) -> None:
    client.force_login(cast.manager)
    assert client.get(reverse("surveys_tickets") + "?quarter=x").status_code == 400
    for query in ("&region=x", "&region=-1", "&region=99999999999", "&view=x", "&page=x"):
        assert client.get(reverse("responses") + ADDRESS + query).status_code == 200


def test_pages_are_for_roles_that_read_satisfaction(client, cast) -> None:
    for user in (cast.warehouse, cast.admin, cast.quality):
        client.force_login(user)
        assert client.get(reverse("surveys_tickets")).status_code == client.get(reverse("responses")).status_code == 404


@pytest.mark.parametrize("name", ["surveys_tickets", "responses"])
def test_pages_take_the_same_number_of_queries_for_any_rows(client, cast, form, name: str) -> None:
    counts = []
    for more in ([5] * 5, [4] * 5, [4] * 30):
        answers(form, DAY, more, comment="好", region=cast.east)
        with CaptureQueriesContext(connection) as asked:
            text(client, cast.manager, name)
        counts.append(len(asked))
    assert counts[1] == counts[2]  # the first visit also fills caches

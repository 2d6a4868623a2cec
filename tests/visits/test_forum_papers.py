"""The minutes of a forum as PDF, in both languages."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from tests.factories import NOW
from tests.factories.clients import client_of
from tests.visits import care as make
from visits.documents import forum_minutes
from visits.queries.forums import forums, whole
from visits.services import forum_opinions

pytestmark = pytest.mark.django_db


def followed_up(people):
    forum = make.held(people)
    facts = {"actor": people.manager, "now": NOW}
    answered = make.said(people, forum)
    make.said(people, forum, words="请回 138 0000 2406", agree=0)
    forum_opinions.decline(opinion_id=answered.pk, reason="可买延保", **facts)
    return whole(forums(people.manager)).get(pk=forum.pk)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh-hans", ["用户座谈会纪要", "不采纳：可买延保", "邀请 1 位，到会 1 位", "还没人接，2026-11-25 前要有下落"]),
        ("en", ["Minutes of the user forum", "Declined: 可买延保", "1 of 1 invited", "to be decided by 2026-11-25"]),
    ],
)
def test_minutes_say_each_opinion_with_its_fate(people, language, words):
    html = forum_minutes.html(followed_up(people), language)
    assert [word for word in words if word not in html] == []
    assert "138 0000 2406" not in html


def test_minutes_are_a_pdf_that_can_be_read(people):
    forum = followed_up(people)
    answer = client_of(people.rep).get(reverse("forum_minutes", args=[forum.number]), {"lang": "zh"})
    pages = PdfReader(io.BytesIO(answer.content)).pages
    text = "".join(page.extract_text() for page in pages).replace("\n", "")
    assert "报修以后没人告诉我排到哪天" in text and forum.number in text


def test_forum_that_was_not_held_has_no_minutes(people):
    forum = make.planned(people)
    assert client_of(people.rep).get(reverse("forum_minutes", args=[forum.number])).status_code == 404

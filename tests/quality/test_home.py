"""The start page of the quality department: its groups of work, and the figures beside them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from complaints.quality.models import Investigation
from complaints.quality.presentation.home import home_groups
from complaints.quality.presentation.home_side import home_side, quarter_start
from complaints.quality.presentation.ishikawa import head_lines
from tests.factories import NOW
from tests.factories.clients import client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]


def test_samples_and_objections_show_what_is_to_be_done(people):
    make.judged(people)
    make.examining(people)
    make.sealed(people, seal_number="F-0009", retain_until=(NOW + timedelta(days=1)).date())
    page = client_of(people.quality, "en").get("/").content.decode()
    assert "Tell the customer the verdict" in page
    assert "Wait for the verdict of the inspection body" in page
    assert "F-0009" not in page
    later = home_groups(people.quality, NOW + timedelta(days=3))[-1]
    assert "F-0009" not in " ".join(item["title"] for item in later.items), "an objection of the ticket needs it"


def test_sample_whose_period_is_over_is_to_be_disposed_of(people):
    make.sealed(people, retain_until=(NOW + timedelta(days=1)).date())
    group = home_groups(people.quality, NOW + timedelta(days=3))[-1]
    assert [item["state"] for item in group.items] == ["due"]
    assert "F-0001" in group.items[0]["title"]


def test_side_column_shows_the_next_meeting_and_what_it_lacks(people):
    row = make.found(people)
    meeting = make.planned(people, row)
    page = client_of(people.quality_manager, "en").get("/").content.decode()
    assert "Next meeting" in page
    assert meeting.get_absolute_url() in page
    assert "There is no report yet" in page


def test_share_solved_in_time_opens_exactly_its_rows(people):
    make.decided(people)
    late = make.opened(people)
    Investigation.objects.filter(pk=late.pk).update(due_at=NOW - timedelta(hours=1))
    Investigation.objects.exclude(pk=late.pk).update(due_at=NOW - timedelta(minutes=1), decided_at=NOW - timedelta(1))
    ahead = make.opened(people)
    solved = next(section for section in home_side(people.quality, NOW) if section.key == "solved")
    assert (solved.context["met"], solved.context["all"]) == (1, 2)
    page = client_of(people.quality, "en").get(solved.context["url"]).content.decode()
    assert late.number in page
    assert ahead.number not in page


def test_cost_of_the_quarter_opens_its_rows(people):
    make.labour(people)
    cost = next(section for section in home_side(people.quality, NOW) if section.key == "cost")
    assert cost.context["total"] == sum(line.amount for line in cost.context["lines"]) > 0
    assert f"from={quarter_start(NOW.date())}" in cost.link_url


def test_number_of_queries_does_not_grow_with_the_work(people):
    def count() -> int:
        client = client_of(people.quality)
        client.get("/")
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/").status_code == 200
        return len(seen)

    def work() -> None:
        make.judged(people)
        make.examining(people)
        make.done(people)
        make.planned(people, make.found(people))
        make.labour(people)

    work()
    few = count()
    work()
    work()
    assert count() == few


def test_others_keep_their_own_start_page(people):
    make.judged(people)
    page = client_of(people.clerk, "en").get("/").content.decode()
    assert "Samples and objections" not in page
    assert "Quality cost this quarter" not in page


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("箱内超温", ["箱内超温"]),
        ("HX-250 读数偏低，箱内超温", ["HX-250 读数偏低", "箱内超温"]),
        ("灌封胶没有固化透以后探头松动读数偏低", ["灌封胶没有固化透以", "后探头松动读数偏低"]),
        ("Readings too low, chamber overheats again", ["Readings too low", "chamber overheats…"]),
    ],
)
def test_title_fits_into_the_head_of_the_fish(title, lines):
    assert [text for text, _y in head_lines(title)] == lines

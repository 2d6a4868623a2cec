"""What customers wrote: searchable by two characters, in themes, and never leading to a person."""

from datetime import date

import pytest
from django.urls import reverse

from surveys.exporting import LISTINGS
from surveys.models import Questionnaire, Response, Verbatim
from surveys.queries.verbatims import asked_verbatims, themes
from surveys.services.responses import submit_response
from surveys.services.verbatims import index_verbatims, voice_of
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.surveys import answers, invited, questionnaires

pytestmark = pytest.mark.usefixtures("at_now")
DAY = date(2026, 11, 2)
QUARTER = "2026-Q4"


def wrote(people, comment, count=1, nps=10, region=None):
    answers(questionnaires_once(), DAY, [4] * count, comment=comment, nps=nps, region=region or people.east)


def questionnaires_once():
    return Questionnaire.objects.filter(code="after-ticket").first() or questionnaires()


def found(people, user=None, **asked):
    return list(asked_verbatims(user or people.manager, {"quarter": QUARTER, **asked}).rows)


def test_groups_by_the_likelihood_to_recommend() -> None:
    assert [voice_of(score) for score in (0, 6, 7, 8, 9, 10, None)] == [
        "detractor",
        "detractor",
        "passive",
        "passive",
        "promoter",
        "promoter",
        "",
    ]


def test_every_comment_is_indexed_once_and_found_by_two_characters(people) -> None:
    wrote(people, "师傅很专业，一次修好", 4)
    wrote(people, "进度没人告诉我", 2, nps=3)
    wrote(people, "", 3)
    assert index_verbatims(now=NOW) == 6 and index_verbatims(now=NOW) == 0
    assert [row.response.comment for row in found(people, q="进度")] == ["进度没人告诉我"] * 2
    assert len(found(people, q="专业")) == 4 and found(people, q="没有的词") == []
    assert len(found(people, voice="detractor")) == 2
    assert set(Verbatim.objects.values_list("pk", flat=True)) <= set(Response.objects.values_list("pk", flat=True))


def test_themes_count_promoters_and_detractors(people) -> None:
    wrote(people, "进度没人告诉我", 3, nps=2)
    wrote(people, "进度很清楚", 2, nps=10)
    index_verbatims(now=NOW)
    rows = {row["theme"].key: row for row in themes(asked_verbatims(people.manager, {"quarter": QUARTER}))}
    assert (rows["进度"]["n"], rows["进度"]["promoters"], rows["进度"]["detractors"]) == (5, 2, 3)
    assert len(found(people, theme="进度")) == 5


def test_fewer_than_five_answers_are_hidden(people) -> None:
    wrote(people, "只有四个人", 4)
    index_verbatims(now=NOW)
    asked = asked_verbatims(people.manager, {"quarter": QUARTER})
    assert asked.hidden and not asked.rows.exists()


def test_small_region_is_hidden_also_by_subtraction_and_by_group(people) -> None:
    wrote(people, "东部的话", 9)
    wrote(people, "西部的话", 3, region=people.west)
    index_verbatims(now=NOW)
    assert len(found(people)) == 12
    assert found(people, region=str(people.west.pk)) == []
    # East minus nothing would show the three of the west.
    assert found(people, region=str(people.east.pk)) == []
    wrote(people, "西部的话", 6, region=people.west)
    wrote(people, "东部不满", 2, nps=1)
    index_verbatims(now=NOW)
    assert len(found(people, region=str(people.east.pk))) == 11
    assert found(people, region=str(people.east.pk), voice="detractor") == []


def test_page_has_no_name_and_masks_phones(people) -> None:
    invitation, token = invited(people)
    said = "张三让我打 13912345678，上门费没说清"
    submit_response(token=token, answers={"csat": "4", "nps": "9", "improve": said}, language="zh-hans", now=NOW)
    wrote(people, "上门费没说清", 5)
    index_verbatims(now=NOW)
    client = client_of(people.manager)
    page = client.post(reverse("verbatims"), {"quarter": QUARTER, "q": "上门"}).content.decode()
    assert page.count("<mark>上门</mark>") == 6 and "13912345678" not in page
    assert people.customer.name not in page.split("<main")[1]
    api = client.get(f"/api/v1/verbatims/?quarter={QUARTER}&voice=promoter").json()
    assert api["count"] == 6 and "customer" not in api["results"][0]
    assert client_of(people.rep).get(reverse("verbatims")).status_code == 404
    assert client_of(people.warehouse).get(reverse("verbatims")).status_code == 404


def test_page_takes_the_same_number_of_queries_for_few_and_many(people, django_assert_max_num_queries) -> None:
    wrote(people, "交货很快", 30)
    index_verbatims(now=NOW)
    client = client_of(people.manager)
    with django_assert_max_num_queries(30):
        assert client.get(f"{reverse('verbatims')}?quarter={QUARTER}").status_code == 200


def test_export_has_the_same_rows_without_people(people) -> None:
    wrote(people, "交货很快", 6)
    index_verbatims(now=NOW)
    listing = next(one for one in LISTINGS if one.name == "verbatims")
    rows = listing.rows(people.manager, {"quarter": QUARTER, "q": "交货"}, NOW)
    dressed = list(listing.dress(people.manager, list(rows), {"quarter": QUARTER}))
    assert [listing.columns[0].of(row) for row in dressed] == ["交货很快"] * 6

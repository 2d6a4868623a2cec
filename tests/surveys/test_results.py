"""The page of results: three readings, switch, hidden cells, who may see what."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from surveys.models import Computation, Figure, IndexModel, Response
from surveys.services.computing import compute_round
from tests.factories import NOW
from tests.factories import cast as make_cast

from .factories import closed_round, invite, quarterly, respond

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(db):
    return make_cast()


def ccsi() -> IndexModel:
    """The model of the default questionnaire, as an installation has it."""
    found, _made = IndexModel.objects.get_or_create(
        code="ccsi-test",
        defaults={
            "title_zh": "中国顾客满意度指数",
            "title_en": "CCSI",
            "latents": [{"code": c, "zh": c, "en": c} for c in ("IMG", "EXP", "PQ", "PV", "SAT", "CMP", "LOY")],
            "paths": [
                ["IMG", "EXP"], ["IMG", "PQ"], ["IMG", "PV"], ["IMG", "SAT"], ["IMG", "LOY"], ["EXP", "PQ"],
                ["EXP", "PV"], ["EXP", "SAT"], ["PQ", "PV"], ["PQ", "SAT"], ["PV", "SAT"], ["SAT", "CMP"],
                ["SAT", "LOY"], ["CMP", "LOY"],
            ],
            "target": "SAT",
        },
    )  # fmt: skip
    return found


def two_rounds(cast, n: int = 60, **fields):
    earlier = closed_round("2026-Q2", at=NOW - timedelta(days=90), **fields)
    respond(earlier, n, level=6.0, region=cast.east)
    found = closed_round("2026-Q3", **fields)
    respond(found, n, level=8.3, seed=2, region=cast.east)
    respond(found, 9, level=8.3, seed=3, region=cast.west)
    respond(found, 2, seed=4, tier="important")
    for one in (earlier, found):
        compute_round(one.pk, NOW)
    return found


def text(client, user, query: str = "", name: str = "surveys", *args, status: int = 200) -> str:
    client.force_login(user)
    answer = client.get(reverse(name, args=args) + query, HTTP_ACCEPT_LANGUAGE="en")
    assert answer.status_code == status
    return answer.content.decode()


def test_before_the_first_round_the_page_says_what_will_be_here(client, cast) -> None:
    assert "No round has been computed yet" in text(client, cast.manager)


def test_a_round_that_is_being_computed_says_how_far_it_is(client, cast) -> None:
    Computation.objects.create(round=closed_round(), lease="x", percent=40)
    assert "Q3 2026 is being computed: 40%" in text(client, cast.manager)


def test_assessment_answers_whether_customers_are_more_satisfied(client, cast) -> None:
    two_rounds(cast)
    page = text(client, cast.executive)
    assert "Customers are more satisfied than last time" in page and "significant" in page
    assert "Satisfaction, Q3 2026" in page and "vs Q2" in page
    assert "under 5, hidden" in page


def test_the_quarter_and_the_switch_are_part_of_the_address(client, cast) -> None:
    two_rounds(cast)
    page = text(client, cast.gm, "?quarter=2026-Q2&flagged=without")
    assert "Satisfaction, Q2 2026" in page and "there is no earlier round" in page
    assert text(client, cast.gm, "?quarter=2025-Q1", status=404)
    assert text(client, cast.gm, "?quarter=x&tab=x", status=404)


def test_research_says_why_there_are_no_paths(client, cast) -> None:
    two_rounds(cast)
    assert "100 customers who answered every question" in text(client, cast.quality_manager, "?tab=research")


def test_research_draws_the_path_model(client, cast) -> None:
    quarterly()
    form = quarterly()
    form.index_model = ccsi()
    form.save()
    found = closed_round()
    respond(found, 320)
    compute_round(found.pk, NOW)
    page = text(client, cast.manager, "?tab=research")
    assert ("+5 here" in page) == (reverse("measure_new") + "?code=item%3A" in page)
    assert "s-path--wide" in page and "s-path--phone" in page and "Satisfaction comes from" in page
    assert "Concentrate here" in page and "style=" not in page


def test_strategy_shows_promoters_themes_and_the_funnel(client, cast) -> None:
    found = closed_round(population=100, sample_size=80)
    rows = respond(found, 60, level=9.2, comment="师傅人员专业")
    rows += respond(found, 20, level=5.0, seed=2, comment="中间没有进度告知")
    invite(found, cast, rows)
    compute_round(found.pk, NOW)
    page = text(client, cast.manager, "?tab=strategy")
    assert "专业" in page and "进度" in page and "Promoters" in page and "In the frame" in page


def test_rows_are_for_named_rounds_and_name_only_whom_to_call(client, cast) -> None:
    found = closed_round()
    rows = respond(found, 6, overrides={"nps": 2}, region=cast.east, comment="太慢")
    rows += respond(found, 6, overrides={"nps": 10}, region=cast.east, seed=2)
    invite(found, cast, rows)
    compute_round(found.pk, NOW)
    unhappy, happy = rows[0].invitation.customer.name, rows[-1].invitation.customer.name
    page = text(client, cast.manager, "", "round_responses", "2026-Q3")
    assert unhappy in page and happy not in page and "太慢" in page
    assert unhappy not in text(client, cast.auditor, "", "round_responses", "2026-Q3")
    text(client, cast.clerk, "", "round_responses", "2026-Q3", status=404)
    for query in ("?segment=region&member=99", "?segment=x", "?segment=tier&member=important"):
        text(client, cast.manager, query, "round_responses", "2026-Q3", status=404)
    assert "太慢" in text(client, cast.manager, f"?segment=region&member={cast.east.pk}", "round_responses", "2026-Q3")


def test_answers_of_an_anonymous_round_cannot_be_listed(client, cast) -> None:
    found = closed_round(is_anonymous=True)
    respond(found, 20, region=cast.east)
    compute_round(found.pk, NOW)
    text(client, cast.manager, "", "round_responses", "2026-Q3", status=404)
    assert "/responses/" not in text(client, cast.manager)


def test_the_monitor_lists_flags_for_manager_and_auditor_only(client, cast) -> None:
    found = closed_round()
    respond(found, 20)
    respond(found, 3, overrides={"fair": 2}, seed=2)
    respond(found, 2, overrides={"fair": 3}, seed=3)
    respond(found, 4, overrides={"fair": 4}, seed=4)
    compute_round(found.pk, NOW)
    for user in (cast.manager, cast.auditor):
        page = re.sub(r"\s+", " ", text(client, user, "", "survey_honesty"))
        links = user == cast.auditor
        for label, code, n in (("High score asked for", "prompted", 3), ("Gift or favour offered", "gift", 2)):
            shown = re.search(f'<td>{label}</td> <td class="num">(?:<a href="([^"]*)">)?{n}<', page)
            assert shown and (f"?flag={code}" in (shown[1] or "")) is links
    flags = Figure.objects.filter(round=found, code__in=["flag:prompted", "flag:gift"])
    assert dict(flags.values_list("code", "value")) == {"flag:prompted": 3, "flag:gift": 2}
    assert "Told what to score, or a gift" in text(client, cast.manager)
    text(client, cast.gm, "", "survey_honesty", status=404)


def test_only_auditors_see_on_which_answers_scores_were_steered(client, cast) -> None:
    """The page of responses and the API: neither the flag, nor by leaving out or picking, nor the tab."""
    found = closed_round()
    respond(found, 20)
    row = respond(found, 1, overrides={"fair": 3, "sat1": 8, "nps": 8}, seed=2)[0]
    Response.objects.filter(pk=row.pk).update(comment="有人送礼")
    compute_round(found.pk, NOW)
    api = "/api/v1/results/2026-Q3/responses/"
    for user, seen in ((cast.auditor, True), (cast.manager, False), (cast.gm, False)):
        page = text(client, user, "", "round_responses", "2026-Q3")
        assert ("Gift or favour offered" in page) is seen and "有人送礼" in page
        assert ("有人送礼" in text(client, user, "?flag=any", "round_responses", "2026-Q3")) is seen
        text(client, user, "?flag=gift", "round_responses", "2026-Q3", status=200 if seen else 404)
        told = client.get(api).json()["results"]
        assert any("gift" in one["flag_codes"] for one in told) is seen
        assert client.get(f"{api}?flag=gift").status_code == (200 if seen else 404)


def test_a_rep_sees_the_own_region_only(client, cast) -> None:
    two_rounds(cast)
    page = text(client, cast.rep)
    assert "East" in page and "West" not in page and "By team" not in page


@pytest.mark.parametrize("tab", ["assessment", "research", "strategy"])
def test_queries_of_the_page_are_few(client, cast, django_assert_max_num_queries, tab) -> None:
    two_rounds(cast)
    client.force_login(cast.manager)
    client.get(reverse("surveys"))
    with django_assert_max_num_queries(40):
        client.get(reverse("surveys") + f"?tab={tab}")


def test_the_api_has_the_figures_but_no_hidden_ones(client, cast) -> None:
    two_rounds(cast)
    client.force_login(cast.gm)
    rounds = client.get(reverse("api-result-list")).json()["results"]
    assert [row["quarter"] for row in rounds] == ["2026-Q3", "2026-Q2"]
    url = reverse("api-result-detail", args=["2026-Q3"])
    found = {row["code"]: row for row in client.get(url).json()["figures"]}
    assert found["index:SAT"]["is_significant"] and found["answers"]["n"] == 71
    tiers = client.get(f"{url}?segment=tier").json()["figures"]
    hidden = [row for row in tiers if row["member"] == "important"]
    assert hidden and all(row["is_hidden"] and row["value"] is None and row["n"] is None for row in hidden)


def test_the_api_lists_responses_of_named_rounds(client, cast) -> None:
    found = closed_round()
    respond(found, 8, comment="太慢")
    compute_round(found.pk, NOW)
    client.force_login(cast.auditor)
    url = reverse("api-result-responses", args=["2026-Q3"])
    rows = client.get(url).json()
    assert rows["count"] == 8 and "customer" not in rows["results"][0]
    found.is_anonymous = True
    found.save()
    assert client.get(url).status_code == 404
    client.force_login(cast.clerk)
    assert client.get(url).status_code == 404


def test_the_third_reading_names_the_measures_of_the_round_and_the_calls(client, cast) -> None:
    from tests.factories.measures import set_up  # noqa: PLC0415

    found = closed_round()
    respond(found, 30, overrides={"pq6": 5})
    compute_round(found.pk, NOW)
    row = set_up(cast)
    client.force_login(cast.manager)
    page = client.get(reverse("surveys") + "?tab=strategy").content.decode()
    assert row.action.title in page and row.get_absolute_url() in page and "/surveys/did/?quarter=2026-Q3" in page

"""The pages of self-evaluation: the sum, the items with their evidence, the settings, and who may do what."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from django.utils.html import strip_tags

from customers.models import Purchase
from reports.certification.documents import dossier
from reports.certification.enums import Evidence
from reports.certification.models import SelfEvaluation, SelfEvaluationItem
from reports.certification.queries.drawn import drawn_names
from reports.certification.queries.evaluations import whole
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
LIST = "/reports/certification/"


def page(user, address, language="en"):
    answer = client_of(user, language).get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_evaluation_shows_the_sum_the_gaps_and_that_it_is_no_certificate(people):
    row = factories.rated(people, "0.9")
    factories.marked(people, row)
    html = page(people.manager, row.get_absolute_url())
    for said in (
        "a self-assessment, not a certificate",
        "Base score",
        "Deductions",
        "Four stars 90",
        "lacks",
        "no action yet",
    ):
        assert said in html
    assert "本年度产品不在回收名录" in html and "left out of the denominator" in html
    chinese = page(people.manager, row.get_absolute_url(), "zh-hans")
    for said in ("这是自评，不是证书", "基础分", "减分项", "移出分母", "导出卷宗 PDF"):
        assert said in chinese


def test_item_shows_query_sample_and_who_decided(people):
    row = factories.assessed(people)
    html = page(people.auditor, f"{row.get_absolute_url()}5.1.1/")
    assert "Q-101" in html and row.seed in html and "2 of 2 regions have somebody responsible" in html
    assert people.east.code in html and people.quality_manager.name in html
    by_hand = page(people.auditor, f"{row.get_absolute_url()}5.1.3/")
    assert "年度服务预算与决算" in by_hand and "budget.pdf" in by_hand
    file = SelfEvaluationItem.objects.get(evaluation=row, item__code="5.1.3").evidence.get()
    answer = client_of(people.auditor).get(f"{row.get_absolute_url()}5.1.3/files/{file.pk}/")
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client_of(people.auditor).get(f"{row.get_absolute_url()}5.1.1/files/{file.pk}/").status_code == 404


@pytest.mark.parametrize("rows", [1, 30])
def test_list_takes_the_same_queries_for_many_rows(people, django_assert_max_num_queries, rows):
    factories.closed(people)
    first = SelfEvaluation.objects.get()
    SelfEvaluation.objects.bulk_create(
        SelfEvaluation(
            number=f"SE-2025-{place:05}",
            standard=first.standard,
            catalogue=first.catalogue,
            state="closed",
            period_from=first.period_from,
            period_to=first.period_to,
            score=Decimal("88.2"),
            grade="three",
            created_at=NOW,
            closed_at=NOW,
        )
        for place in range(1, rows)
    )
    client, api = client_of(people.gm), api_client_of(people.gm)
    client.get(LIST)
    with django_assert_max_num_queries(16):
        assert client.get(LIST).status_code == 200
    with django_assert_max_num_queries(5):
        assert api.get("/api/v1/self-evaluations/").json()["results"]
    with django_assert_max_num_queries(5):
        assert api.get("/api/v1/self-evaluation-items/").json()["results"]


def test_assessment_is_done_on_the_pages_and_closed_by_the_general_manager(people):
    factories.standard()
    client = client_of(people.manager)
    begin = {"standard": "gbt-27922", "period_from": "2026-01-01", "period_to": "2026-11-18"}
    answer = client.post(f"{LIST}new/", begin)
    row = SelfEvaluation.objects.get()
    assert answer.url == row.get_absolute_url()
    for one in row.items.select_related("item"):
        judged = client.post(f"{one.get_absolute_url()}do/judge/", {"points": "3", "finding": "齐全"})
        assert judged.status_code == 302
    assert client.post(f"{answer.url}do/assess/", {"conclusion": "达标"}).status_code == 302
    assert client.post(f"{answer.url}do/close/").status_code == 403
    assert client_of(people.gm).post(f"{answer.url}do/close/").status_code == 302
    assert client_of(people.gm).post(f"{answer.url}do/close/").status_code == 409
    row.refresh_from_db()
    assert (row.state, row.score, row.grade) == ("closed", Decimal(45), "below")


def test_catalogue_is_changed_on_its_page_by_quality_and_seen_by_others(people):
    standard = factories.standard()
    address = f"/settings/standards/{standard.code}/"
    assert "split" in page(people.manager, address)
    fields = {"reason": "按行业评分表", "version": 1, "effective_from": "2026-12-01"}
    fields |= {"lines-0-code": "5.3.1", "lines-0-points": "13", "lines-0-evidence": "Q-301"}
    wrong = client_of(people.quality_manager).post(address, fields)
    assert wrong.status_code == 400 and "25.50" in wrong.content.decode()
    fields |= {"lines-1-code": "5.3.2", "lines-1-points": "12", "lines-1-evidence": ""}
    assert client_of(people.manager).post(address, fields).status_code == 403
    assert client_of(people.quality_manager).post(address, fields).status_code == 302
    assert client_of(people.quality_manager).post(address, fields).status_code == 409
    assert "按行业评分表" in page(people.auditor, address)


HOSTILE = ["NaN", "-1", "１２３４５６７", "1e9", "0.001", "\x00", "9" * 400, None, [], {}, True]


@pytest.mark.parametrize("points", HOSTILE)
def test_hostile_points_are_refused_with_the_name_of_the_field(people, points):
    row = factories.begun(people)
    one = factories.item(row, "5.1.3")
    api = api_client_of(people.manager)
    body = {"points": points, "finding": "x"}
    answer = api.post(f"/api/v1/self-evaluation-items/{one.pk}/judge/", body, format="json")
    assert answer.status_code in (400, 422)
    assert "points" in answer.content.decode()


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "x", 5, None])
def test_hostile_days_are_refused(people, day):
    factories.standard()
    body = {"standard": "gbt-27922", "period_from": day, "period_to": "2026-11-18"}
    answer = api_client_of(people.manager).post("/api/v1/self-evaluations/", body, format="json")
    assert answer.status_code == 400 and "period_from" in answer.content.decode()


def test_full_width_points_are_read(people):
    row = factories.begun(people)
    one = factories.item(row, "5.1.3")
    api = api_client_of(people.manager)
    answer = api.post(
        f"/api/v1/self-evaluation-items/{one.pk}/judge/", {"points": "５．５", "finding": "齐全"}, format="json"
    )
    assert answer.json()["points"] == "5.50"


def test_api_begins_marks_and_shows_the_catalogue(people):
    factories.standard()
    api = api_client_of(people.quality_manager)
    body = {"standard": "gbt-27922", "period_from": "2026-01-01", "period_to": "2026-11-18"}
    number = api.post("/api/v1/self-evaluations/", body, format="json").json()["number"]
    mark = {"kind": "deduction", "title": "未兑现承诺", "facts": "6 单晚到"}
    made = api.post(f"/api/v1/self-evaluations/{number}/mark/", mark, format="json").json()
    assert [one["title"] for one in made["marks"]] == ["未兑现承诺"]
    taken = {"mark": made["marks"][0]["id"], "reason": "记错了"}
    assert api.post(f"/api/v1/self-evaluations/{number}/unmark/", taken, format="json").json()["marks"] == []
    shown = api.get("/api/v1/standards/gbt-27922/").json()["catalogue"][0]
    assert [one["points"] for one in shown["items"] if one["code"].count(".") == 1] == ["40.00", "35.00", "25.00"]
    assert api_client_of(people.clerk).get("/api/v1/standards/").status_code == 404


def test_dossier_prints_in_both_languages_without_phone_numbers(people, monkeypatch):
    from reports.certification.documents import dossier
    from reports.certification.queries.evaluations import whole

    row = factories.begun(people)
    factories.judged(people, row, "5.1.3", "5", finding="问过 13800002406")
    chinese, english = dossier.html(whole(row), "zh-hans"), dossier.html(whole(row), "en")
    assert "自评卷宗" in chinese and "这是自评，不是证书" in chinese and row.seed in chinese
    assert "Dossier of the self-evaluation" in english and "Q-101" in english
    assert "13800002406" not in chinese + english
    assert date(2026, 1, 1).isoformat() in english


def test_score_can_be_computed_from_the_printed_dossier_alone(people):
    from reports.certification.documents import dossier
    from reports.certification.queries.evaluations import whole

    row = factories.closed(people)
    found = whole(row)
    text = strip_tags(re.sub(r"</t[dh]>", "|", re.sub(r"\s+", " ", dossier.html(found, "en"))))
    printed = re.findall(r"5\.\d\.\d [^|]+\| *([\d.]+|–) *\| *([\d.]+) *\|", text)
    assert len(printed) == len(found.items) == 15
    applied = [(Decimal(points), Decimal(most)) for points, most in printed if points != "–"]
    share = sum(points for points, _most in applied) / sum(most for _points, most in applied) * 100
    deductions, bonus = found.score.deductions, found.score.bonus
    score = (share - deductions + bonus).quantize(Decimal("0.1"), ROUND_HALF_UP)
    assert f"{score} " in text and str(score) == str(found.score.shown)
    assert "70 Compliant" in text and "95 Five stars" in text, "what each grade needs"
    assert row.seed in text and row.seal in text and "lowest SHA-256" in text and "rows counted × the most" in text
    for one in found.items:
        if one.counts:
            assert one.counts["query"] in text and one.counts["frame_hash"] in text
            assert all(f"{each['number']} {'✓' if each['met'] else '✗'}" in text for each in one.counts["sample"])


def test_nothing_is_scored_before_the_first_item_is_assessed(people):
    row = factories.begun(people, "iso-10002")
    for language, said in (("en", "not assessed yet"), ("zh-hans", "还没有评分")):
        printed = strip_tags(dossier.html(whole(row), language))
        assert said in printed and "0.0" not in printed
    html = page(people.manager, row.get_absolute_url())
    assert "÷" not in html and "Score so far" in html


def test_only_a_standard_with_points_is_said_to_publish_some(people):
    """ISO 10002 gives no points at all; GB/T 27922 gives those of its sections."""
    for code, said, never in (
        ("iso-10002", "The standard has no points", "Points below a section"),
        ("gbt-27922", "Points below a section", "The standard has no points"),
    ):
        row = factories.begun(people, code)
        shown = page(people.manager, row.get_absolute_url()) + dossier.html(whole(row), "en")
        shown += page(people.quality_manager, f"/settings/standards/{code}/")
        assert shown.count(said) == 3 and never not in shown, code


def test_number_and_mark_of_a_sample_stay_in_one_line(people):
    printed = dossier.html(whole(factories.assessed(people)), "zh-hans")
    assert f"{people.east.code}\u00a0✓" in printed and f"{people.east.code} ✓" not in printed
    assert "抽样（2/2）" in printed


def test_drawn_rows_are_named_so_that_a_reader_finds_them(people):
    """Beside the number, from which the sample can be drawn again. A row that is gone has the number alone."""
    sold = Purchase.objects.first()
    names = drawn_names(Evidence.RECORDS, [f"purchase-{sold.pk}", "purchase-999999"])
    assert list(names) == [f"purchase-{sold.pk}"]
    assert all(str(part) in names[f"purchase-{sold.pk}"] for part in (sold.product.code, sold.batch, sold.purchased_on))
    assert drawn_names(Evidence.FIRST_TIME, ["TK-2026-00001"]) == {}

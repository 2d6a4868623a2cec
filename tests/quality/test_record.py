"""The record of an investigation: severity, team, photos, identification, five whys, causes (Q1)."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.staff.models import Department, User
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation
from tests.complaints import factories as tickets
from tests.factories import NOW, person
from tests.factories.clients import api_client_of, client_of

from . import factories as make
from .test_pages import picture, url

WHYS = [{"question": f"为什么 {n}？", "answer": f"因为 {n}", "evidence": f"照片 {n}"} for n in range(1, 6)]


def api(row, verb: str) -> str:
    return f"/api/v1/investigations/{row.number}/{verb}/"


def test_severity_decides_how_deep_the_report_must_go(people):
    row = make.found(people)
    client = api_client_of(people.quality)
    assert client.post(api(row, "plan"), {"severity": "critical", "plan": "拆检"}, format="json").status_code == 200
    answer = client.post(api(row, "file-report"), {"language": "en"}, format="json")
    assert answer.status_code == 422
    assert client.get(f"/api/v1/investigations/{row.number}/").json()["lacking"] == ["whys", "causes", "containment"]
    page = client_of(people.quality, "en").get(url(row)).content.decode()
    assert "Five whys, each with its evidence" in page
    assert client.post(api(row, "whys"), {"whys": WHYS}, format="json").status_code == 200
    causes = [{"category": "material", "text": "换胶未报", "standing": "proven"}, {"category": "man", "text": "未换证"}]
    assert client.post(api(row, "causes"), {"causes": causes}, format="json").status_code == 200
    make.given(people, row, kind="containment", title="封存库存", due_on=None, due_hours=24)
    answer = client.post(api(row, "file-report"), {"language": "en"}, format="json")
    assert answer.status_code == 200, answer.json()
    page = client_of(people.quality, "en").get(url(row)).content.decode()
    assert "因为 5" in page and "换胶未报" in page and "Ishikawa" in page


def test_why_without_evidence_does_not_count(people):
    row = make.found(people, severity="major")
    quality.save_whys(
        investigation_id=row.pk, rows=[*WHYS[:4], {**WHYS[4], "evidence": ""}], actor=people.quality, now=NOW
    )
    with pytest.raises(RuleViolation) as error:
        quality.file_report(investigation_id=row.pk, language="en", actor=people.quality, now=NOW)
    assert error.value.fields == ["whys"] or "whys" in error.value.fields


def test_missing_function_is_named_with_somebody_who_could_join(people):
    sales = Department.objects.create(code="selling", name="销售部", name_en="Sales", function="sales")
    seller = person("seller", "service", department=sales)
    row = make.opened(people, team=[])
    client = client_of(people.quality, "en")
    assert "Nobody from Sales" in client.get(url(row)).content.decode()
    body = {"lead": row.lead.username, "team": ["seller"], "version": row.version}
    assert client.post(url(row, "_team"), body).status_code == 302
    assert "Nobody from Sales" not in client.get(url(row)).content.decode()
    assert client_of(seller, "en").get(url(row)).status_code == 200
    assert (
        "sales"
        not in api_client_of(people.quality).get(f"/api/v1/investigations/{row.number}/").json()["missing_functions"]
    )


def test_who_stands_down_leaves_the_team_and_stays_out(people):
    row = make.opened(people, team=[people.warehouse])
    body = {"person": "warehouse", "reason": "本批灌封负责人"}
    client = client_of(people.quality, "en")
    assert client.post(url(row, "_stand_down"), body).status_code == 302
    page = client.get(url(row)).content.decode()
    assert "stood down: 本批灌封负责人" in page
    row.refresh_from_db()
    assert not row.team.exists()
    with pytest.raises(InvalidInput) as error:
        quality.set_team(investigation_id=row.pk, lead=row.lead, team=[people.warehouse], actor=people.quality, now=NOW)
    assert error.value.code == "stood_down"


def test_team_member_adds_a_photo_from_the_phone(people):
    row = make.opened(people, team=[people.warehouse])
    client = client_of(people.warehouse, "en")
    page = client.get(url(row)).content.decode()
    assert 'capture="environment"' in page
    body = {"files": [picture()], "caption": "设定 37 ℃，实测 43.2 ℃", "once": "abcdefghijkl"}
    for _time in range(2):
        assert (
            client.post(reverse("investigation_photo", args=[row.number]), body | {"files": [picture()]}).status_code
            == 302
        )
    photo = row.files.get()
    assert (photo.caption, photo.added_by) == ("设定 37 ℃，实测 43.2 ℃", people.warehouse)
    assert "实测 43.2" in client.get(url(row)).content.decode()


def test_photo_needs_its_words(people):
    row = make.opened(people)
    answer = client_of(people.quality, "en").post(
        reverse("investigation_photo", args=[row.number]), {"files": [picture()]}
    )
    assert answer.status_code == 422 and 'id="photo"' in answer.content.decode()


def test_identification_is_a_record_of_units(people):
    row = make.opened(people)
    body = {
        "identification": "依据 Q/HC 012 第 5.3 条",
        "specimens-0-unit": "0418",
        "specimens-0-item": "示值误差",
        "specimens-0-limit": "±0.5 ℃",
        "specimens-0-measured": "−6.2 ℃",
        "specimens-0-verdict": "failed",
        "specimens-1-unit": "",
    }
    client = client_of(people.quality, "en")
    assert client.post(reverse("investigation_identify", args=[row.number]), body).status_code == 302
    row = Investigation.objects.get()
    assert (len(row.specimens), row.identified_by) == (1, people.quality)
    assert "Does not conform" in client.get(url(row)).content.decode()


def test_outsider_changes_nothing(people):
    row = make.opened(people, team=[people.warehouse])
    outsider = User.objects.get(username="warehouse")
    for verb in ("plan", "whys", "causes", "identify", "stand-down"):
        answer = api_client_of(outsider).post(api(row, verb), {}, format="json")
        assert answer.status_code in (400, 403), verb
    assert api_client_of(people.rep).post(api(row, "plan"), {}, format="json").status_code == 404


def test_home_of_quality_lists_new_problems_investigations_and_actions_to_judge(people):
    ticket = tickets.logged(people, quality_class="intrinsic", subject="转子有裂纹")
    row = make.opened(people)
    make.done(people, investigation=row)
    Action.objects.update(judge_on=NOW.date())
    page = client_of(people.quality_manager, "en").get("/").content.decode()
    assert "Decide on an investigation: 转子有裂纹" in page
    assert row.number in page and "Judge: 重设回流焊曲线" in page
    assert ticket.get_absolute_url() in page
    assert "Decide on an investigation" not in client_of(people.clerk, "en").get("/").content.decode()

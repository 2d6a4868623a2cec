"""Templates of care plans: made, changed and ended by managers, as lines of text; new plans begin with them."""

from decimal import Decimal

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.visits import care as make
from visits.models import CareTemplate
from visits.rules.care_templates import action_lines, action_of, need_lines, need_of
from visits.services.care_templates import change_care_template, create_care_template

pytestmark = pytest.mark.django_db
NEED = "产线不停 / The line does not stop | 停机次数 / Stops | 4 → 1 次 / times"
ACTION = "固定对接人 / Name one person | 14 | 2000.50"


@pytest.mark.parametrize(
    ("line", "start", "target", "unit"),
    [(NEED, 4, 1, "次"), ("快 | 时长 | 70.5->95 %", 70.5, 95, "%"), ("快｜时长｜-1 → 0", -1, 0, "")],
)
def test_need_is_read_from_a_line_and_written_back(line, start, target, unit):
    row = need_of(line)
    assert (row["start"], row["target"], row["unit"]) == (start, target, unit)
    assert [need_of(again) for again in need_lines([row])] == [row]


def test_action_is_read_from_a_line_and_written_back():
    row = action_of(ACTION)
    assert (row["title_en"], row["after_days"], row["budget"]) == ("Name one person", 14, 2000.5)
    assert action_lines([row]) == [ACTION.replace(".50", ".5")]
    assert action_of("写信 | 0")["budget"] == 0


@pytest.mark.parametrize(
    "line",
    [
        "",
        "快",
        "快 | 时长",
        "快 | 时长 | NaN → 1",
        "快 | 时长 | ４ → 1",
        "快 | 时长 | 1e9 → 1",
        f"{'快' * 201} | 长 | 1 → 2",
    ],
)
def test_need_that_cannot_be_read_is_refused(line):
    with pytest.raises(InvalidInput):
        need_of(line)


@pytest.mark.parametrize("line", ["写信", "写信 | x", "写信 | -1", "写信 | 3651", "写信 | 1 | -2", "写信 | 1 | NaN"])
def test_action_that_cannot_be_read_is_refused(line):
    with pytest.raises(InvalidInput):
        action_of(line)


def made(people, actor=None, **more):
    facts = {"code": "quick", "name": "快", "needs": [need_of(NEED)], "actions": [action_of(ACTION)], **more}
    return create_care_template(actor=actor or people.manager, now=NOW, **facts)


def test_new_plan_begins_with_the_template_until_it_ends(people):
    row = made(people)
    plan = make.drafted(people, template=row, budget=None)
    assert [(need.need, need.target) for need in plan.needs.all()] == [("产线不停", Decimal(1))]
    assert [action.budget for action in plan.actions.all()] == [Decimal("2000.50")]
    change_care_template(template_id=row.pk, actor=people.manager, now=NOW, is_active=False, version=1)
    row.refresh_from_db()
    with pytest.raises(InvalidInput):
        make.drafted(people, template=row)
    assert [str(change.history_change_reason) for change in row.history.all()] == ["changed", "created"]


def test_wrong_and_forbidden_templates_change_nothing(people):
    row = made(people)
    with pytest.raises(NotPermitted):
        made(people, people.rep, code="other")
    with pytest.raises(InvalidInput):
        made(people)  # the code is taken
    with pytest.raises(InvalidInput):
        made(people, code="other", needs=[])
    change = {"template_id": row.pk, "actor": people.manager, "now": NOW, "version": 1}
    change_care_template(**change, name="更快")
    with pytest.raises(Conflict):
        change_care_template(**change, name="最快")


def test_pages_list_make_and_change_templates(people):
    client = client_of(people.manager, "en")
    facts = {"code": "quick", "name": "快", "needs": NEED, "actions": ACTION, "place": "1", "is_active": "on"}
    assert client.post(reverse("care_template_new"), {**facts, "needs": "快"}).status_code == 422
    assert client.post(reverse("care_template_new"), facts).status_code == 302
    row = CareTemplate.objects.get(code="quick")
    assert "快" in client.get(reverse("care_templates")).content.decode()
    url = reverse("care_template", args=[row.pk])
    assert "Name one person" in client.get(url).content.decode()
    assert client.post(url, {**facts, "name": "更快", "version": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.code, row.version) == ("更快", "quick", 2)
    assert client_of(people.rep).get(url).status_code == 404


def test_api_makes_and_changes_templates(people):
    manager, url = api_client_of(people.manager), "/api/v1/care-templates/"
    body = {"code": "quick", "name": "快", "needs": [NEED], "actions": [ACTION]}
    answer = manager.post(url, body)
    assert (answer.status_code, answer.json()["needs"][0]["target"]) == (201, 1)
    assert manager.patch(f"{url}quick/", {"is_active": False, "version": 1}).json()["is_active"] is False
    assert manager.patch(f"{url}quick/", {"name": "旧", "version": 1}).status_code == 409
    assert api_client_of(people.rep).post(url, {**body, "code": "other"}).status_code == 403
    assert api_client_of(people.rep).get(f"{url}quick/").json()["name"] == "快"

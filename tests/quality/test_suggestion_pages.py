"""Pages and API of opinions and suggestions: the decision in place, themes, who sees what, what was typed."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.desk.home import home_of
from aftersales.notifications.models import Notification
from aftersales.office.queries import draft_of
from aftersales.office.services import drafts
from complaints.presentation.conversation import event_text
from complaints.presentation.sections import sections_of
from complaints.quality.models import SuggestionTheme
from complaints.quality.queries import suggestions as queries
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]

BASE = "/api/v1/suggestions/"


def mails():
    return Notification.objects.filter(template="ticket_reply")


def step(row, name):
    return reverse("suggestion_step", args=[row.number, name])


def test_decision_is_made_in_place_and_comes_back_to_the_list(people):
    first, second = make.suggested(people), make.suggested(people)
    client = client_of(people.quality_manager, "en")
    page = client.get(reverse("suggestions")).content.decode()
    assert page.index(first.number) < page.index(second.number)
    assert step(first, "decide") in page
    body = {
        "back": "tab=waiting",
        "version": first.version,
        "decision": "adopt",
        "owner": "warehouse",
        "due_on": make.DUE.isoformat(),
        "message": "谢谢，采纳了。",
    }
    answer = client.post(step(first, "decide"), body, follow=True)
    assert answer.redirect_chain[0][0] == f"{reverse('suggestions')}?tab=waiting"
    assert step(second, "decide") in answer.content.decode()
    late = client_of(people.manager, "en").post(step(first, "decide"), body)
    assert late.status_code == 409
    assert "谢谢，采纳了。" in late.content.decode()
    assert mails().count() == 1


def test_error_keeps_what_was_typed_and_names_the_field(people):
    row = make.suggested(people)
    answer = client_of(people.manager, "en").post(
        step(row, "decide"), {"back": "tab=waiting", "decision": "decline", "message": "很抱歉。"}
    )
    assert answer.status_code == 400
    page = answer.content.decode()
    assert "Enter why it is declined" in page
    assert "很抱歉。" in page


def test_theme_opens_exactly_its_rows(people):
    for text in ("扫码报修", "扫码下载证书", "铭牌扫码", "报警声太小"):
        make.suggested(people, description=text, subject="建议")
    theme = queries.themes(NOW.date())[0]
    client = client_of(people.manager, "en")
    page = client.get(reverse("suggestions"))
    row = next(row for row in page.context["themes"] if row.theme.key == theme.key)
    assert (theme.key, theme.count, len(row.examples)) == ("扫码", 3, 3)
    opened = client.get(row.url)
    assert len(opened.context["rows"]) == theme.count
    assert parse_qs(urlsplit(row.url).query)["theme"] == ["扫码"]
    alike = opened.context["rows"][0]
    assert len(client.get(reverse("suggestions") + alike.alike_url).context["rows"]) == alike.alike + 1


def test_trend_compares_with_the_days_before(people):
    for days in (1, 2, 3, 40):
        make.suggested(people, description="扫码报修", received_at=NOW - timedelta(days=days))
    theme = queries.themes(NOW.date())[0]
    assert (theme.count, theme.before, theme.change) == (3, 1, 2)


def test_names_of_customer_and_contacts_become_no_theme(people):
    make.suggested(people, description="我是蓝鲸示例乳业的张三，扫码报修，电话 13800002406")
    keys = set(SuggestionTheme.objects.values_list("key", flat=True))
    assert "扫码" in keys
    assert not keys & {"蓝鲸", "乳业", "张三"}


def test_list_takes_the_same_number_of_queries_for_many_rows(people, django_assert_max_num_queries):
    for _n in range(2):
        make.suggested(people)
    client = client_of(people.manager, "en")
    client.get(reverse("suggestions"))
    with django_assert_max_num_queries(60) as one:
        client.get(reverse("suggestions"))
    for _n in range(12):
        make.suggested(people)
    with django_assert_max_num_queries(len(one)):
        assert len(client.get(reverse("suggestions")).context["rows"]) == 14


@pytest.mark.parametrize("query", ["tab=nothing", "since=tomorrow", "theme=%25", "product=none", "page=99", "open=x"])
def test_strange_addresses_show_a_list(people, query):
    make.suggested(people)
    assert client_of(people.manager, "en").get(f"{reverse('suggestions')}?{query}").status_code == 200


def test_phone_numbers_in_the_words_are_masked(people):
    row = make.suggested(people, description="扫码报修，打 13800002406 找我")
    client = client_of(people.manager, "en")
    for address in (reverse("suggestions"), row.get_absolute_url()):
        assert "13800002406" not in client.get(address).content.decode()
    assert "13800002406" not in api_client_of(people.manager).get(f"{BASE}{row.number}/").data["words"]


def test_colleague_sees_only_what_is_assigned_and_a_rep_nothing(people):
    mine, other = make.reviewed(people), make.suggested(people)
    client = client_of(people.warehouse, "en")
    assert client.get(mine.get_absolute_url()).status_code == 200
    assert client.get(other.get_absolute_url()).status_code == 404
    assert client.get(step(mine, "result")).status_code == 200
    assert client.get(step(mine, "reconsider")).status_code == 404
    assert client_of(people.rep, "en").get(reverse("suggestions") + "?tab=all").status_code == 404
    assert client_of(people.rep, "en").get(other.get_absolute_url()).status_code == 404


@translation.override("en")
def test_ticket_page_shows_where_the_review_stands(people):
    row = make.reviewed(people)
    section = sections_of(row.ticket, people.clerk)[-1]
    assert section.lines[0].url == row.get_absolute_url()
    page = client_of(people.clerk, "en").get(row.ticket.get_absolute_url()).content.decode()
    assert row.get_absolute_url() in page
    assert event_text(row.ticket.entries.get(event="suggestion_adopt")).startswith("Adopted the suggestion")


def test_deciders_find_one_line_on_their_start_page(people):
    for _n in range(3):
        make.suggested(people, received_at=NOW - timedelta(days=9))
    for person, count in ((people.quality_manager, 1), (people.gm, 1), (people.quality, 0)):
        home = home_of(person, NOW)
        items = [home["first"], *(item for group in home["groups"] for item in group.items)]
        assert len([item for item in items if item and "suggestions/?tab=waiting" in item["url"]]) == count
    assert not Notification.objects.filter(template__startswith="suggestion").exists()


def test_suggestion_runs_through_the_api(people):
    row = make.suggested(people)
    one, manager = f"{BASE}{row.number}/", api_client_of(people.manager)
    assert (
        api_client_of(people.clerk)
        .post(f"{one}propose/", {"proposed": "adopt", "proposed_reason": "常有人问"}, format="json")
        .status_code
        == 200
    )
    assert manager.get(BASE, {"tab": "waiting", "theme": "扫码"}).data["results"][0]["number"] == row.number
    missing = manager.post(f"{one}decide/", {"decision": "adopt"}, format="json")
    assert (missing.status_code, missing.data["code"]) == (400, "empty")
    body = {"decision": "adopt", "owner": "warehouse", "due_on": make.DUE.isoformat(), "version": 2}
    assert api_client_of(people.clerk).post(f"{one}decide/", body, format="json").status_code == 403
    decided = manager.post(f"{one}decide/", body, format="json")
    assert (decided.data["state"], decided.data["telling"]) == ("adopted", "told")
    assert manager.post(f"{one}decide/", body, format="json").status_code == 409
    result = api_client_of(people.warehouse).post(f"{one}result/", {"result": "已上线"}, format="json")
    assert result.data["result"] == "已上线"
    again = manager.post(f"{one}reconsider/", {"reason": "又有新情况"}, format="json")
    assert again.data["state"] == "waiting"
    assert manager.get(f"{BASE}TK-0000-00000/").status_code == 404


def test_typed_decision_comes_back_from_the_draft_until_it_is_sent(people):
    row = make.suggested(people)
    key, actor = f"suggestion-{row.pk}", people.quality_manager
    content = {
        "version": str(row.version),
        "decision": "decline",
        "reason": "开箱日无从核实，先问仓库",
        "message": "谢谢您的建议。",
        "back": "tab=all",
    }
    drafts.save_draft(actor=actor, key=key, content=content, now=NOW)
    client = client_of(actor, "en")
    page = client.get(reverse("suggestions"), {"open": row.number})
    form = page.context["form"]
    assert f'data-draft="{key}"' in page.content.decode()
    assert [form[name].value() for name in ("decision", "reason", "message")] == list(content.values())[1:4]
    assert "开箱日无从核实" not in client_of(people.manager, "en").get(reverse("suggestions")).content.decode()
    body = {name: value for name, value in content.items() if name != "back"}
    assert client.post(reverse("suggestion_step", args=[row.number, "decide"]), body).status_code == 302
    assert draft_of(actor, key) == {}

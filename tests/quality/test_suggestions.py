"""Opinions and suggestions: reviewed, decided on once, told to the customer, listed each month."""

from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.desk.home import home_of
from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from aftersales.office.queries import draft_of
from aftersales.office.services import drafts
from complaints.models import Ticket
from complaints.presentation.conversation import event_text
from complaints.presentation.sections import sections_of
from complaints.quality.documents import suggestion_list as document
from complaints.quality.models import Action, SuggestionList, SuggestionReview, SuggestionTheme
from complaints.quality.queries import suggestions as queries
from complaints.quality.queries.offboarding import suggestions_of
from complaints.quality.services import offboarding
from complaints.quality.services import suggestions as services
from complaints.quality.services.suggestion_intake import follow_ticket, review_tickets
from complaints.quality.services.suggestion_lists import make_monthly_list
from complaints.services import lifecycle, merging
from customers.models import Contact, Customer
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_now")]
BASE = "/api/v1/suggestions/"
SHANGHAI = ZoneInfo("Asia/Shanghai")


def mails():
    return Notification.objects.filter(template="ticket_reply")


def without_email(people):
    Contact.objects.update(email="")
    Customer.objects.update(email="")
    people.contact.refresh_from_db()
    people.customer.refresh_from_db()


def step(row, name):
    return reverse("suggestion_step", args=[row.number, name])


# ---------- which tickets have a review ----------


@pytest.mark.parametrize(("kind", "count"), [("suggestion", 1), ("opinion", 1), ("complaint", 0), ("inquiry", 0)])
def test_opinions_and_suggestions_are_reviewed_as_soon_as_they_are_logged(people, kind, count):
    tickets.logged(people, kind=kind)
    assert SuggestionReview.objects.filter(state="waiting").count() == count


def test_review_follows_the_type_of_the_ticket(people):
    ticket = tickets.logged(people, kind="complaint")
    for kind, count in (("suggestion", 1), ("opinion", 1), ("complaint", 0), ("suggestion", 1)):
        lifecycle.change_type(ticket_id=ticket.pk, kind=kind, reason="另有所指", actor=people.clerk, now=NOW)
        follow_ticket(ticket_id=ticket.pk, actor=None, now=NOW)
        assert SuggestionReview.objects.count() == count


def test_decided_review_stays_when_the_type_changes(people):
    row = make.reviewed(people)
    lifecycle.change_type(ticket_id=row.ticket_id, kind="complaint", reason="其实是投诉", actor=people.clerk, now=NOW)
    assert SuggestionReview.objects.get().state == "adopted"


def test_sweep_reviews_tickets_of_the_past_once_and_closed_ones_wait_for_nobody(people):
    rows = [make.suggested(people) for _n in range(3)]
    SuggestionReview.objects.all().delete()
    Ticket.objects.filter(pk=rows[0].ticket_id).update(state="closed", closed_at=NOW)
    assert review_tickets(now=NOW, limit=2) == 2
    assert review_tickets(now=NOW) == 1
    assert review_tickets(now=NOW) == 0
    assert list(SuggestionReview.objects.order_by("pk").values_list("state", flat=True)) == [
        "answered",
        "waiting",
        "waiting",
    ]
    assert SuggestionTheme.objects.filter(key="扫码").count() == 3


def test_closing_before_a_decision_leaves_the_review_on_the_list(people):
    row = make.suggested(people)
    Ticket.objects.filter(pk=row.ticket_id).update(state="closed", closed_at=NOW)
    assert queries.reviews(people.manager, {"tab": "waiting"}, NOW).get() == row
    decided = make.reviewed(people, row=row)
    assert (decided.telling, mails().count()) == ("told", 1)
    row.ticket.refresh_from_db()
    assert row.ticket.state == "closed"


def test_withdrawn_suggestion_waits_for_nobody_and_is_not_decided(people):
    row = make.suggested(people)
    lifecycle.withdraw(ticket_id=row.ticket_id, reason="客户收回", actor=people.clerk, now=NOW)
    assert queries.tab_counts(people.manager, NOW)["waiting"] == 0
    with pytest.raises(RuleViolation) as refused:
        make.reviewed(people, row=row)
    assert refused.value.code == "ticket_withdrawn"


@pytest.mark.parametrize(("kind", "waiting"), [("suggestion", 1), ("complaint", 1)])
def test_suggestion_merged_into_another_ticket_is_reviewed_once(people, kind, waiting):
    row, into = make.suggested(people), tickets.logged(people, kind=kind)
    merging.merge(ticket_id=row.ticket_id, into=into.pk, reason="同一件事", actor=people.clerk, now=NOW)
    assert queries.tab_counts(people.manager, NOW)["waiting"] == waiting
    if kind == "complaint":
        make.reviewed(people, row=row)
        assert into.entries.filter(kind="reply").count() == 1


# ---------- the decision, and what the customer hears ----------


def test_one_step_adopts_and_tells_the_customer_by_email_once(people):
    row = make.reviewed(people, message="插拔式探头我们采纳了。")
    assert (row.state, row.owner, row.due_on, row.decided_by) == (
        "adopted",
        people.warehouse,
        make.DUE,
        people.quality_manager,
    )
    assert (row.telling, row.told_at, row.told_channel) == ("told", NOW, "email")
    entry = row.ticket.entries.get(kind="reply")
    assert entry.interaction.body == "插拔式探头我们采纳了。"
    assert mails().get().address == people.contact.email
    assert people.warehouse.notifications.filter(channel="page", template="suggestion_adopted").count() == 1
    with pytest.raises(Conflict) as late:
        make.reviewed(people, "decline", row=row, actor=people.manager)
    assert late.value.code == "decided_already"
    assert mails().count() == 1


def test_usual_words_are_in_the_language_of_the_customer(people):
    assert "Thank you" in make.reviewed(people, row=make.suggested(people, description="A bigger display")).message
    with translation.override("en"):
        assert "Thank you" not in make.reviewed(people).message


def test_customer_without_email_is_to_be_told_by_phone(people):
    without_email(people)
    row = make.reviewed(people, "decline")
    assert (row.telling, row.told_at, mails().count()) == ("call", None, 0)
    assert queries.reviews(people.clerk, {"tab": "tell"}, NOW).get() == row
    told = services.record_told(review_id=row.pk, channel="phone", actor=people.clerk, now=NOW)
    assert (told.telling, told.told_by, told.told_channel) == ("told", people.clerk, "phone")
    assert row.ticket.entries.get(kind="reply").interaction.body == row.message
    with pytest.raises(Conflict) as twice:
        services.record_told(review_id=row.pk, channel="phone", actor=people.clerk, now=NOW)
    assert twice.value.code == "told_already"


def test_nobody_is_told_if_the_customer_is_unknown(people):
    row = make.suggested(people, customer=None, contact=None, purchase=None, channel="letter")
    assert make.reviewed(people, row=row).telling == "nobody"


def test_decision_counts_as_the_first_reply(people):
    row = make.reviewed(people)
    row.ticket.refresh_from_db()
    assert row.ticket.first_replied_at == NOW
    assert row.ticket.sla_targets.get(code="first_reply").met_at == NOW


@pytest.mark.parametrize(
    ("decision", "change", "field"),
    [
        ("adopt", {"owner": None}, "owner"),
        ("adopt", {"due_on": None}, "due_on"),
        ("adopt", {"due_on": NOW.date() - timedelta(days=1)}, "due_on"),
        ("study", {"owner": None}, "owner"),
        ("decline", {"reason": " "}, "reason"),
        ("perhaps", {}, "decision"),
        ("adopt", {"message": "x" * 2001}, "message"),
    ],
)
def test_what_is_missing_is_refused_at_its_field_and_nothing_is_told(people, decision, change, field):
    with pytest.raises(InvalidInput) as refused:
        make.reviewed(people, decision, **change)
    assert refused.value.field == field
    assert (SuggestionReview.objects.get().state, mails().count()) == ("waiting", 0)


def test_owner_must_be_somebody_who_can_carry_it_out(people):
    with pytest.raises(InvalidInput) as refused:
        make.reviewed(people, owner=people.auditor)
    assert refused.value.code == "not_an_owner"


@pytest.mark.parametrize("name", ["clerk", "quality", "executive", "rep", "warehouse"])
def test_only_managers_decide(people, name):
    with pytest.raises(NotPermitted):
        make.reviewed(people, actor=getattr(people, name))


@pytest.mark.parametrize("name", ["quality_manager", "manager", "gm"])
def test_each_of_them_may(people, name):
    assert make.reviewed(people, actor=getattr(people, name)).state == "adopted"


def test_adopting_may_open_an_improvement_measure(people):
    row = make.reviewed(people, action_title="铭牌加二维码", criterion="报修电话少三成", window_days=30)
    action = Action.objects.get()
    assert (action.kind, action.owner, action.due_on, row.action) == ("improvement", people.warehouse, make.DUE, action)
    assert action.ticket == row.ticket


def test_improvement_measure_needs_its_criterion(people):
    with pytest.raises(InvalidInput) as refused:
        make.reviewed(people, action_title="铭牌加二维码", window_days=30)
    assert refused.value.field == "criterion"
    assert mails().count() == 0


def test_what_is_studied_waits_again_on_its_day(people):
    row = make.reviewed(people, "study")
    assert queries.tab_counts(people.manager, NOW)["studying"] == 1
    then = NOW + timedelta(days=5)
    assert queries.reviews(people.manager, {"tab": "waiting"}, then).get() == row
    assert queries.tab_counts(people.manager, then)["studying"] == 0
    assert make.reviewed(people, row=row, now=then, due_on=then.date()).state == "adopted"
    assert mails().count() == 2


def test_result_is_recorded_once_and_told(people):
    row = make.reviewed(people)
    with pytest.raises(NotPermitted):
        services.record_result(review_id=row.pk, result="好了", actor=people.clerk, now=NOW)
    done = services.record_result(review_id=row.pk, result="铭牌已加二维码。", actor=people.warehouse, now=NOW)
    assert (done.result_at, done.telling) == (NOW, "told")
    assert "铭牌已加二维码。" in done.message
    assert mails().count() == 2
    with pytest.raises(Conflict):
        services.record_result(review_id=row.pk, result="又好了", actor=people.manager, now=NOW)
    assert queries.tab_counts(people.manager, NOW)["done"] == 1


@pytest.mark.parametrize("decision", ["adopt", "decline"])
def test_decision_can_be_reconsidered_with_a_reason(people, decision):
    row = make.reviewed(people, decision)
    with pytest.raises(InvalidInput):
        services.reconsider_suggestion(review_id=row.pk, reason=" ", actor=people.gm, now=NOW)
    again = services.reconsider_suggestion(review_id=row.pk, reason="又有三家提出", actor=people.gm, now=NOW)
    assert (again.state, again.owner, again.decided_at, again.telling) == ("waiting", None, None, "")
    assert make.reviewed(people, row=again).state == "adopted"
    assert SuggestionReview.history.filter(id=row.pk, history_change_reason__startswith="reconsidered").count() == 1


def test_service_proposes_and_managers_decide(people):
    row = make.suggested(people)
    services.propose_decision(
        review_id=row.pk, proposed="adopt", proposed_reason="每周都有人问", actor=people.clerk, now=NOW
    )
    page = client_of(people.manager, "en").get(reverse("suggestions")).content.decode()
    assert "每周都有人问" in page
    with pytest.raises(NotPermitted):
        services.propose_decision(
            review_id=row.pk, proposed="adopt", proposed_reason="x", actor=people.executive, now=NOW
        )


def test_leaver_hands_over_what_he_carries_out(people):
    row = make.reviewed(people)
    assert suggestions_of(people.warehouse).count() == 1
    offboarding.reassign(
        user=people.warehouse, to={"suggestions": people.clerk}, note="调岗", actor=people.admin, now=NOW
    )
    row.refresh_from_db()
    assert row.owner == people.clerk


# ---------- pages ----------


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
        items = [home["first"], *(item for group in home["groups"] for item in group["items"])]
        assert len([item for item in items if item and "suggestions/?tab=waiting" in item["url"]]) == count
    assert not Notification.objects.filter(template__startswith="suggestion").exists()


# ---------- API ----------


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


# ---------- the list of the month ----------


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=SHANGHAI)


def month_with_words(people):
    adopted = make.suggested(people, description="扫码报修，打 13800002406")
    make.suggested(people, description="扫码下载")
    make.reviewed(people, row=adopted)
    return adopted


def test_list_is_made_once_on_the_first_workday(people):
    month_with_words(people)
    assert make_monthly_list(now=at(2026, 11, 30, 23, 0)) == 0
    assert make_monthly_list(now=at(2026, 12, 1, 0, 5)) == 1
    assert make_monthly_list(now=at(2026, 12, 1, 0, 5)) == 0
    assert make_monthly_list(now=at(2026, 12, 20, 9, 0)) == 0
    row = SuggestionList.objects.get()
    assert (row.number, row.month) == ("QS-2026-00001", date(2026, 11, 1))
    assert (row.snapshot["received"], row.snapshot["decided"]["adopted"], row.snapshot["waiting"]) == (2, 1, 1)
    assert row.snapshot["themes"][0]["word"] == "扫码"


@pytest.mark.parametrize(
    ("now", "made"),
    [((2026, 8, 1, 9, 0), 0), ((2026, 8, 2, 9, 0), 0), ((2026, 8, 3, 0, 1), 1), ((2026, 8, 10, 9, 0), 1)],
)
def test_weekend_puts_it_off_and_a_missed_day_is_made_up_for(people, now, made):
    make.suggested(people)
    SuggestionReview.objects.update(received_on=date(2026, 7, 15))
    assert make_monthly_list(now=at(*now)) == made


def test_month_without_words_has_no_list(people):
    assert make_monthly_list(now=at(2026, 12, 1, 9, 0)) == 0
    assert not SuggestionList.objects.exists()


def test_list_never_changes_and_holds_no_phone_number(people):
    row = month_with_words(people)
    make_monthly_list(now=at(2026, 12, 1, 9, 0))
    made = SuggestionList.objects.get()
    before = document.html(made, "zh-hans")
    assert "13800002406" not in before
    services.reconsider_suggestion(review_id=row.pk, reason="再议", actor=people.gm, now=NOW)
    made.refresh_from_db()
    assert document.html(made, "zh-hans") == before
    assert "In the customer" in document.html(made, "en")


def test_page_and_pdf_of_a_list(people, monkeypatch):
    month_with_words(people)
    make_monthly_list(now=at(2026, 12, 1, 9, 0))
    made = SuggestionList.objects.get()
    monkeypatch.setattr(document, "render_pdf", lambda html, **limits: b"%PDF-1.7 " + html.encode())
    client = client_of(people.executive, "en")
    assert made.number in client.get(reverse("suggestion_lists")).content.decode()
    page = client.get(made.get_absolute_url()).content.decode()
    assert "扫码下载" in page
    for language, word in (("zh", "客户意见与建议"), ("en", "Opinions and suggestions of customers")):
        answer = client.get(reverse("suggestion_list_pdf", args=[made.number]), {"lang": language})
        assert answer["Content-Type"] == "application/pdf"
        assert word in answer.content.decode()
    data = api_client_of(people.executive).get("/api/v1/suggestion-lists/").data["results"][0]
    assert (data["number"], data["contents"]["received"]) == (made.number, 2)


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

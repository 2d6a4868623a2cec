"""Improvement measures: started from a round, checked by a later one, told to those who answered."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.quality.models import Action, SuggestionReview
from customers.services.opting import opt_out
from surveys.documents.did import did_html
from surveys.models import Invitation, Measure, QuarterNews, Round
from surveys.presentation.did import lines_of, text_of
from surveys.presentation.measures import axis_of
from surveys.queries.round_figures import figure_of
from surveys.rules.measures import RoundFigure, check_target, judged
from surveys.services import measures as services
from surveys.services import news
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.measures import computed, set_up
from tests.factories.surveys import closed_ticket, invited

pytestmark = pytest.mark.usefixtures("at_now")


@pytest.mark.parametrize(
    ("low", "value", "high", "verdict"),
    [
        (73.0, 74.9, 76.6, "reached"),
        (70.0, 71.0, 72.0, "reached"),
        (69.1, 70.9, 72.7, "unconfirmed"),
        (66.0, 70.0, 74.0, "unconfirmed"),
        (60.0, 68.0, 70.0, "early"),
        (60.0, 65.0, 69.9, "missed"),
    ],
)
def test_verdict_looks_at_the_whole_interval(low, value, high, verdict) -> None:
    assert judged(70.0, RoundFigure(value, low, high, 100), was_done=True) == verdict
    assert judged(70.0, RoundFigure(value, low, high, 100), was_done=False) == "early"


def test_hidden_figure_is_too_early() -> None:
    assert judged(70.0, None, was_done=True) == "early"


@pytest.mark.parametrize(
    ("code", "start", "target", "refused"),
    [
        ("csat", 66.0, 66.0, "not_better"),
        ("csat", 66.0, 101.0, "out_of_range"),
        ("nps", -5.0, 10.0, ""),
        ("ces", 5.0, 8.0, "out_of_range"),
    ],
)
def test_target_is_better_and_on_the_scale(code, start, target, refused) -> None:
    try:
        check_target(code, start, target)
        assert not refused
    except InvalidInput as error:
        assert error.code == refused


def test_figures_of_a_round(people) -> None:
    found = computed("2026-Q3", [10, 10, 9, 1, 5, 10])
    item = figure_of(found.pk, "item:pq6")
    assert round(item.value, 1) == 72.2 and item.n == 6 and item.low < item.value < item.high
    assert figure_of(found.pk, "item:pq1") is None and figure_of(found.pk, "item:none") is None
    assert figure_of(found.pk, "item:pq6", "region", str(people.east.pk)) is None
    recommend = computed("2026-Q2", [10, 9, 9, 3, 7, 8], key="nps")
    assert round(figure_of(recommend.pk, "nps").value) == 33


def test_start_is_what_the_round_says_and_an_action_is_assigned(people) -> None:
    row = set_up(people)
    assert round(row.start, 1) == 50.0 and row.check_quarter == "2026-Q4" and row.number.startswith("IM-")
    action = Action.objects.get(measure=row)
    assert action.kind == "improvement" and action.source_key == f"measure:{row.number}"
    assert action.source_url == row.get_absolute_url() and action.alert_at is not None
    with pytest.raises(InvalidInput):
        set_up(people, target=40.0)
    with pytest.raises(NotPermitted):
        services.set_up_measure(
            title="x",
            code="csat",
            target=90,
            owner=people.warehouse,
            due_on=row.action.due_on,
            actor=people.clerk,
            now=NOW,
        )


def test_without_a_computed_round_there_is_no_start(people) -> None:
    Round.objects.all().delete()
    with pytest.raises(RuleViolation):
        services.set_up_measure(
            title="x", code="csat", target=90, owner=people.warehouse, due_on=NOW.date(), actor=people.manager, now=NOW
        )


@pytest.mark.parametrize(
    ("scores", "verdict"),
    [([9] * 40, "reached"), ([7, 7, 8] * 2, "early"), ([5] * 40, "missed"), ([7, 8] * 3, "unconfirmed")],
)
def test_next_computed_round_checks_it_once(people, scores, verdict) -> None:
    row = set_up(people, target=70.5)
    Action.objects.filter(pk=row.action_id).update(done_at=NOW - timedelta(days=30))
    assert services.check_measures(now=NOW) == 0
    computed("2026-Q4", scores)
    assert services.check_measures(now=NOW) == 1 and services.check_measures(now=NOW) == 0
    row.refresh_from_db()
    assert row.verdict == verdict and row.n == len(scores)
    assert Notification.objects.filter(template="measure_checked", user=people.warehouse, channel="page").count() == 1
    assert row.history.filter(history_change_reason="checked").count() == 1


def test_measure_that_is_not_in_effect_is_too_early(people) -> None:
    row = set_up(people)
    computed("2026-Q4", [10] * 30)
    services.check_measures(now=NOW)
    row.refresh_from_db()
    assert row.verdict == "early" and row.value == 100
    again = services.check_again(measure_id=row.pk, actor=people.manager, now=NOW)
    assert again.check_quarter == "2027-Q1" and again.verdict == "" and again.value is None
    with pytest.raises(Conflict):
        services.check_again(measure_id=row.pk, actor=people.manager, now=NOW)


def test_cancelled_round_leaves_it_to_the_next(people) -> None:
    row = set_up(people)
    computed("2026-Q4", [], state="cancelled")
    assert services.check_measures(now=NOW) == 1
    row.refresh_from_db()
    assert row.check_quarter == "2027-Q1" and row.verdict == ""


def test_axis_holds_all_values_and_never_leaves_the_scale(people) -> None:
    row = set_up(people, target=98.0)
    axis = axis_of([row], row.code)
    assert axis.low <= 45 and axis.high == 100 and axis.place(500) == "100.00"


def test_list_page_and_api(people) -> None:
    row = set_up(people)
    client = client_of(people.manager)
    page = client.get(reverse("measures")).content.decode()
    assert row.action.title in page and "目标 70" in page
    assert client.get(row.get_absolute_url()).status_code == 200
    found = client.get("/api/v1/measures/?code=item:pq6").json()
    assert found["results"][0]["check_quarter"] == "2026-Q4"
    new = client.get(reverse("measure_new") + "?code=item:pq6").content.decode()
    assert "50.0" in new
    sent = {
        "title": "报价单写明上门费",
        "code": "item:pq6",
        "segment": "all:",
        "target": "60",
        "owner": "warehouse",
        "due_on": "2026-12-20",
    }
    assert client.post(reverse("measure_new"), sent | {"target": "NaN"}).status_code == 422
    assert client.post(reverse("measure_new"), sent | {"owner": people.warehouse.username}).status_code == 302
    assert Measure.objects.count() == 2


def test_words_need_both_languages(people) -> None:
    row = set_up(people)
    words = {"said_zh": "a", "said_en": "", "did_zh": "b", "did_en": "c"}
    with pytest.raises(InvalidInput) as caught:
        services.word_measure(measure_id=row.pk, actor=people.manager, now=NOW, **words)
    assert caught.value.field == "said_en"
    services.word_measure(measure_id=row.pk, actor=people.manager, now=NOW, **dict.fromkeys(words, ""))


def test_you_said_we_did_is_a_page_a_document_and_a_text_in_both_languages(people) -> None:
    row = set_up(people)
    page = client_of(people.manager).get(f"{reverse('did')}?quarter=2026-Q3").content.decode()
    assert row.said_zh in page and "2026-12-01 前做到。" in page
    assert row.said_zh in did_html("2026-Q3", "zh-hans") and row.did_en in did_html("2026-Q3", "en")


@pytest.mark.parametrize("voided", [False, True])
def test_news_are_sent_once_to_those_who_answered(people, voided) -> None:
    set_up(people)
    invitation, _token = invited(people)
    Invitation.objects.filter(pk=invitation.pk).update(
        answered_at=NOW.replace(month=8), voided_at=NOW if voided else None
    )
    people.contact.email = "zhang@example.test"
    people.contact.save()
    with pytest.raises(NotPermitted):
        news.send_news(quarter="2026-Q3", actor=people.clerk, now=NOW)
    row = news.send_news(quarter="2026-Q3", actor=people.manager, now=NOW)
    assert news.send_due(now=NOW) == 1 and news.send_due(now=NOW) == 0
    mails = Notification.objects.filter(template="you_said_we_did")
    assert mails.count() == (0 if voided else 1)
    row.refresh_from_db()
    assert row.sent_at == NOW and row.recipients == mails.count()
    with pytest.raises(Conflict):
        news.send_news(quarter="2026-Q3", actor=people.manager, now=NOW)
    text = news.mail_params({"news": row.pk})["text"]
    assert "中间没人告诉我到哪一步了" in text and "Nobody told me where it was" in text


@pytest.mark.parametrize(
    ("purpose", "channel", "told"),
    [
        ("any", "any", 0),
        ("survey", "email", 0),
        ("campaign", "any", 0),
        ("visit", "any", 1),
        ("any", "phone", 1),
    ],
)
def test_news_honour_what_a_customer_does_not_want(people, purpose, channel, told) -> None:
    _answered_and_measured(people)
    opt_out(customer_id=people.customer.pk, purpose=purpose, channel=channel, actor=people.manager, now=NOW)
    row = news.send_news(quarter="2026-Q3", actor=people.manager, now=NOW)
    news.send_due(now=NOW)
    row.refresh_from_db()
    assert row.recipients == Notification.objects.filter(template="you_said_we_did").count() == told


def test_wish_takes_news_out_of_the_outbox(people) -> None:
    invitation = _answered_and_measured(people)
    news.send_news(quarter="2026-Q3", actor=people.manager, now=NOW)
    news.send_due(now=NOW)
    mails = Notification.objects.filter(template="you_said_we_did")
    opt_out(customer_id=people.customer.pk, purpose="visit", actor=people.manager, now=NOW)
    assert mails.count() == 1
    facts = {"customer_id": people.customer.pk, "contact_id": invitation.contact_id}
    opt_out(**facts, purpose="campaign", channel="email", actor=people.manager, now=NOW)
    assert not mails.exists()


def _answered_and_measured(people) -> Invitation:
    set_up(people)
    invitation, _token = invited(people)
    Invitation.objects.filter(pk=invitation.pk).update(answered_at=NOW.replace(month=8))
    people.contact.email = "zhang@example.test"
    people.contact.save()
    return invitation


def test_nothing_to_tell_is_not_sent(people) -> None:
    with pytest.raises(RuleViolation):
        news.send_news(quarter="2026-Q3", actor=people.manager, now=NOW)
    assert not QuarterNews.objects.exists()


def adopted(people, number: str, subject: str, **fields):
    ticket = closed_ticket(people, number=number, kind="suggestion", subject=subject)
    at = NOW.replace(month=8)
    about = {
        "state": "adopted",
        "received_at": at,
        "received_on": at.date(),
        "decided_at": at,
        "owner": people.quality,
        "due_on": at.date(),
    }
    return SuggestionReview.objects.create(ticket=ticket, **{"message": "已改", **about, **fields})


def test_suggestions_are_told_once_and_say_which_language_is_missing(people) -> None:
    """Those that a measure carries out are told by it; those with the same action are one line; the part of a mail in a
    language has only what is written in it."""
    measure = set_up(people)
    other = Action.objects.exclude(pk=measure.action_id).first() or copy_of(Action.objects.get(pk=measure.action_id))
    adopted(people, "TK-2026-00101", "来之前先打电话", action=measure.action)
    adopted(people, "TK-2026-00102", "说明书放大字号", action=other)
    adopted(people, "TK-2026-00103", "说明书加目录", action=other)
    adopted(people, "TK-2026-00104", "说明书加目录")
    adopted(people, "TK-2026-00105", "Send the invoice by mail", message="We do now.", result="We do now.")
    with translation.override("zh-hans"):
        chinese = lines_of("2026-Q3")
    with translation.override("en"):
        english = lines_of("2026-Q3")
        text = text_of(english, "en")
    assert [line["said"] for line in chinese[1:]] == ["说明书放大字号；说明书加目录", "Send the invoice by mail"]
    assert [line.get("missing", "") for line in chinese] == ["", "", "目前只有英文"]
    assert [line.get("missing", "") for line in english] == ["", "Only in Chinese so far", ""]
    assert "Send the invoice by mail" in text and "说明书" not in text and text.count("We do now.") == 1
    page = client_of(people.manager, "en").get(f"{reverse('did')}?quarter=2026-Q3").content.decode()
    assert "Only in Chinese so far" in page


def copy_of(action: Action) -> Action:
    action.pk, action.number, action.source_key = None, "AC-2026-09999", ""
    action.save()
    return action

"""You said, we did: its page, its document, the mail that is sent once, and suggestions in both languages."""

import pytest
from django.urls import reverse
from django.utils import translation

from aftersales.kernel.errors import Conflict, NotPermitted, RuleViolation
from aftersales.notifications.models import Notification
from complaints.quality.models import Action, SuggestionReview
from customers.services.opting import opt_out
from surveys.documents.did import did_html
from surveys.models import Invitation, QuarterNews
from surveys.presentation.did import lines_of, text_of
from surveys.services import news
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of
from tests.factories.measures import set_up
from tests.factories.surveys import closed_ticket, invited

pytestmark = pytest.mark.usefixtures("at_now")


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


def test_other_language_of_a_suggestion_is_entered_beside_what_was_written(people) -> None:
    """With history; until then the page links to it. Both languages or none; page, mail and API then have both."""
    row = adopted(people, "TK-2026-00101", "说明书放大字号", message="新版放大了，打 13800002406")
    client, url = client_of(people.manager, "en"), reverse("suggestion_step", args=["TK-2026-00101", "word"])
    assert url in client.get(f"{reverse('did')}?quarter=2026-Q3").text
    assert url not in client_of(people.auditor, "en").get(f"{reverse('did')}?quarter=2026-Q3").text
    form = client.get(url).context["form"]
    assert (form["said_zh"].value(), form["said_en"].value()) == ("说明书放大字号", "")
    body = {"said_zh": "说明书字太小", "said_en": "The manual is hard to read", "did_zh": "已改大", "did_en": ""}
    half = client.post(url, body)
    assert half.status_code == 400 and "Enter it in both languages." in half.text
    assert client.post(url, body | {"did_en": "We print it larger"}).status_code == 302
    with translation.override("en"):
        (line,) = lines_of("2026-Q3")
        assert "The manual is hard to read" in text_of([line], "en")
    assert (line["said"], line["did"], line["missing"]) == ("The manual is hard to read", "We print it larger", "")
    assert url not in client.get(f"{reverse('did')}?quarter=2026-Q3").text
    changed = row.history.first()
    assert (changed.history_user, changed.history_change_reason) == (people.manager, "suggestion worded")
    api = f"/api/v1/suggestions/{row.number}/word/"
    given = {"said_zh": "字太小", "said_en": "Too small", "version": 1}
    assert api_client_of(people.manager).post(api, given, format="json").status_code == 409
    done = api_client_of(people.manager).post(api, given | {"version": 2}, format="json").data
    assert (done["said_en"], done["did_en"]) == ("Too small", "")
    assert api_client_of(people.clerk).post(api, given | {"version": 3}, format="json").status_code == 403
    with translation.override("en"):
        assert [one["missing"] for one in lines_of("2026-Q3")] == ["Only in Chinese so far"]

"""The customer panel."""

import pytest
from django.urls import reverse

from aftersales.kernel.errors import Conflict, NotPermitted, RuleViolation
from customers.models import PanelMember
from customers.services import panel
from tests.factories import NOW
from tests.factories.clients import client_of

pytestmark = pytest.mark.usefixtures("at_now")


def test_panel_question_takes_opinions_until_it_is_closed(people):
    client, number = client_of(people.manager, "en"), people.customer.number
    join = {"contact": people.contact.pk, "agreed_on": "2026-11-01", "topics": "packing", "ask_by": "phone"}
    assert client.post(reverse("panel_join", args=[number]), join).status_code == 302
    assert client.post(reverse("panel_join", args=[number]), join).status_code == 409
    answer = client.post(reverse("panel_ask"), {"title": "Is the new packing better?"})
    question, member = answer.url, PanelMember.objects.get()
    assert client.post(question, {"member": member.pk, "body": "Yes, less foam"}).status_code == 302
    assert "Yes, less foam" in client.get(question).text
    assert "Yes, less foam" not in client_of(people.stranger, "en").get(question).text
    client = client_of(people.manager, "en")
    close = {"outcome": "The packing stays", "version": 1}
    assert client.post(f"{question}close/", close).status_code == 302
    assert client.post(f"{question}close/", close).status_code == 409
    assert client.post(question, {"member": member.pk, "body": "late"}).status_code == 422
    shown = client.get("/api/v1/panel-questions/").json()["results"][0]
    assert (shown["outcome"], shown["opinions"][0]["body"]) == ("The packing stays", "Yes, less foam")
    assert client.post(reverse("panel_leave", args=[member.pk])).status_code == 302
    assert client.get(reverse("panel") + "?tab=members").status_code == 200
    with pytest.raises(NotPermitted):
        panel.ask_panel(actor=people.rep, now=NOW, title="x")
    with pytest.raises((Conflict, RuleViolation)):
        panel.record_opinion(actor=None, now=NOW, question_id=member.answers.get().question_id, member=member, body="x")

"""Forms of an older version keep the typed text, and GET requests change nothing."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.core import mail, serializers
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from aftersales.notifications.services.notifications import deliver_due
from complaints.models import Proposal
from complaints.services.escalation import sweep
from tests.complaints import factories as make
from tests.factories.visits import visit_of

from .people import Person

pytestmark = pytest.mark.django_db
LOOKS = 20
# Tables that a GET request may write: sessions and sign-ins.
BESIDES = {"sessions.Session", "axes.AccessAttempt", "axes.AccessLog"}


@pytest.fixture(autouse=True)
def complete(team):
    team.sold.batch = "B2603-17"
    team.sold.save()


def whole_database() -> str:
    """Every row of every table."""
    models = [model for model in apps.get_models() if model._meta.label not in BESIDES and not model._meta.proxy]
    return "\n".join(serializers.serialize("json", model._default_manager.order_by("pk")) for model in models)


@pytest.mark.parametrize(
    ("name", "earlier", "later", "text"),
    [
        ("edit", {"problem_found": "先到的人写的"}, {"problem_found": "后到的人写的"}, "后到的人写的"),
        ("propose", {"reason": "先到的理由"}, {"reason": "后到的理由"}, "后到的理由"),
    ],
)
def test_stale_form_keeps_its_text(team, name, earlier, later, text):
    ticket = make.proposed(team).ticket
    first, second = Person(team.clerk), Person(team.clerk2)
    url = f"{ticket.get_absolute_url()}{name}/"
    first.open(url)
    second.open(url)
    first.press(url, **earlier)
    page = second.press(url, 409, **later)
    assert text in page.forms[url].values()
    assert text not in whole_database()


def test_stale_visit_form_keeps_its_text(team):
    visit = visit_of(team.customer, rep=team.rep, due_on=timezone.localdate())
    first, second = Person(team.rep), Person(team.manager)
    url = reverse("visit_step", args=[visit.pk, "record"])
    second.open(visit.get_absolute_url())
    first.open(visit.get_absolute_url())
    first.press(url, outcome="fine")
    page = second.press(url, 409, outcome="problem", requirements="后到的人写的")
    assert "后到的人写的" in page.text


def test_stale_decision_is_a_conflict_and_keeps_the_reason(team):
    approval = make.submitted(team)
    url = approval.get_absolute_url()
    first, second = Person(team.manager), Person(team.manager)
    for person in (first, second):
        person.open(f"{url}?verdict=reject")
    first.press(url, verdict="approve", reason="属实")
    page = second.press(url, 409, verdict="reject", reason="后到的理由")
    assert "后到的理由" in page.forms[url].values()
    approval.refresh_from_db()
    assert approval.state == "pending" and approval.steps.filter(state="approved").count() == 1


def test_opening_links_of_mails_changes_no_rows(team):
    ticket = make.closed(team)
    second = make.logged(team, now=timezone.now(), received_at=None)
    make.proposed(team, second, reason="再一台")
    make.proposals.submit(ticket_id=second.pk, actor=team.clerk, now=timezone.now())
    sweep(now=second.next_due_at + timedelta(minutes=1))
    while deliver_due(now=timezone.now()):
        pass
    links = {link for m in mail.outbox for link in re.findall(r"https?://[^/\s]+(/[^\s]*)", m.body)}
    assert any(link.startswith("/s/") for link in links) and any("/approvals/" in link for link in links)
    assert ticket.get_absolute_url() in links
    visitors = [Client(), Client()]
    visitors[1].force_login(team.manager)
    before = whole_database()
    for client in visitors:
        for link in sorted(links):
            for _look in range(LOOKS):
                assert client.get(link).status_code in {200, 302}
    assert whole_database() == before
    assert Proposal.objects.count() == 2

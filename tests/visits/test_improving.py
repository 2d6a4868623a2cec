from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import NotPermitted, RuleViolation
from complaints.quality.models import Action
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.factories.visits import visit_of
from visits.enums import VisitState
from visits.services.improving import improve

DUE = (NOW + timedelta(days=9)).date()


def done_visit(people):
    row = visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    row.state, row.took_place_at = VisitState.DONE, NOW
    row.save()
    return row


def facts(people, row, **changes):
    values = {"title": "改进包装", "owner": people.clerk, "due_on": DUE, "criterion": "破损率 1% 以下"}
    return {"visit_id": row.pk, "actor": people.manager, "now": NOW, **values, **changes}


def test_visit_has_one_improvement_that_names_it(people):
    row = done_visit(people)
    made = improve(**facts(people, row))
    assert improve(**facts(people, row, title="再来")) == made
    assert (made.kind, made.source_url) == ("improvement", f"/visits/{row.pk}/")
    page = client_of(people.manager, "en").get(reverse("visit", args=[row.pk])).content.decode()
    assert made.number in page and 'id="improve"' in page


def test_planned_visit_has_no_improvement_and_a_rep_assigns_none(people):
    planned = visit_of(people.customer, rep=people.rep, due_on=NOW.date())
    with pytest.raises(RuleViolation):
        improve(**facts(people, planned))
    with pytest.raises(NotPermitted):
        improve(**facts(people, planned, actor=people.rep))


def test_manager_assigns_it_on_the_page(people):
    row = done_visit(people)
    body = {"title": "改进包装", "owner": "clerk", "due_on": "2099-01-05", "criterion": ""}
    address = reverse("visit_step", args=[row.pk, "improve"])
    assert client_of(people.manager, "en").post(address, body).status_code == 422
    assert client_of(people.manager, "en").post(address, {**body, "criterion": "1%"}).status_code == 302
    assert Action.objects.get().source_key == f"visit:{row.pk}"

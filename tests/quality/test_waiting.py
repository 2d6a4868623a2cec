"""Where a reader of an investigation or an action can do nothing, the page says who can, and why not the reader."""

import pytest

from aftersales.staff.models import User
from complaints.quality import presentation
from complaints.quality.permissions import visible_actions, visible_investigations
from tests.factories import NOW
from tests.factories.clients import client_of
from tests.quality import factories as make

pytestmark = pytest.mark.django_db
NEXT = ("edit", "file", "sign", "decide", "decide_in", "close", "close_waits")


@pytest.mark.parametrize("state", ["opened", "found", "printed", "signed", "decided"])
def test_every_state_of_an_investigation_has_a_next_step_or_names_who_has(people, instant_pdf, at_now, state):
    made = getattr(make, state)(people)
    row = getattr(made, "investigation", made)
    reports, wrong = list(row.reports.order_by("-version")), []
    for user in User.objects.filter(is_active=True):
        if not visible_investigations(user).filter(pk=row.pk).exists():
            continue
        may = presentation.may(user, row, reports, NOW)
        wait = presentation.investigation_wait(row, reports, user, NOW)
        if not any(may[name] for name in NEXT) and not (wait and wait.people and wait.why):
            wrong.append((user.role, wait))
        if wait and str(user) in wait.people:
            wrong.append((user.role, "waits for the reader"))
    assert wrong == [], wrong


@pytest.mark.parametrize("state", ["given", "done"])
def test_every_state_of_an_action_has_a_next_step_or_names_who_has(people, at_now, state):
    row = getattr(make, state)(people)
    row.judge_on = row.judge_on and NOW.date()
    for user in User.objects.filter(is_active=True):
        if visible_actions(user).filter(pk=row.pk).exists():
            may, wait = presentation.may_action(user, row), presentation.action_wait(row, user, NOW)
            own = may["complete"] if state == "given" else may["verify"]
            assert bool(own) != bool(wait and wait.people and wait.why), (user.role, may, wait)


def test_page_names_who_signs(people, instant_pdf, at_now):
    row = make.printed(people).investigation
    page = client_of(people.quality, "en").get(row.get_absolute_url()).content.decode()
    assert f"Waiting for {people.quality_manager} to sign the report." in page
    assert "The quality deputy manager signs reports." in page

"""Where a reader of an investigation or an action can do nothing, the page says who can, and why not the reader."""

import pytest

from aftersales.notifications.models import Notification
from aftersales.staff.models import User
from complaints.quality import presentation
from complaints.quality.permissions import can_remind, visible_actions, visible_investigations
from complaints.quality.verbs import ACTIONS, INVESTIGATIONS
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
        if wait and user in wait.people:
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


def sent_by(user, row):
    return client_of(user, "en").post(f"{row.get_absolute_url()}nudge/")


@pytest.mark.parametrize("state", ["opened", "found", "printed", "signed", "decided", "given", "done"])
def test_every_state_lets_those_who_wait_remind_exactly_those_who_can(people, instant_pdf, at_now, state):
    """By the verb's own test, for all roles that see it: reminding is offered just where the page names others."""
    made = getattr(make, state)(people)
    row = made if hasattr(made, "judge_on") else getattr(made, "investigation", made)
    if hasattr(row, "judge_on") and row.judge_on:
        row.judge_on = NOW.date()
        row.save()
    is_action = hasattr(row, "judge_on")
    nudge = (ACTIONS if is_action else INVESTIGATIONS)["nudge"]
    visible = visible_actions if is_action else visible_investigations
    reports = [] if is_action else list(row.reports.order_by("-version"))
    offered = {}
    for user in User.objects.filter(is_active=True):
        if visible(user).filter(pk=row.pk).exists():
            wait = (
                presentation.action_wait(row, user, NOW)
                if is_action
                else presentation.investigation_wait(row, reports, user, NOW)
            )
            offered[user] = bool(nudge.allowed(user, row))
            assert offered[user] == bool(wait and wait.people and can_remind(user)), (user.role, wait)
    first = next(user for user, may in offered.items() if may)
    assert not any(offered[user] for user in offered if user.role in {"executive", "auditor"})
    assert sent_by(first, row).status_code == 302
    told = Notification.objects.filter(template="quality_nudge", channel="page")
    assert told and {note.url for note in told} == {row.get_absolute_url()} and first not in {n.user for n in told}
    assert not any(nudge.allowed(user, row) for user in offered), "once a day for all who ask"
    assert f"{first} reminded them today." in client_of(first, "en").get(row.get_absolute_url()).content.decode()
    assert sent_by(first, row).status_code == 422


def test_who_can_go_on_or_only_reads_reminds_nobody(people, instant_pdf, at_now):
    row = make.printed(people).investigation
    assert sent_by(people.quality_manager, row).status_code == 422
    assert sent_by(people.auditor, row).status_code == 403
    assert not Notification.objects.filter(template="quality_nudge").exists()

"""From every state that an investigation and its actions can reach there is a way to closed, and none closes with an
action that has not been judged."""

import contextlib
import random
from datetime import timedelta

import pytest
from django.urls import reverse

from aftersales.kernel.errors import DomainError
from aftersales.store.contributions import contributions
from complaints.quality import services as quality
from complaints.quality.models import Action, Investigation
from complaints.quality.rules.capa import UNENDED
from complaints.services import lifecycle
from complaints.services.bulk import act_on_many
from complaints.verbs import MANY
from tests.complaints import factories as tickets
from tests.factories import NOW
from tests.factories.clients import api_client_of, client_of

from . import factories as make

STEPS = 40


def steps(people, row, rng, now):
    """What anybody may try; most of it is refused in most states."""
    actions = list(Action.objects.filter(investigation=row))
    action = rng.choice(actions) if actions else None
    anybody = rng.choice([people.quality, people.quality_manager, people.warehouse, people.gm, people.clerk])
    day = now.date() + timedelta(days=5)
    facts = {"action_id": action.pk if action else 0, "actor": anybody, "now": now}
    new = {"title": "改", "owner": rng.choice([people.warehouse, people.quality]), "criterion": "合格"}
    whole = {"investigation_id": row.pk, "actor": anybody, "now": now}
    return [
        lambda: quality.add_action(
            kind=rng.choice(["corrective", "preventive"]), due_on=day, window_days=7, **new, **whole
        ),
        lambda: quality.add_action(kind="containment", due_hours=8, **new, **whole),
        lambda: quality.add_action(kind="improvement", due_on=day, **new, **whole),
        lambda: quality.complete_action(evidence="已改", **facts),
        lambda: quality.verify_action(effective=rng.random() < 0.6, verification="看过", **facts),
        lambda: quality.resume_action(due_on=day, **facts),
        lambda: quality.follow_up_action(due_on=day, window_days=7, **new, **facts),
        lambda: quality.cancel_action(reason="不需要", **facts),
        lambda: quality.close_investigation(**whole),
        lambda: quality.reopen_investigation(reason="客户异议", **whole),
        lambda: tickets.logged(people, now=now, received_at=now, quality_class="intrinsic"),
        lambda: (
            quality.dismiss_recurrence(
                ticket=rng.choice([one.ticket for one in action.recurrences.all()]), reason="另一问题", **facts
            )
            if action and action.recurrences.exists()
            else None
        ),
    ]


def finish(people, row, now) -> None:
    """The way to closed, whatever the state."""
    for action in Action.objects.filter(investigation=row):
        judge = people.quality_manager if action.owner != people.quality_manager else people.gm
        facts = {"action_id": action.pk, "now": now}
        if action.state == "ineffective":
            quality.resume_action(due_on=now.date(), actor=judge, **facts)
            action.refresh_from_db()
        if action.state == "open":
            quality.complete_action(evidence="做完", actor=action.owner, **facts)
            action.refresh_from_db()
        if action.state == "done":
            later = now + timedelta(days=action.window_days + 1)
            quality.verify_action(action_id=action.pk, effective=True, verification="好", actor=judge, now=later)
    row.refresh_from_db()
    if row.state == "open":
        report = quality.file_report(investigation_id=row.pk, language="en", actor=people.quality, now=now)
        quality.render_due_reports(now=now)
        quality.sign_report(report_id=report.pk, actor=people.quality_manager, now=now)
        quality.record_decision(investigation_id=row.pk, actor=people.gm, now=now, **make.DECIDED)
    row.refresh_from_db()
    if row.state == "decided":
        quality.close_investigation(investigation_id=row.pk, actor=people.quality, now=now + timedelta(days=60))


@pytest.mark.parametrize("seed", range(8))
def test_every_state_has_a_way_to_closed_and_none_closes_unjudged(people, instant_pdf, seed):
    rng, now = random.Random(seed), NOW
    row = make.decided(people)
    for _ in range(STEPS):
        now += timedelta(hours=rng.choice([1, 30, 200]))
        with contextlib.suppress(DomainError):
            rng.choice(steps(people, row, rng, now))()
        row = Investigation.objects.get(pk=row.pk)
        states = set(row.actions.values_list("state", flat=True))
        assert row.state != "closed" or not states & set(UNENDED)
    finish(people, row, now)
    assert Investigation.objects.get(pk=row.pk).state == "closed"


def test_page_api_bulk_and_import_close_by_the_same_rule(people):
    """Nothing but the verb closes an investigation or ends an action, and the verb refuses while one is unjudged."""
    action = make.given(people)
    row = action.investigation
    Investigation.objects.filter(pk=row.pk).update(state="decided", decided_at=NOW)
    api, pages = api_client_of(people.quality), client_of(people.quality, "en")
    assert pages.post(reverse("investigation_close", args=[row.number])).status_code in (400, 409, 422)
    assert api.post(f"/api/v1/investigations/{row.number}/close/", {}, format="json").status_code in (400, 409, 422)
    for path in (f"investigations/{row.number}", f"actions/{action.number}"):
        for send in (api.patch, api.put):
            answer = send(f"/api/v1/{path}/", {"state": "closed", "title": row.title}, format="json")
            assert answer.status_code in (400, 404, 405), (path, answer.status_code)
    for path in ("investigations", "actions"):
        sent = {"verb": "close", "numbers": [row.number, action.number]}
        assert api.post(f"/api/v1/{path}/bulk/", sent, format="json").status_code in (404, 405)
    assert {"investigation", "action"}.isdisjoint(one.kind for one in contributions("IMPORTERS"))
    row.refresh_from_db()
    action.refresh_from_db()
    assert (row.state, action.state) == ("decided", "open")


def test_tickets_closed_in_bulk_wait_for_their_investigation_too(people):
    free, held = (tickets.fulfilled(people) for _ in range(2))
    for ticket in (free, held):
        lifecycle.confirm(ticket_id=ticket.pk, actor=people.clerk, now=NOW, solved=True)
    row = make.opened(people, ticket=held)
    numbers = [free.number, held.number]
    found = act_on_many(service=MANY["close"].service, numbers=numbers, actor=people.clerk, now=NOW)
    assert [outcome.error.code if outcome.error else "done" for outcome in found] == ["done", "case_open"]
    assert found[1].error.params == {"numbers": row.number}

"""Objects in the states in which verbs are offered that tests/factories/states.py and the world have none of."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from aftersales.staff.models import User
from aftersales.transfers.enums import ImportState
from aftersales.transfers.models import ImportRun
from aftersales.transfers.services.imports.asking import receive
from complaints.quality.models import Action, BatchWarning, Investigation
from complaints.quality.services import record_decision, render_due_reports, sign_report, verify_action
from complaints.services import reception, triage
from customers.models import Customer, Merge
from tests.certification import factories as certified
from tests.complaints import factories as make
from tests.quality import factories as quality
from tests.quality.campaigns import factories as campaigns
from tests.visits import care
from visits.models import Forum, Visit
from visits.services import care_actions, care_plans, forum_opinions, forums

from . import NOW, Cast, customer_of, person
from .visits import visit_of, visited

# Lists whose forms are for one row of them.
LISTS = (
    "calls",
    "exports",
    "grades",
    "merges",
    "missed_calls",
    "panel",
    "radar",
    "reception",
    "stand_ins",
    "verbatims",
)


def more_by_state(people: Cast) -> list[Any]:
    return [*_tickets(people), *_quality(people), *_visits(people)]


def _tickets(people: Cast) -> list[Any]:
    """One whose problem must be investigated, and one for which that was waived."""
    rows = [make.logged(people), make.logged(people)]
    for row in rows:
        facts = {"quality_class": "intrinsic", "reason": "虚焊", "actor": people.quality_manager, "now": NOW}
        triage.classify(ticket_id=row.pk, **facts)
    triage.waive_investigating(ticket_id=rows[1].pk, reason="已知原因", actor=people.quality_manager, now=NOW)
    return rows


def _quality(people: Cast) -> list[Any]:
    """Actions to be done, judged and redone, a claim; investigations at each step; campaigns at each step."""
    due = quality.done(people)
    Action.objects.filter(pk=due.pk).update(judge_on=NOW.date())
    redo = quality.done(people)
    Action.objects.filter(pk=redo.pk).update(judge_on=NOW.date())
    verify_action(action_id=redo.pk, effective=False, verification="仍有虚焊", actor=people.quality_manager, now=NOW)
    return [
        quality.given(people, owner=people.quality_manager),
        quality.given(people),
        due,
        redo,
        quality.claimed(people),
        quality.opened(people),
        quality.found(people),
        _reported(people),
        _reported(people, signs=True),
        _decided(people),
        campaigns.drafted(people, title="一"),
        campaigns.signed(people, title="二"),
        campaigns.started(people, title="三"),
        BatchWarning.objects.first(),
    ]


def _reported(people: Cast, *, signs: bool = False) -> Investigation:
    report = quality.filed(people)
    render_due_reports(now=NOW)
    if signs:
        sign_report(report_id=report.pk, actor=people.quality_manager, now=NOW)
    return report.investigation


def _decided(people: Cast) -> Investigation:
    row = _reported(people, signs=True)
    heard = {"attendees": [people.quality_manager, people.manager], "guests": "沈毅", "actor": people.gm, "now": NOW}
    return record_decision(investigation_id=row.pk, **heard, **quality.DECIDED)


def _visits(people: Cast) -> list[Any]:
    """Plans to be approved and closed ones, done actions, forums at each step, visits that are over or undecided."""
    draft = care.drafted(people)
    care.needed(people, draft)
    closed = care.running(people)
    care_plans.close_plan(plan_id=closed.pk, result="好", actor=people.manager, now=NOW)
    late = care.running(people)
    done = care.given(people, late)
    care_actions.complete_care_action(action_id=done.pk, result="好", actor=people.manager, now=NOW)
    care.given(people, late, owner=people.manager, due_on=NOW.date())
    to_hold, decided, over = _forum(people, 1), _held(people, 2), _held(people, 3)
    said = care.said(people, decided)
    forum_opinions.decline(opinion_id=said.pk, reason="不可行", actor=people.manager, now=NOW)
    forums.close_forum(forum_id=over.pk, actor=people.manager, now=NOW)
    undecided = visit_of(_customer(people, 6), rep=people.rep, due_on=NOW.date() - timedelta(days=3))
    Visit.objects.filter(pk=undecided.pk).update(undecided_since=NOW)
    return [draft, closed, late, to_hold, decided, over, undecided, visited(people.customer, NOW, rep=people.rep)]


def _forum(people: Cast, number: int) -> Forum:
    """A forum with a guest of its own: a customer is contacted so often in a month only."""
    forum = care.planned(people)
    care.invited(people, forum, _customer(people, number))
    return forum


def _customer(people: Cast, number: int) -> Customer:
    return customer_of(people.east, number=f"CU-2026-7900{number}", name=f"来宾{number}厂", rep=people.rep)


def _held(people: Cast, number: int) -> Forum:
    forum = _forum(people, number)
    came = list(forum.guests.all())
    return forums.hold_forum(forum_id=forum.pk, attended=came, minutes="好", actor=people.manager, now=NOW)


def _imported(people: Cast, state: str) -> int:
    """An import that has come so far."""
    upload = SimpleUploadedFile("customers.csv", "客户名称\n甲\n".encode())
    run = receive(actor=people.manager, now=NOW, kind="customers", upload=upload)
    ImportRun.objects.filter(pk=run.pk).update(state=state)
    return run.pk


def pages_of_verbs(people: Cast) -> list[str]:
    """Pages whose forms stand for one row of them, and of objects without an address of their own."""
    plan = care.running(people)
    action = care.given(people, plan)
    care_actions.complete_care_action(action_id=action.pk, result="好", actor=people.manager, now=NOW)
    forum, held = _forum(people, 4), _held(people, 5)
    guest = forum.guests.get()
    said = care.said(people, held)
    evaluation = certified.begun(people)
    certified.marked(people, evaluation)
    certified.exempted(people, evaluation)
    visitor = reception.take_number(purpose="complaint", actor=people.clerk, now=NOW)
    reception.greet(visitor_id=visitor.pk, actor=people.clerk, now=NOW)
    reception.call(visitor_id=visitor.pk, actor=people.clerk, now=NOW, counter="1")
    merge = Merge.objects.filter(state="asked").first()
    merges = [reverse("merge_verb", args=[merge.pk, name]) for name in ("confirm", "refuse")] if merge else []
    runs = [
        reverse("import_run", args=[_imported(people, state)])
        for state in (ImportState.CHECKED, ImportState.RUNNING, ImportState.PAUSED)
    ]
    gone = person("gone", "rep", region=people.east)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    visit_of(_customer(people, 7), rep=gone, due_on=NOW.date())
    return [
        *runs,
        reverse("user", args=[gone.pk]),
        *map(reverse, LISTS),
        f"{plan.get_absolute_url()}?row=action&id={action.pk}",
        f"{reverse('forum_guests', args=[forum.number])}?id={guest.pk}",
        reverse("forum_guests", args=[care.planned(people).number]),
        f"{held.get_absolute_url()}?id={said.pk}",
        evaluation.get_absolute_url(),
        reverse("self_evaluation_item", args=[evaluation.number, "5.1.3"]),
        reverse("self_evaluation_item", args=[evaluation.number, "5.2.6"]),
        *merges,
    ]

"""Who gets past 404 on the routes of care plans and forums. What one sees but may not do, the services refuse."""

from datetime import date

from aftersales.store.writing import save_with_history
from tests.factories import NOW
from tests.visits import care as make
from visits.models import CareTemplate
from visits.services.care_suggestions import suggest
from visits.verbs import CARE_ACTIONS, CARE_SUGGESTIONS, FORUMS, GUESTS, NEEDS, OPINIONS, PLANS

READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})
TEMPLATE_READERS = frozenset({"manager", "gm", "executive", "auditor"})


def _plan(people):
    plan = people.customer.care_plans.first()
    if plan is None:
        plan = make.running(people)
        make.given(people, plan)
        plan.customer.since = date(2019, 11, 28)
        suggest(plan, now=NOW)
    return plan


def _forum(people):
    guest = people.customer.forum_guests.first()
    if guest is not None:
        return guest.forum
    forum = make.held(people)
    for guest in forum.guests.all():
        guest.channel = "letter"  # so that there are letters to print
        save_with_history(guest, actor=people.manager, reason="changed")
    make.said(people, forum)
    return forum


def _template():
    row, _made = CareTemplate.objects.get_or_create(code="no_stops", defaults={"name": "一年不停机"})
    return row


OBJECTS = {
    "care_plan": lambda people: {"number": _plan(people).number, "name": "approve"},
    "care_plan_new": lambda people: {"number": people.customer.number},
    "care_plan_row": lambda people: {
        "number": _plan(people).number,
        "kind": "action",
        "pk": _plan(people).actions.first().pk,
        "name": "complete",
    },
    "api-care-plan-": lambda people: {"number": _plan(people).number},
    "api-care-need-": lambda people: {"pk": _plan(people).needs.first().pk},
    "api-care-action-": lambda people: {"pk": _plan(people).actions.first().pk},
    "api-care-suggestion-": lambda people: {"pk": _plan(people).suggestions.first().pk},
    "care_template": lambda people: {"pk": _template().pk},
    "api-care-template-": lambda people: {"code": _template().code},
    "forum": lambda people: {"number": _forum(people).number, "name": "close"},
    "forum_opinion": lambda people: {
        "number": _forum(people).number,
        "pk": _forum(people).opinions.first().pk,
        "name": "answer",
    },
    "forum_guest": lambda people: {
        "number": _forum(people).number,
        "pk": _forum(people).guests.first().pk,
        "name": "answer",
    },
    "api-forum-": lambda people: {"number": _forum(people).number},
    "api-forum-guest-": lambda people: {"pk": _forum(people).guests.first().pk},
    "api-forum-opinion-": lambda people: {"pk": _forum(people).opinions.first().pk},
}
# Templates have no region.
SHARED = frozenset({"care_template", "api-care-template-detail"})
ROWS: dict[str, frozenset[str] | str] = {
    "care_plans": READERS,
    "care_plan": READERS,
    "care_plan_new": READERS,
    "care_plan_step": READERS,
    "care_plan_row": READERS,
    "forums": READERS,
    "forum": READERS,
    "forum_new": READERS,
    "forum_step": READERS,
    "forum_opinion": READERS,
    "forum_guests": READERS,
    "forum_guest": READERS,
    "forum_minutes": READERS,
    "forum_letters": READERS,
    "care_templates": TEMPLATE_READERS,
    "care_template": TEMPLATE_READERS,
    "care_template_new": frozenset({"manager", "gm"}),
    "api-care-template-list": READERS,
    "api-care-template-detail": READERS,
}
for noun, verbs in {
    "care-plan": PLANS,
    "care-need": NEEDS,
    "care-action": CARE_ACTIONS,
    "care-suggestion": CARE_SUGGESTIONS,
    "forum": FORUMS,
    "forum-guest": GUESTS,
    "forum-opinion": OPINIONS,
}.items():
    ROWS |= {f"api-{noun}-{name}": READERS for name in ("list", "detail", *verbs)}

"""The guide for each role, the keys, and the short tour of a first sign-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.services.account import put_tour_away
from aftersales.web.policy import policy

from .navigation import may_open

IN_TOUR = 4


@dataclass(frozen=True)
class Chapter:
    """One thing to do, in sentences. route: the page where it is done."""

    title: Any
    steps: tuple[Any, ...]
    route: str = "home"


LOG = Chapter(
    _("Log a call"),
    (
        _("Press N and type part of the phone number or the name. The arrow keys choose the customer."),
        _("Choose the product and type what is said. The words to say are beside the form."),
        _("Save with Ctrl and Enter. The page that opens shows the case number."),
    ),
    "ticket_new",
)
SETTLE = Chapter(
    _("Answer and settle"),
    (
        _("Press R on a ticket to reply. What you type is kept as a draft."),
        _("The blue button is the next step. If you can do nothing, the head says who can."),
        _("Propose a resolution with its lines. The total of the case decides who approves it."),
    ),
    "tickets",
)
IN_TIME = Chapter(
    _("Stay in time"),
    (
        _("Home groups your work by the day it is due. Up next is due within 24 hours."),
        _("Pause the clock with a reason while you wait for the customer."),
    ),
)
VISIT = Chapter(
    _("Make follow-up visits"),
    (
        _("Open Follow-ups on your phone. Today’s list also works without a network."),
        _("Choose the outcome, add what the customer said, and save: three taps."),
    ),
    "visits",
)
DECIDE = Chapter(
    _("Decide on approvals"),
    (
        _("What is asked is on the left, the conversation on the right."),
        _("Compare it with the latest like decisions. Write a comment, then approve, return or reject."),
        _("The next approval that waits for you opens by itself."),
    ),
    "approvals",
)
TEAM = Chapter(
    _("Watch the team"),
    (
        _("Home shows what colleagues have overdue and what is due within two hours."),
        _("Select tickets in the list with X to reassign several at once."),
    ),
    "tickets",
)
MEETING = Chapter(
    _("Chair the management meeting"),
    (_("A decision of the meeting needs minutes and attendees. Both stand in the approval form."),),
    "approvals",
)
INVESTIGATE = Chapter(
    _("Investigate a quality problem"),
    (
        _("Open your investigation. Each section says what is missing."),
        _("Record findings, cause and actions. The report is made from them."),
    ),
    "investigations",
)
BATCHES = Chapter(
    _("Watch batches"),
    (_("A batch with more complaints than chance explains raises a warning. Judge it with a reason."),),
    "batches",
)
FIGURES = Chapter(
    _("Read the dashboard"),
    (
        _("It opens with what needs a decision. Every figure opens the cases behind it."),
        _("Reports of a month and a quarter are stored and do not change."),
    ),
    "dashboard",
)
PART = Chapter(
    _("Do your part"),
    (
        _("Home shows what your department has to do: receipt, inspection, dispatch, refund."),
        _("Open the ticket and press the blue button. You see only what is assigned to you."),
    ),
)
SET_UP = Chapter(
    _("Set up and keep running"),
    (
        _("Settings show what is missing, and scheduled jobs that fail."),
        _("A rule has effective dates: a change begins on a day, and the past keeps its rule."),
    ),
    "settings",
)
CHECK = Chapter(
    _("Check the record"),
    (
        _("The audit log says who changed what, when and why. Filter it by person, object and day."),
        _("Seals show that nothing was changed afterwards."),
    ),
    "audit",
)
FIND = Chapter(
    _("Find anything"),
    (
        _("Ctrl K finds records, pages and the actions of the open page, also by pinyin or part of a number."),
        _("The key / searches the list. J and K move in it, Enter opens, X selects, ? shows all keys."),
        _("Columns you choose are kept for you, and filters can be saved as a view."),
    ),
)
AWAY = Chapter(
    _("Be away"),
    (_("Enter your absence under Out of office. Your stand-in decides for you, and the record names both."),),
    "stand_ins",
)
GUIDES: dict[str, tuple[Chapter, ...]] = {
    Role.SERVICE: (LOG, SETTLE, IN_TIME, FIND, AWAY),
    Role.REP: (VISIT, LOG, SETTLE, FIND, AWAY),
    Role.MANAGER: (DECIDE, TEAM, SETTLE, FIND, AWAY),
    Role.GM: (DECIDE, MEETING, FIGURES, FIND, AWAY),
    Role.QUALITY: (INVESTIGATE, BATCHES, FIND, AWAY),
    Role.QUALITY_MANAGER: (INVESTIGATE, BATCHES, FIGURES, FIND, AWAY),
    Role.EXECUTIVE: (FIGURES, FIND, AWAY),
    Role.COLLEAGUE: (PART, FIND, AWAY),
    Role.ADMIN: (SET_UP, CHECK, FIND, AWAY),
    Role.AUDITOR: (CHECK, FIGURES, FIND),
}


def chapters_of(role: str, user: User) -> list[dict[str, Any]]:
    """The chapters for a role; each with the address where it is done, if the reader may open that page."""
    return [
        {
            "title": chapter.title,
            "steps": chapter.steps,
            "url": reverse(chapter.route) if may_open(user, chapter.route) else "",
        }
        for chapter in GUIDES.get(role, ())
    ]


def tour_of(user: User, path: str, start: str) -> list[dict[str, Any]]:
    """The first things to try, on the page where the user starts, until the tour is put away."""
    if user.tour_over or path != start:
        return []
    return [chapter for chapter in chapters_of(user.role, user) if chapter["url"]][:IN_TOUR]


@policy("guide.view")
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """The guide for the reader's role, or for another one."""
    user: Any = request.user
    role = request.GET.get("role", "")
    role = role if role in GUIDES else user.role
    language = "en" if get_language() == "en" else "zh"
    context = {
        "views": [{"url": f"?role={each.value}", "label": each.label, "current": each.value == role} for each in Role],
        "chapters": chapters_of(role, user),
        "picture": f"guide/{role}-{language}.webp",
        "role": Role(role).label,
    }
    return render(request, "desk/guide.html", context)


@policy("guide.tour")
@require_POST
def put_away(request: HttpRequest) -> HttpResponse:
    """Put the tour away for good."""
    user: Any = request.user
    put_tour_away(actor=user)
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target if safe else "/")

"""Meetings on quality: the list, the page of one meeting with its agenda and decisions, and its verbs."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.dates import company_date
from aftersales.store.paging import page_of
from aftersales.web.list_columns import table_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from .. import forms as quality_forms
from .. import permissions, presentation, services
from ..models import Meeting
from ..queries import meetings as queries
from ..verbs import MEETINGS

READERS = permissions.READERS
# The sheets of the page; changing has a page of its own.
SHEETS = tuple(name for name in MEETINGS if name != "change")


@policy("meeting.list", roles=READERS)
@require_GET
def meetings(request: HttpRequest) -> HttpResponse:
    """The list of meetings, the next one first."""
    tab = request.GET.get("tab", "planned")
    tab = tab if tab in queries.MEETING_TABS else "planned"
    now = timezone.now()
    page = page_of(request, queries.meetings(request.user, tab))
    context = {
        "page": page,
        "rows": presentation.meeting_rows(page, now),
        "tabs": presentation.meeting_tabs(request.user, tab),
        "tab": tab,
        "may_plan": permissions.can_plan(request.user, company_date(now)),
        **table_of(request.user, "meetings", None),
    }
    return render(request, "quality/meetings.html", context)


@policy("meeting.create", roles=READERS)
@require_http_methods(["GET", "POST"])
def meeting_new(request: HttpRequest) -> HttpResponse:
    """Plan a meeting. ?case= puts investigations on the agenda, by their numbers."""
    if request.method == "GET":
        return _form_page(request, quality_forms.MeetingForm(user=request.user, initial=_suggested(request)), 200)
    form = quality_forms.MeetingForm(request.POST, user=request.user)
    return submit(
        request,
        form,
        lambda data: services.plan_meeting(actor=request.user, now=timezone.now(), **form.arguments()),
        done=_("Meeting planned; everyone invited is notified"),
        goto=lambda made: made.get_absolute_url(),
        again=lambda form, status: _form_page(request, form, status),
    )


def _suggested(request: HttpRequest) -> dict[str, Any]:
    asked = [number[:20] for number in request.GET.getlist("case")[:20]]
    cases = list(queries.for_agenda(request.user, None).filter(number__in=asked))
    chair = queries.chairs(company_date(timezone.now())).filter(is_active=True).first()
    people = {user.pk: user for case in cases for user in [case.lead, *case.team.all()]}
    title = cases[0].title if len(cases) == 1 else _("Meeting on quality")
    return {"title": title, "chair": chair, "cases": cases, "attendees": list(people.values())}


def _form_page(request: HttpRequest, form: Any, status: int, meeting: Meeting | None = None) -> HttpResponse:
    ended = meeting is not None and not presentation.may_meeting(request.user, meeting, timezone.now())["change"]
    context = {"form": form, "meeting": meeting, "ended": ended and status == 200}
    return render(request, "quality/meeting_form.html", context, status=status)


@policy("meeting.view", roles=READERS)
@require_GET
def meeting(request: HttpRequest, number: str) -> HttpResponse:
    """One meeting: who attends, the agenda with decisions and minutes."""
    return _page(request, _visible(request, number), 200, {})


def _visible(request: HttpRequest, number: str) -> Meeting:
    return visible_or_404(queries.with_cases(permissions.visible_meetings(request.user)), number=number)


def _page(request: HttpRequest, row: Meeting, status: int, bound: dict[str, forms.Form]) -> HttpResponse:
    now = timezone.now()
    case = request.GET.get("case", "")[:20]
    may = presentation.may_meeting(request.user, row, now)
    blank = {
        name: MEETINGS[name].sheet_form(target=row, user=request.user, initial=_initial(row, name, case))
        for name in SHEETS
    }
    context = {
        "meeting": row,
        "state": presentation.meeting_state(row, now),
        "cases": presentation.case_rows(row, request.user, now),
        "may": may,
        "sheets": [
            {"id": name.replace("-", "_"), "verb": MEETINGS[name], "form": (blank | bound)[name], "route": name}
            for name in SHEETS
            if may[name.replace("-", "_")] or name in bound
        ],
        "opened": next((name.replace("-", "_") for name in bound), request.GET.get("open", "")),
        "now": now,
    }
    return render(request, "quality/meeting.html", context, status=status)


def _initial(row: Meeting, name: str, number: str) -> dict[str, Any]:
    """The values of a sheet that was opened for one case."""
    found = next((case for case in row.cases.all() if case.investigation.number == number), None)
    if found is None:
        return {}
    chosen: dict[str, Any] = {"investigation": found.investigation}
    if name == "note":
        return {**chosen, "minutes": found.minutes}
    if name == "decide":
        proposed = quality_forms.proposed_by_report(found.investigation)
        return {**chosen, **proposed, "minutes": found.minutes}
    return chosen


@policy("meeting.change", roles=READERS)
@require_http_methods(["GET", "POST"])
def meeting_change(request: HttpRequest, number: str) -> HttpResponse:
    """Change a planned meeting: time, place, chair, attendees, agenda."""
    row, verb = _visible(request, number), MEETINGS["change"]
    if request.method == "GET":
        return _form_page(request, verb.form(target=row, user=request.user), 200, row)
    form = verb.form(request.POST, target=row, user=request.user)
    return submit(
        request,
        form,
        lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
        done=str(verb.done),
        goto=row.get_absolute_url(),
        again=lambda form, status: _form_page(request, form, status, row),
    )


def verb_view(name: str) -> Any:
    """The view of a verb. If the verb is refused, the page is shown again with the sheet open."""
    verb = MEETINGS[name]

    @policy(f"meeting.{name}", roles=READERS)
    @require_POST
    def view(request: HttpRequest, number: str) -> HttpResponse:
        """Do what the verb says."""
        row = _visible(request, number)
        form = verb.sheet_form(request.POST, target=row, user=request.user)
        return submit(
            request,
            form,
            lambda data: verb.perform(form, actor=request.user, now=timezone.now()),
            done=str(verb.done),
            goto=row.get_absolute_url(),
            again=lambda bound, status: _page(request, _visible(request, number), status, {name: bound}),
        )

    return view

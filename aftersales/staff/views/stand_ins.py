"""Pages of absences and stand-ins."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from aftersales.store.paging import page_of
from aftersales.web.policy import policy
from aftersales.web.views import submit, visible_or_404

from ..forms.own import StandInForm
from ..models import StandIn, User
from ..permissions import SEE_ALL_STAND_INS, visible_stand_ins
from ..queries import stand_in_state, stand_ins_of
from ..services import stand_ins as services
from ..verbs import STAND_INS


@policy("stand_in.list")
@require_GET
def stand_ins(request: HttpRequest) -> HttpResponse:
    """The user's own absences and those they cover; all absences for managers and administrators."""
    user, today = request.user, timezone.localdate()
    may_see_all = user.role in SEE_ALL_STAND_INS
    tab = "all" if may_see_all and request.GET.get("tab") == "all" else "mine"
    rows = visible_stand_ins(user) if tab == "all" else stand_ins_of(user)
    page = page_of(request, rows, size=30)
    lines = [_line_of(row, user, today) for row in page]
    tabs = {"mine": _("Mine"), "all": _("All")} if may_see_all else {}
    views = [{"url": f"?tab={key}", "label": label, "current": key == tab} for key, label in tabs.items()]
    return render(request, "staff/stand_ins.html", {"page": page, "lines": lines, "views": views, "tab": tab})


@dataclass(frozen=True)
class StandInLine:
    """An absence with its state as text. mark: the colour of its dot. end: the label of the button, if any."""

    row: StandIn
    state: str
    mark: str
    end: Any = ""


def _line_of(row: StandIn, user: User, today: date) -> StandInLine:
    state = stand_in_state(row, today)
    words = {
        "planned": pgettext("stand-in", "Upcoming"),
        "running": pgettext("stand-in", "Active"),
        "over": pgettext("stand-in", "Over"),
        "ended": pgettext("stand-in", "Ended early"),
    }
    marks = {"planned": "ok", "running": "due", "over": "done", "ended": "done"}
    end: Any = STAND_INS["end"].label if STAND_INS["end"].allowed(user, row) else ""
    if end and state == "planned":
        end = _("Cancel stand-in")
    return StandInLine(row, words[state], marks[state], end)


@policy("stand_in.enter")
@require_http_methods(["GET", "POST"])
def stand_in_new(request: HttpRequest) -> HttpResponse:
    """Record an absence and its stand-in."""

    def again(form: StandInForm, status: int = 200) -> HttpResponse:
        return render(request, "staff/stand_in_new.html", {"form": form}, status=status)

    given = request.POST if request.method == "POST" else None
    form = StandInForm(given, user=request.user, today=timezone.localdate())
    if given is None:
        return again(form)

    def act(data: dict[str, Any]) -> StandIn:
        return services.enter(actor=request.user, now=timezone.now(), **data)

    return submit(request, form, act, done=_("Out of office saved"), goto=reverse("stand_ins"), again=again)


@policy("stand_in.end")
@require_POST
def stand_in_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End an absence early."""
    verb = STAND_INS["end"]
    row = visible_or_404(visible_stand_ins(request.user), pk=pk)
    form = verb.form({}, target=row, user=request.user)
    form.full_clean()
    verb.perform(form, actor=request.user, now=timezone.now())
    messages.success(request, str(verb.done) % {"deputy": row.deputy})
    return HttpResponseRedirect(reverse("stand_ins"))

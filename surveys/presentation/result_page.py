"""What the pages of results show: tabs, readings, quarters, the switch, and the open reading."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.staff.enums import Role
from aftersales.staff.models import User

from ..models import RoundReport
from ..permissions import CALL_BACK_READERS, HONESTY_READERS, RESULT_MANAGERS, can_measure, own_region
from ..queries.call_backs import figures as call_back_figures
from ..queries.measures import measures_by_code, measures_of
from ..queries.results import Results
from ..queries.rounds import being_computed
from ..rules.quarters import quarter_name
from .assessment import TITLES, assessment_of, round_facts
from .honesty import honesty_of
from .measures import measure_rows
from .path_drawing import drawing_of
from .research import research_of
from .strategy import strategy_of
from .tabs import area_tabs
from .trend import trend_of
from .words import number

READINGS = (
    ("assessment", gettext_lazy("Assessment")),
    ("research", gettext_lazy("Research")),
    ("strategy", gettext_lazy("Strategy")),
)


def result_page(user: User, found: Results | None, reading: str) -> dict[str, Any]:
    """The values of templates/surveys/results/page.html."""
    shared = {"tabs": area_tabs(user, "surveys"), "found": found, "running": _running(), "now": timezone.now()}
    if found is None:
        return {**shared, "facts": []}
    quarter, without = found.round.quarter, found.without_flagged
    report = RoundReport.objects.filter(round=found.round).exists() and user.role in RESULT_MANAGERS
    return {
        **shared,
        "quarter_words": quarter_name(quarter),
        "before_words": quarter_name(found.before) if found.before else "",
        "versus": _("vs %(quarter)s") % {"quarter": found.before[5:]} if found.before else "",
        "facts": round_facts(found)[1:],
        "quarter_menu": [
            {"url": address(one, reading, without), "label": quarter_name(one), "current": one == quarter}
            for one in found.quarters
        ],
        "readings": [
            {"url": address(quarter, code, without), "label": label, "current": code == reading}
            for code, label in READINGS
        ],
        "either": _either(found, reading),
        "honesty": honesty_of(found),
        "links": _links(user, quarter),
        "export_url": reverse("round_seal", args=[quarter]) if user.role in RESULT_MANAGERS else "",
        "report_url": reverse("round_report", args=[quarter]) if report else "",
        "rows_url": _rows_url(user, found),
        "measures_url": _url("measures"),
        "measure_new_url": _url("measure_new") if can_measure(user) and quarter == found.quarters[0] else "",
        "overall": f"index:{found.target}",
        "verbatims_url": _url("verbatims") if user.role in RESULT_MANAGERS else "",
        "reading": f"surveys/results/_{reading}.html",
        **_reading(user, found, reading),
    }


def _running() -> str:
    """That a newer round is being computed, and how far it is; "" if none is."""
    row = being_computed()
    if row is None:
        return ""
    params = {"quarter": quarter_name(row.round.quarter), "percent": row.percent}
    if row.fault:
        return _("%(quarter)s could not be computed; it is tried again.") % params
    return _("%(quarter)s is being computed: %(percent)s%%.") % params


def _reading(user: User, found: Results, reading: str) -> dict[str, Any]:
    if reading == "research":
        add = reverse("measure_new") if can_measure(user) else ""
        return {"it": research_of(found, measures_by_code()), "drawing": drawing_of(found), "measure_url": add}
    if reading == "strategy":
        about = measure_rows(measures_of(found.round))
        return {"it": strategy_of(found), "rows": about, **_after(user, found.round.quarter)}
    region = own_region(user)
    segments = tuple(TITLES) if user.role != Role.REP else ("region",)
    return {"it": assessment_of(found, segments, region), "trend": trend_of(found)}


def _after(user: User, quarter: str) -> dict[str, Any]:
    """What was done after the round: what customers are told, and calls to unhappy customers."""
    calls = call_back_figures(quarter)
    names = {
        "opened": _("Calls to unhappy customers"),
        "quick": _("called within 24 hours"),
        "satisfied": _("satisfied afterwards"),
        "waiting": _("still waiting"),
    }
    return {
        "calls": [{"name": name, "value": calls[key]} for key, name in names.items()] if calls["opened"] else [],
        "calls_url": _url("call_backs") if user.role in CALL_BACK_READERS else "",
        "did_url": f"{reverse('did')}?quarter={quarter}",
    }


def address(quarter: str, reading: str, without_flagged: bool) -> str:
    query = QueryDict(mutable=True)
    query["quarter"] = quarter
    if reading != READINGS[0][0]:
        query["tab"] = reading
    if without_flagged:
        query["flagged"] = "without"
    return f"{reverse('surveys')}?{query.urlencode()}"


def _either(found: Results, reading: str) -> list[dict[str, Any]]:
    """With and without flagged answers; the other reading has no link if it is hidden."""
    own = found.figure(f"index:{found.target}")
    other = found.other if found.other and not found.other.is_hidden else None
    values = {found.without_flagged: own, not found.without_flagged: other}
    words = {False: _("All"), True: _("Without flagged")}
    return [
        {
            "url": address(found.round.quarter, reading, less) if values[less] or less == found.without_flagged else "",
            "label": words[less],
            "value": number(row.value) if (row := values[less]) else _("hidden"),
            "current": less == found.without_flagged,
        }
        for less in (False, True)
    ]


def _links(user: User, quarter: str) -> list[dict[str, str]]:
    links = [{"url": reverse("surveys_tickets"), "label": _("After tickets")}]
    if user.role in HONESTY_READERS:
        links.append({"url": reverse("survey_honesty"), "label": _("Honesty of all rounds")})
    if how := _url("round", quarter):
        links.append({"url": how, "label": _("How this round was run")})
    return links


def _rows_url(user: User, found: Results) -> str:
    """Where the responses behind a figure are listed; "" for an anonymous round and for users who may not."""
    if found.round.is_anonymous or user.role not in RESULT_MANAGERS:
        return ""
    return reverse("round_responses", args=[found.round.quarter])


def _url(name: str, *args: str) -> str:
    """The address of a page of another part; "" where it is not installed."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""

"""The five questions of each dashboard: what is asked, by which figures it is answered, and in which order.

The order is that of what the role can lose. Figures that a role may not see are left out of its sentences.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from aftersales.render.plots import Plot
from aftersales.staff.enums import Role

from ..enums import Basis, View
from ..queries.metrics import Told
from ..rules.asked import Asked
from ..rules.moves import misses_target
from . import drawn
from .rising import Rising, sentences_of
from .words import comparison, figure_text, linked, main_url, value_text

LATE, RISING, UNHAPPY, COST, PROMISES = "late", "rising", "unhappy", "cost", "promises"
TITLES = {
    LATE: gettext_lazy("What is late now?"),
    RISING: gettext_lazy("What is rising?"),
    UNHAPPY: gettext_lazy("Who is unhappy?"),
    COST: gettext_lazy("What did it cost?"),
    PROMISES: gettext_lazy("Are promises kept?"),
}
# The questions of each dashboard in their order, with the metrics that answer them: the first that the reader may see
# is the one that is compared and drawn.
ASKED: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    View.EXECUTIVE: (
        (PROMISES, ("first_reply_in_time", "visit_coverage")),
        (LATE, ("late_now", "investigations_late", "actions_late")),
        (RISING, ("complaints_logged", "complaints_per_thousand", "returns_logged")),
        (UNHAPPY, ("satisfaction_index", "unhappy_customers", "call_backs_open")),
        (COST, ("cost_per_ticket", "cost_of_poor_quality", "recovered")),
    ),
    View.GM: (
        (LATE, ("late_now", "investigations_late", "actions_late")),
        (COST, ("cost_of_poor_quality", "recovered", "refunds_paid")),
        (RISING, ("complaints_per_thousand", "complaints_logged", "returns_logged")),
        (UNHAPPY, ("unhappy_customers", "call_backs_open", "satisfaction_index")),
        (PROMISES, ("promises_kept", "investigations_in_time", "actions_effective")),
    ),
    View.MANAGER: (
        (LATE, ("late_now", "visits_late", "call_backs_open")),
        (PROMISES, ("first_reply_in_time", "solved_in_time", "visit_coverage")),
        (UNHAPPY, ("satisfied", "call_backs_in_time", "unhappy_customers")),
        (RISING, ("tickets_logged", "complaints_logged", "reopened")),
        (COST, ("cost_per_ticket", "refunds_paid", "cost_of_returns")),
    ),
    View.SERVICE: (
        (LATE, ("late_now", "visits_late")),
        (PROMISES, ("first_reply_in_time", "solved_in_time", "solved_at_once")),
        (UNHAPPY, ("satisfied", "unhappy_customers", "response_rate")),
        (RISING, ("tickets_logged", "complaints_logged", "tickets_closed")),
        (COST, ("returns_logged", "reopened")),
    ),
    View.QUALITY: (
        (RISING, ("complaints_per_thousand", "complaints_logged")),
        (LATE, ("investigations_late", "investigations_open", "actions_late")),
        (PROMISES, ("investigations_in_time", "actions_effective")),
        (COST, ("cost_of_poor_quality", "recovered", "cost_of_returns")),
        (UNHAPPY, ("returns_logged", "satisfied")),
    ),
}
OWN_VIEW = {
    Role.SERVICE: View.SERVICE,
    Role.REP: View.SERVICE,
    Role.MANAGER: View.MANAGER,
    Role.GM: View.GM,
    Role.QUALITY: View.QUALITY,
    Role.QUALITY_MANAGER: View.QUALITY,
    Role.EXECUTIVE: View.EXECUTIVE,
    Role.AUDITOR: View.EXECUTIVE,
}
# What is said of a figure.
SAID: dict[str, Any] = {
    "first_reply_in_time": gettext_lazy("%(figure)s of first replies came in time%(target)s; %(rest)s came late."),
    "solved_in_time": gettext_lazy("%(figure)s of quality problems were solved in time."),
    "promises_kept": gettext_lazy("%(figure)s of all promises were kept; not kept: %(rest)s."),
    "late_now": gettext_lazy("Late tickets: %(figure)s."),
    "tickets_logged": gettext_lazy("Tickets logged: %(figure)s."),
    "complaints_logged": gettext_lazy("Complaints: %(figure)s."),
    "tickets_closed": gettext_lazy("Tickets closed: %(figure)s."),
    "solved_at_once": gettext_lazy("%(figure)s were solved at first contact."),
    "reopened": gettext_lazy("%(figure)s of the closed ones had been reopened."),
    "returns_logged": gettext_lazy("Returns and exchanges: %(figure)s."),
    "refunds_paid": gettext_lazy("%(figure)s was refunded."),
    "cost_per_ticket": gettext_lazy("A closed ticket cost %(figure)s on average, %(sum)s in all."),
    "visit_coverage": gettext_lazy("%(figure)s of key customers were visited in time; not in time: %(rest)s."),
    "visits_done": gettext_lazy("Visits made: %(figure)s."),
    "visits_late": gettext_lazy("Overdue visits: %(figure)s."),
    "satisfaction_index": gettext_lazy("The satisfaction index is %(figure)s."),
    "satisfied": gettext_lazy("%(figure)s of customers are satisfied; %(rest)s answered 3 or less."),
    "nps": gettext_lazy("The net promoter score is %(figure)s."),
    "response_rate": gettext_lazy("%(figure)s answered the survey."),
    "unhappy_customers": gettext_lazy("Customers at D, E or F: %(figure)s."),
    "call_backs_open": gettext_lazy("Unhappy customers waiting for a call: %(figure)s."),
    "call_backs_in_time": gettext_lazy("%(figure)s of unhappy customers were called in time."),
    "complaints_per_thousand": gettext_lazy("Complaints are at %(figure)s of units sold."),
    "investigations_open": gettext_lazy("Open investigations: %(figure)s."),
    "investigations_late": gettext_lazy("Overdue investigations: %(figure)s."),
    "investigations_in_time": gettext_lazy("%(figure)s of investigations were decided within their week."),
    "actions_late": gettext_lazy("Overdue actions: %(figure)s."),
    "actions_effective": gettext_lazy("%(figure)s of the judged actions worked."),
    "cost_of_poor_quality": gettext_lazy("Poor quality cost %(figure)s."),
    "cost_of_returns": gettext_lazy("Returned goods cost %(figure)s."),
    "recovered": gettext_lazy("%(figure)s was recovered from suppliers."),
}
STATES = {"late": gettext_lazy("needs action"), "due": gettext_lazy("worth a look"), "done": gettext_lazy("good")}


@dataclass(frozen=True)
class Answer:
    """A question with its answer. state: late, due, done or ok. spark: the twelve values of the first figure."""

    number: int
    key: str
    title: str
    state: str
    state_label: str
    sentence: SafeString
    comparison: Any
    spark: Plot | None
    value: str
    lead: Told


def codes_of(view: str) -> list[str]:
    """The metrics of a dashboard."""
    return list(dict.fromkeys(code for _key, codes in ASKED[view] for code in codes))


def views_for(role: str) -> list[str]:
    """The dashboards that a role may open, its own first. Reps have only that of service."""
    own = OWN_VIEW[Role(role)]
    if role in (Role.REP, Role.SERVICE):
        return [own]
    others = [view for view in View if view != own and (role != Role.QUALITY or view != View.EXECUTIVE)]
    return [own, *others]


def answers_of(view: str, told: Mapping[str, Told], asked: Asked, rising: Rising | None = None) -> list[Answer]:
    """rising: what the radar says, which answers the question first."""
    found = []
    for number, (key, codes) in enumerate(ASKED[view], 1):
        known = [told[code] for code in codes if code in told]
        if known:
            found.append(_answer(number, key, known, asked, rising if key == RISING else None))
    return found


def _answer(number: int, key: str, known: list[Told], asked: Asked, rising: Rising | None) -> Answer:
    lead = next((each for each in known if not each.figure.hidden and each.figure.value is not None), known[0])
    state, metric = _state(known) if rising is None else _state_of(rising), lead.figure.metric
    said = sentences_of(rising) if rising else []
    return Answer(
        number=number,
        key=key,
        title=str(TITLES[key]),
        state=state,
        state_label=str(STATES.get(state, _("as usual"))),
        sentence=joined([*said, *(sentence_of(each) for each in known)]),
        comparison=comparison(lead, asked),
        spark=drawn.spark(
            lead, _("%(metric)s, twelve periods") % {"metric": lead.figure.metric.name}, bad=state == "late"
        ),
        value=value_text(metric, lead.figure.value),
        lead=lead,
    )


def joined(parts: list[SafeString]) -> SafeString:
    """Sentences, one after the other; in Chinese without a space."""
    space = "" if (get_language() or "").startswith("zh") else " "
    return mark_safe(space.join(parts))  # noqa: S308  (each part is escaped)


def sentence_of(told: Told) -> SafeString:
    """What is said of a figure, with links to its rows."""
    figure, metric = told.figure, told.figure.metric
    if figure.hidden:
        return format_html(_("{}: hidden, fewer than five."), metric.name)
    if figure.value is None:
        return format_html(_("{}: nothing to count yet."), metric.name)
    facts = {
        "figure": linked(figure_text(figure), main_url(figure)),
        "rest": linked(f"{figure.rest.count:,}", figure.rest.url) if metric.is_share else "",
        "target": format_html(_(", the target is {}"), f"{metric.target:g}%") if metric.target else "",
        "sum": linked(f"¥{figure.counts.numerator:,.0f}", figure.rows.url),
    }
    return mark_safe(SAID[metric.code] % facts)  # noqa: S308  (the texts are ours, the facts are escaped)


def _state_of(rising: Rising) -> str:
    return "late" if rising.alarms else "due" if rising.rises else "ok"


def _state(known: list[Told]) -> str:
    """late: a target is missed, or something got worse by more than chance; due: something is late or worse; done: the
    targets are met and something got better; ok: as usual."""
    tones, bad = [], False
    for told in known:
        figure, move = told.figure, told.move
        if figure.hidden or figure.value is None:
            continue
        metric = figure.metric
        if misses_target(metric, figure.counts):
            return "late"
        tones.append(move.tone if move else "")
        waits = metric.basis != Basis.PERIOD and metric.good == "down"
        bad = bad or (waits and figure.value > 0)
    if "bad" in tones:
        return "late"
    if bad:
        return "due"
    return "done" if "good" in tones else "ok"

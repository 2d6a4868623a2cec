"""The page of a customer's satisfaction grade: its facts, its course, and what would change it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.staff.models import User
from aftersales.web.moments import day, moment
from customers.enums import Grade
from customers.models import Customer, Grading
from customers.queries.profile import grade_words
from customers.queries.rules import thresholds_on
from customers.rules.grade_facts import Turn, Weighed, outlook, weighed
from customers.rules.grading import ORDER, Thresholds

from ..queries import grades as queries
from ..queries.grading import facts_of

# What happened, and the rule that was applied to it, by the code of the fact.
FACTS = {
    "answers": gettext_lazy("Latest responses: %(score)s of 100 on average, from %(count)s responses"),
    "answer": gettext_lazy("Response to %(number)s: %(score)s of 100"),
    "answer_old": gettext_lazy("Response to %(number)s: %(score)s of 100"),
    "unsolved": gettext_lazy("%(number)s: the customer says it isn’t solved"),
    "threat": gettext_lazy("%(number)s: customer threatens to go public"),
    "defect": gettext_lazy("%(number)s: serious defect"),
    "minor_one": gettext_lazy("%(number)s: minor quality complaint"),
    "prices": gettext_lazy("%(number)s: prices or charges weren’t made plain"),
    "repair": gettext_lazy("%(number)s: repair"),
    "no_quality": gettext_lazy("%(number)s: reported, no quality problem found"),
    "open": gettext_lazy("%(number)s is open, with us for %(days)s days"),
    "late": gettext_lazy("%(number)s: SLA target missed by %(days)s days"),
}
RULES = {
    "answers": gettext_lazy(
        "The index of the latest %(answers)s responses decides: "
        "A from %(a_from)s, B from %(b_from)s, C from %(c_from)s, D from %(d_from)s"
    ),
    "answer": gettext_lazy("Part of the index above"),
    "answer_old": gettext_lazy("Only the latest %(answers)s responses count"),
    "unsolved": gettext_lazy("Not solved while the ticket is open: D"),
    "threat": gettext_lazy("A threat to go public in the last %(threat_days)s days: E"),
    "defect": gettext_lazy("A major or key-part defect, open or of the last %(look_back_days)s days: E"),
    "minor_one": gettext_lazy("A minor quality complaint in the last %(look_back_days)s days: D"),
    "prices": gettext_lazy("Prices or charges not made plain in the last %(look_back_days)s days: D"),
    "repair": gettext_lazy("%(repairs)s or more repairs in %(look_back_days)s days: E"),
    "no_quality": gettext_lazy("Only quality problems, repairs and unclear prices count"),
    "open": gettext_lazy(
        "With us for more than %(slow_days)s days: D, more than %(unsolved_days)s days: E. "
        "Waiting for the customer doesn’t count"
    ),
    "late": gettext_lazy("A promise missed by more than %(late_days)s days: D"),
}
ENDS, BEGINS = gettext_lazy("counts until %(day)s"), gettext_lazy("would count from %(day)s")
GUIDE = (
    gettext_lazy("Confirm who it is. Record the time, the place and the people present."),
    gettext_lazy("Listen. Promise nothing, and don’t argue."),
    gettext_lazy("End politely, and escalate at once."),
)
HEIGHT, STEP, TOP, LEFT, RIGHT = 188, 32, 18, 24, 96


@dataclass(frozen=True)
class FactRow:
    """A fact of the page. url: of its ticket, "" if the user may not see it. letter: "" if it does not count; decides:
    whether it makes the present grade. tag: the letter, or why there is none. until: when that changes by itself."""

    text: str
    rule: str
    letter: str
    tag: str
    decides: bool
    at: datetime | None
    url: str
    until: str


@dataclass(frozen=True)
class Point:
    """A grade of the course: the label below, the place in percent, the height in pixels."""

    label: str
    grade: str
    x: str
    y: float

    @property
    def is_bad(self) -> bool:
        return self.grade in ("D", "E")


def grade_page(customer: Customer, user: User, now: datetime) -> dict[str, Any]:
    """All that the page shows of the present grade, in a constant number of queries."""
    terms = thresholds_on(now)
    facts = facts_of([customer.pk], now, terms)[customer.pk]
    found = weighed(facts, now, terms)
    numbers = {one.number for one in found if one.number} | {number for number, _at in facts.critical}
    seen = queries.seen_tickets(user, numbers)
    rows = [_fact(one, customer, terms, seen, now) for one in found]
    gradings = queries.gradings_of(customer)
    return {
        "in_force": [row for row in rows if row.letter],
        "looked_at": [row for row in rows if not row.letter],
        "since": queries.since_when(gradings, customer),
        "reasons": grade_words(customer.grade_reasons),
        "critical": [(number, at, _url(seen, number)) for number, at in facts.critical],
        "guide": GUIDE,
        "turns": [_turn(one, now) for one in outlook(facts, now, terms)[:4]],
        "gradings": _history(gradings, now),
        "course": course(queries.course_of(customer, now)),
        "ladder": ladder(terms),
    }


def _fact(one: Weighed, customer: Customer, terms: Thresholds, seen: dict[str, Any], now: datetime) -> FactRow:
    until = ""
    if one.until is not None:
        counts = one.letter or one.code in ("answer", "repair")
        until = str(ENDS if counts else BEGINS) % {"day": day(one.until, now)}
        if one.code == "open" and one.letter:
            until = _("E from %(day)s") % {"day": day(one.until, now)}
    return FactRow(
        text=str(FACTS[one.code]) % one.params,
        rule=str(RULES[one.code]) % vars(terms),
        letter=one.letter,
        tag=one.letter or (_("Included") if one.code == "answer" else _("Does not count")),
        decides=bool(one.letter) and one.letter == customer.grade,
        at=one.at,
        url=_url(seen, one.number),
        until=until,
    )


def _url(seen: dict[str, Any], number: str) -> str:
    return seen[number].get_absolute_url() if number in seen else ""


def _turn(one: Turn, now: datetime) -> dict[str, Any]:
    return {"at": one.at, "before": one.before or "–", "after": one.after or "–", "why": grade_words(one.reasons)}


def is_worse(before: str, after: str) -> bool:
    return bool(before and after) and ORDER.index(after) > ORDER.index(before)


def _history(gradings: Sequence[Grading], now: datetime) -> list[dict[str, Any]]:
    """The changes, each with the grade before it."""
    rows = []
    for row, older in zip(gradings, [*gradings[1:], None], strict=False):
        before = older.grade if older else ""
        why = row.reason or _("; ").join(grade_words(row.reasons))
        if row.by and row.held_until:
            why = _("%(why)s (set by hand until %(day)s)") % {"why": why, "day": moment(row.held_until)}
        tone = "ok" if row.by else "late" if is_worse(before, row.grade) else "done" if before else "ok"
        letter = (row.grade or "–") + (" + F" if row.is_critical else "")
        rows.append({"before": before or "–", "after": letter, "why": why, "at": row.at, "who": row.by, "tone": tone})
    return rows


def course(found: Sequence[tuple[str, str]]) -> dict[str, Any]:
    """The drawing of the grades at the end of each quarter: points, the line, the labels of the rows."""
    step = (RIGHT - LEFT) / max(1, len(found) - 1)
    points = [
        Point(_label(name, place, len(found)), grade, f"{LEFT + place * step:.2f}", TOP + STEP * ORDER.index(grade))
        for place, (name, grade) in enumerate(found)
        if grade
    ]
    labels = [
        (f"{grade} {label}", TOP + STEP * place, TOP + STEP * place + 4)
        for place, (grade, label) in enumerate(Grade.choices)
    ]
    line = " ".join(f"{point.x},{point.y}" for point in points)
    return {"points": points if len(points) > 1 else [], "line": line, "labels": labels, "height": HEIGHT}


def _label(quarter: str, place: int, count: int) -> str:
    """Every other quarter has a label, so that they do not touch on a phone."""
    if not quarter:
        return _("Today")
    if (count - 1 - place) % 2:
        return ""
    return quarter[2:]


def ladder(terms: Thresholds) -> list[tuple[str, str, str]]:
    """What each grade needs: letter, word, rule."""
    values = vars(terms)
    rules = {
        "A": _("Index %(a_from)s and more"),
        "B": _("Index %(b_from)s and more"),
        "C": _("Index %(c_from)s and more"),
        "D": _(
            "Index %(d_from)s and more; or prices not made plain, a promise missed by more than %(late_days)s days, "
            "more than %(slow_days)s days with us, a minor quality complaint in %(look_back_days)s days"
        ),
        "E": _(
            "Index below %(d_from)s; or %(repairs)s repairs in %(look_back_days)s days, "
            "more than %(unsolved_days)s days unresolved, a threat to go public, a major or key-part defect"
        ),
    }
    rows = [(letter, str(Grade(letter).label), rules[letter] % values) for letter in ORDER]
    critical = _("Media, consumer association, authority, lawyer, public figure. It stands beside the grade.")
    return [*rows, ("F", _("Critical"), critical)]


def tabs(counts: dict[str, int], current: str, query: str) -> list[dict[str, Any]]:
    """The tabs of the list. query: the other filters of the address."""
    labels = {"": _("All"), "F": _("F Critical"), "none": _("Not graded")}
    labels |= {value: f"{value} {label}" for value, label in Grade.choices}
    more = f"&{query}" if query else ""
    return [
        {"url": f"?grade={tab}{more}", "label": labels[tab], "count": counts[tab], "current": tab == current}
        for tab in queries.TABS
    ]


def changed_rows(customers: Sequence[Any]) -> list[dict[str, Any]]:
    """What changed since yesterday, for the side column."""
    return [
        {
            "name": row.name,
            "url": reverse("grade", args=[row.number]),
            "change": change_words(row),
            "tone": "late" if _got_worse(row) else "done" if row.before else "ok",
        }
        for row in customers
    ]


def change_words(row: Any) -> str:
    """B → D, or B → B + F."""
    before = (row.before or "–") + (" + F" if row.was_critical else "")
    return f"{before} → {row.grade or '–'}" + (" + F" if row.is_critical else "")


def _got_worse(row: Any) -> bool:
    return is_worse(row.before, row.grade) or (row.is_critical and not row.was_critical)

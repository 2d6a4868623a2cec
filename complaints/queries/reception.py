"""Reads the queue of the front desk for its page, the public screen and the home page.

Each read takes a constant number of database queries.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.store.dates import company_date
from aftersales.web.moments import span
from customers.enums import Channel

from ..enums import Kind, VisitorState, VisitPurpose, WaitReason
from ..models import Visitor, WaitChange
from ..rules.reception import expected_wait

RECENT = 10
SHOWN_AT_HOME, SHOWN_ON_SCREEN = 4, 12


def visitors_of_today(now: datetime) -> QuerySet[Visitor]:
    return Visitor.objects.filter(day=company_date(now))


def wait_change(now: datetime) -> WaitChange | None:
    """Today's announcement of a changed waiting time, if it has not ended."""
    return WaitChange.objects.filter(day=company_date(now), ended_at=None).first()


def _recent(now: datetime) -> list[timedelta]:
    served = visitors_of_today(now).filter(state=VisitorState.DONE, called_at__isnull=False)
    times = served.order_by("-finished_at").values_list("called_at", "finished_at")[:RECENT]
    return [finished - called for called, finished in times if called and finished]


@dataclass(frozen=True)
class WaitingVisitor:
    """A visitor who waits. state: the tone of the greeting; expected: the remaining wait."""

    visitor: Visitor
    waited: timedelta
    state: str
    expected: timedelta


def queue(now: datetime) -> dict[str, Any]:
    """The visitors who wait and those at a counter, in order, with their past and expected waiting times."""
    present = visitors_of_today(now).filter(state__in=[VisitorState.WAITING, VisitorState.SERVING])
    rows = list(present.select_related("customer", "served_by").order_by("number"))
    serving = [row for row in rows if row.state == VisitorState.SERVING]
    waiting = [row for row in rows if row.state == VisitorState.WAITING]
    recent = _recent(now) if waiting else []
    return {
        "serving": sorted(serving, key=lambda row: row.called_at or now, reverse=True),
        "waiting": [
            WaitingVisitor(
                visitor=row,
                waited=in_minutes(now - row.arrived_at),
                state=greeting_state(row, now),
                expected=expected_wait(ahead, len(serving), recent),
            )
            for ahead, row in enumerate(waiting)
        ],
    }


def in_minutes(value: timedelta) -> timedelta:
    """The length in whole minutes, at least one."""
    return timedelta(minutes=max(1, int(value.total_seconds()) // 60))


def greeting_state(visitor: Visitor, now: datetime) -> str:
    """The tone of the greeting: greeted, still in time, or late."""
    if visitor.greeted_at:
        return "ok"
    return "late" if visitor.greet_due_at and visitor.greet_due_at < now else "due"


def reception_of(now: datetime) -> dict[str, Any]:
    """The first waiting visitors and their number, for the home page."""
    waiting = queue(now)["waiting"]
    return {
        "count": len(waiting) or "",
        "lines": [
            {
                "state": row.state,
                "tone": row.state if row.state != "ok" else "",
                "waited": row.waited,
                "details": [row.visitor.label, row.visitor.get_purpose_display()],
            }
            for row in waiting[:SHOWN_AT_HOME]
        ],
    }


@dataclass(frozen=True)
class Both:
    """A text in both languages, for the screen that all visitors read."""

    zh: str
    en: str


def both(text: Any, **values: Any) -> Both:
    """A lazy text, filled with values, in both languages. A value of type Both is used in the respective language."""

    def in_language(language: str, side: str) -> str:
        with translation.override(language):
            return str(text) % {name: getattr(value, side, value) for name, value in values.items()}

    return Both(in_language("zh-hans", "zh"), in_language("en", "en"))


def length(value: timedelta) -> Both:
    """A duration in minutes, in both languages."""
    return Both(*(_in(language, in_minutes(value)) for language in ("zh-hans", "en")))


def _in(language: str, value: timedelta) -> str:
    with translation.override(language):
        return span(value)


def screen(now: datetime) -> dict[str, Any]:
    """The content of the public screen: numbers, counters, times and reasons, but no names."""
    found, change = queue(now), wait_change(now)
    waiting = found["waiting"]
    more = len(waiting) - SHOWN_ON_SCREEN
    return {
        "words": {name: both(text) for name, text in SCREEN_WORDS.items()},
        "serving": [
            {"label": row.label, "counter": both(AT_COUNTER, counter=row.counter) if row.counter else None}
            for row in found["serving"][:SHOWN_ON_SCREEN]
        ],
        "waiting": [
            {
                "label": row.visitor.label,
                "waited": both(_("waited %(time)s"), time=length(row.waited)),
                "expected": None if change else both(_("about %(time)s more"), time=length(row.expected)),
            }
            for row in waiting[:SHOWN_ON_SCREEN]
        ],
        "count": len(waiting),
        "more": both(_("and %(count)s more"), count=more) if more > 0 else None,
        "change": _change(change) if change else None,
        "now": now,
    }


AT_COUNTER = _("Counter %(counter)s")
SCREEN_WORDS = {
    "calls": _("Go to the counter"),
    "none_called": _("No number is being called"),
    "waiting": pgettext_lazy("reception", "Waiting"),
    "none_waiting": _("Nobody is waiting. Take a number at the front desk."),
}


def _change(change: WaitChange) -> Both:
    reason: Any = both(WaitReason(change.reason).label)
    if change.reason == WaitReason.OTHER:
        reason = Both(change.words, change.words_en or change.words)
    time = length(timedelta(minutes=change.minutes))
    return both(_("Current wait: about %(time)s. %(reason)s."), time=time, reason=reason)


def late_to_greet(now: datetime) -> QuerySet[Visitor]:
    """Today's visitors who were not greeted in time, except those that the managers were already notified of."""
    waiting = visitors_of_today(now).filter(state=VisitorState.WAITING, greeted_at=None, alerted_at=None)
    return waiting.filter(greet_due_at__lt=now)


def left_over(now: datetime) -> QuerySet[Visitor]:
    """Visitors of earlier days whose visit was never finished."""
    present = Visitor.objects.filter(state__in=[VisitorState.WAITING, VisitorState.SERVING])
    return present.filter(day__lt=company_date(now))


KINDS = {VisitPurpose.RETURN: Kind.RETURN, VisitPurpose.REPAIR: Kind.REPAIR, VisitPurpose.INQUIRY: Kind.INQUIRY}


def known_of_visitor(pk: str, now: datetime) -> dict[str, Any]:
    """The values that the form of a new ticket takes from a visitor."""
    here = visitors_of_today(now).filter(state__in=[VisitorState.WAITING, VisitorState.SERVING])
    visitor = here.select_related("customer").filter(pk=pk).first() if pk.isdecimal() else None
    if visitor is None:
        return {"visitor": ""}
    return {
        "visitor": visitor.pk,
        "channel": Channel.WALK_IN,
        "received_at": visitor.arrived_at,
        "customer": visitor.customer.number if visitor.customer else "",
        "contact_name": visitor.name,
        "kind": KINDS.get(VisitPurpose(visitor.purpose), Kind.COMPLAINT),
    }

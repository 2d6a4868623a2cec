"""What to say on the next call with a customer: at most three lines, the most pressing first, each with its reason.

A pure rule over facts that the page has read; it knows no database and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

MOST = 3
SOON = timedelta(days=14)


@dataclass(frozen=True)
class OpenTicket:
    """An open ticket. due: its next promise; replied: whether the customer has had a first reply."""

    number: str
    subject: str
    url: str
    due: datetime | None
    replied: bool
    waits_for_customer: bool = False


@dataclass(frozen=True)
class Dated:
    """Something with a name and a day: a visit, an action of a care plan, a warranty, a recall."""

    name: str
    url: str
    on: date | None = None


@dataclass(frozen=True)
class Facts:
    """unhappy: the ticket after which the customer was last asked, if the answer was 1 or 2 of 5, with that day.
    recalls: not settled yet. care: actions to do. warranties: those that end soon."""

    tickets: Iterable[OpenTicket] = ()
    recalls: Iterable[Dated] = ()
    unhappy: Dated | None = None
    visit: Dated | None = None
    care: Iterable[Dated] = ()
    warranties: Iterable[Dated] = ()
    wish: str = field(default="")


@dataclass(frozen=True)
class Say:
    """code: which of WORDS (customer_talk.py) is said. name, on: what of; url: where its reason is seen."""

    code: str
    name: str
    url: str
    on: date | datetime | None = None


def next_call(facts: Facts, now: datetime, today: date) -> list[Say]:
    """What to say, in this order: a recall that is open, promises that are broken, an unhappy answer, what the customer
    has to tell us, promises that are near, a visit, care, a warranty that ends."""
    tickets = sorted(facts.tickets, key=lambda row: (row.due is None, row.due or now, row.number))
    late = [row for row in tickets if row.due is not None and row.due < now]
    waiting = [row for row in tickets if row.waits_for_customer and row not in late]
    coming = [row for row in tickets if row.due is not None and row not in late and row not in waiting]
    said = [Say("recall", row.name, row.url, row.on) for row in facts.recalls]
    said += [Say("late" if row.replied else "unanswered", row.subject, row.url, row.due) for row in late]
    if facts.unhappy:
        said.append(Say("unhappy", facts.unhappy.name, facts.unhappy.url, facts.unhappy.on))
    said += [Say("confirm", row.subject, row.url) for row in waiting]
    said += [Say("promised", row.subject, row.url, row.due) for row in coming]
    if (visit := facts.visit) and visit.on and visit.on <= today + SOON:
        said.append(Say("visit" if visit.on >= today else "visit_late", visit.name, visit.url, visit.on))
    said += [Say("care", row.name, row.url, row.on) for row in _near(facts.care, today)]
    said += [Say("warranty", row.name, row.url, row.on) for row in facts.warranties]
    return said[:MOST]


def _near(rows: Iterable[Dated], today: date) -> list[Dated]:
    return sorted((row for row in rows if row.on and row.on <= today + SOON), key=lambda row: (row.on, row.name))

"""The day of a rep on a phone: its stops, and what to know and say at each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.moments import day, short_when
from complaints.models import Ticket
from customers.queries.profile import wish_of

from ..models import Visit
from ..queries.today import Background
from ..rules.cadence import due_state
from ..rules.towns import OUTLET

MOST_TICKETS = 5


@dataclass(frozen=True)
class Tag:
    text: str
    tone: str = ""


@dataclass(frozen=True)
class Stop:
    """One line of the day. at: the time that was agreed for today, or ""."""

    visit: Visit
    number: int
    at: str
    state: str
    why: str
    tags: list[Tag] = field(default_factory=list)


def stops(visits: Iterable[Visit], known: Background, now: datetime) -> list[Stop]:
    today = company_date(now)
    return [
        Stop(
            visit,
            number,
            _at(visit, today),
            due_state(visit.state, visit.due_on, visit.planned_on, today),
            _("; ").join(filter(None, [why(visit, known, today), _promise(visit, known)])),
            _tags(visit, known, now),
        )
        for number, visit in enumerate(visits, 1)
    ]


def _at(visit: Visit, today: date) -> str:
    return f"{visit.planned_time:%H:%M}" if visit.planned_time and visit.planned_on == today else ""


def why(visit: Visit, known: Background, today: date) -> str:
    """Why the customer is visited, in one line: tier, interval, how late."""
    months = known.months.get(visit.customer_id)
    every = _("every %(n)s months") % {"n": months} if months else ""
    late = (today - visit.due_on).days
    due = _("%(days)s d late") % {"days": late} if late > 0 else _("due by %(day)s") % {"day": day(visit.due_on)}
    return _(", ").join(filter(None, [str(visit.customer.get_tier_display()), every, due]))


def _promise(visit: Visit, known: Background) -> str:
    last = known.last.get(visit.customer_id)
    if last is None or not last.promised:
        return ""
    return _("promised last time: %(what)s") % {"what": last.promised.splitlines()[0]}


def _tags(visit: Visit, known: Background, now: datetime) -> list[Tag]:
    """Where it is, and what could surprise: an old ticket, the grade, a score that fell, a wish."""
    tags = [Tag(visit.town)] if visit.town and not visit.town.startswith(OUTLET) else []
    if tickets := known.tickets.get(visit.customer_id, []):
        days = max((now - ticket.reported_at).days for ticket in tickets)
        text = _("ticket open for %(n)s d") % {"n": days}
        tags.append(Tag(text, "late" if any(_is_late(one, now) for one in tickets) else ""))
    if visit.customer.grade:
        tags.append(Tag(_("grade %(grade)s") % {"grade": visit.customer.grade}))
    if text := score_text(known.scores.get(visit.customer_id, [])):
        tags.append(Tag(text))
    if wish := wish_of(visit.customer):
        tags.append(Tag(wish, "due"))
    return tags


def score_text(scores: list[int]) -> str:
    """The last score, after the one before it."""
    if not scores:
        return ""
    if len(scores) == 1:
        return _("%(n)s points") % {"n": scores[0]}
    return _("%(before)s → %(n)s points") % {"before": scores[1], "n": scores[0]}


def _is_late(ticket: Ticket, now: datetime) -> bool:
    return ticket.next_due_at is not None and ticket.next_due_at < now


def sheet(user: User, visit: Visit, known: Background, now: datetime) -> dict[str, Any]:
    """The page of one stop, except its form."""
    today, last = company_date(now), known.last.get(visit.customer_id)
    tickets = known.tickets.get(visit.customer_id, [])[:MOST_TICKETS]
    return {
        "contact": visit.customer.main_contact,
        "why": why(visit, known, today),
        "last_on": short_when(last.took_place_at) if last else "",
        "failed": known.failed.get(visit.customer_id, 0),
        "promises": last.promised.splitlines() if last else [],
        "before": last,
        "tickets": [
            {"ticket": one, "state": "late" if _is_late(one, now) else "ok", "days": (now - one.reported_at).days}
            for one in tickets
        ],
        "score": score_text(known.scores.get(visit.customer_id, [])),
        "wish": wish_of(visit.customer),
        "script": _script(user, visit, last, tickets),
        "statement": _("%(name)s spoke with %(customer)s on %(day)s.")
        % {"name": user, "day": today.isoformat(), "customer": visit.customer.name},
    }


def _script(user: User, visit: Visit, last: Visit | None, tickets: list[Ticket]) -> list[str]:
    """What to say first, in sentences: the greeting, what is still open, what was promised, the question."""
    contact = visit.customer.main_contact
    greeting = _("Hello %(contact)s, this is %(name)s.") if contact else _("Hello, this is %(name)s.")
    said = [greeting % {"contact": contact and contact.name, "name": user}]
    if tickets:
        said.append(_("You reported “%(subject)s”: let me tell you where it stands.") % {"subject": tickets[0].subject})
    if last and last.promised:
        said.append(_("Last time I promised you: %(what)s.") % {"what": last.promised.splitlines()[0]})
    return [*said, _("How satisfied are you with the product and with us?")]

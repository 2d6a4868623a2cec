"""What the page and the document of an interview show to one of its readers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.audit.texts.reasons import reasons_of
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from aftersales.web.history import Change, Source, changes

from ..enums import InterviewState
from ..models import Interview, InterviewTarget
from ..queries import interviews as queries
from ..rules.interviews import LEAD_PARTS, OWN_PARTS, RECORD_PARTS
from .labels import labels

DOTS = {
    InterviewState.PLANNED: "ok",
    InterviewState.HELD: "due",
    InterviewState.AGREED: "ok",
    InterviewState.CLOSED: "done",
    InterviewState.CANCELLED: "paused",
}
Facts = list[tuple[Any, str]]


@dataclass(frozen=True)
class Figure:
    label: Any
    mine: str
    everyone: str


@dataclass(frozen=True)
class Paper:
    """An interview as a reader may see it. own, lead: what both prepared, None while the reader may not see it."""

    interview: Interview
    state: str
    readers: str
    head: list[str]
    own: Facts | None
    lead: Facts | None
    figures: list[Figure]
    before: list[InterviewTarget]
    record: Facts
    targets: list[InterviewTarget]
    follow_ups: list[dict[str, Any]]
    signed: list[str] = field(default_factory=list)


def paper(user: User, row: Interview, now: datetime) -> Paper:
    sees_own, sees_lead = sees_parts(user, row)
    return Paper(
        row,
        dot_of(row, now),
        readers_text(row),
        _head(row),
        _parts(row, OWN_PARTS) if sees_own else None,
        _parts(row, LEAD_PARTS) if sees_lead else None,
        figures(row),
        queries.last_targets(user, row),
        _parts(row, RECORD_PARTS),
        list(row.targets.all()),
        _follow_ups(row, now),
        _signed(row),
    )


def sees_parts(user: User, row: Interview) -> tuple[bool, bool]:
    """Whether the reader sees what the person, and what the interviewer, prepared: their own always, the other's once
    both are ready or the talk has taken place."""
    over = row.state not in (InterviewState.PLANNED, InterviewState.CANCELLED)
    both = over or bool(row.own_ready_at and row.lead_ready_at)
    return both or user.pk == row.person_id, both or user.pk == row.interviewer_id


def dot_of(row: Interview, now: datetime) -> str:
    """Due on its day and until the record is written, and until both have signed."""
    if row.state == InterviewState.PLANNED and company_date(row.starts_at) <= company_date(now):
        return "due"
    return DOTS[InterviewState(row.state)]


def readers_text(row: Interview) -> str:
    """Who can read the interview."""
    people = [str(row.person), str(row.interviewer), *([str(row.superior)] if row.superior else [])]
    return _("Only %(people)s can see this") % {"people": listed(people)}


def _head(row: Interview) -> list[str]:
    notice = (company_date(row.starts_at) - company_date(row.noticed_at)).days
    ready = [bool(row.own_ready_at), bool(row.lead_ready_at)]
    prepared = _("both prepared") if all(ready) else _("one side prepared") if any(ready) else _("not prepared yet")
    return [
        f"{row.period_from:%Y-%m-%d} – {row.period_to:%Y-%m-%d}",
        row.place,
        _("notified %(days)s days before") % {"days": notice},
        prepared,
    ]


def _parts(row: Interview, names: Iterable[str]) -> Facts:
    found = ((label, getattr(row, name)) for name, label in labels(row, names).items())
    return [(label, text) for label, text in found if text]


def figures(row: Interview) -> list[Figure]:
    """The figures of the period: as they were when the record was written, or as they are now before that."""
    kept = row.figures if row.held_at else queries.figures_of(row.person_id, row.period_from, row.period_to)
    return kept_figures(kept)


def kept_figures(kept: Iterable[dict[str, str]]) -> list[Figure]:
    """Stored figures with their labels; those that no app contributes any more are left out."""
    named = {figure.key: figure.label for figure in queries.person_figures()}
    return [Figure(named[one["key"]], one["mine"], one["everyone"]) for one in kept if one["key"] in named]


def _follow_ups(row: Interview, now: datetime) -> list[dict[str, Any]]:
    today = company_date(now)
    return [
        {"row": one, "state": "done" if one.done_on else "due" if one.due_on <= today else "ok"}
        for one in row.follow_ups.all()
    ]


def _signed(row: Interview) -> list[str]:
    pairs = ((row.person, row.own_signed_at), (row.interviewer, row.lead_signed_at))
    return [
        _("%(who)s signed on %(day)s") % {"who": who, "day": company_date(at).isoformat()} for who, at in pairs if at
    ]


def interview_rows(rows: Iterable[Interview], user: User, now: datetime) -> list[dict[str, Any]]:
    return [{"row": row, "state": dot_of(row, now), "as": _role(row, user)} for row in rows]


def _role(row: Interview, user: User) -> str:
    if row.person_id == user.pk:
        return pgettext("interview", "you are interviewed")
    return _("you interview") if row.interviewer_id == user.pk else _("you are the superior")


HISTORY = ("state", "starts_at", "place", "own_ready_at", "lead_ready_at", "held_at", "own_signed_at", "lead_signed_at")


def interview_changes(row: Interview) -> list[Change]:
    """Who did what and when; what was written is on the page itself."""
    return changes([Source(row.history.all(), lambda past: past.number, labels(row, HISTORY))], reasons_of("people"))

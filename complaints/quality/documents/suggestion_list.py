"""The monthly list of opinions and suggestions for the company (T8).

snapshot() stores the facts once, independent of language; context() puts them into the words of one language, so that
the list can be printed again word for word. It names tickets and no customers, and phone numbers are masked, because
paper is passed from hand to hand (A4).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Field, Letterhead, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.personal import mask_text
from complaints.documents import common

from ..enums import ReviewState
from ..models import SuggestionList, SuggestionReview
from ..queries import suggestions as queries
from ..rules.themes import Theme, months_before, next_month

MAX_WORDS = 400
MAX_ROWS = 500
DECIDED = ("adopted", "studying", "declined")


def snapshot(month: date) -> dict[str, Any]:
    """All facts of the list of a month, as plain JSON: what was received, what was decided, results, themes."""
    until = next_month(month)
    received = queries.received_in(month, until)
    decided = queries.decided_in(month, until)
    rows = queries.with_ticket((received | decided).distinct()).order_by("received_at", "pk")
    found = queries.themes_between(month, until - queries.ONE_DAY, months_before(month, 1))
    said = queries.examples([theme.key for theme in found], month, until - queries.ONE_DAY)
    return {
        "received": received.count(),
        "decided": {state: decided.filter(state=state).count() for state in DECIDED},
        "waiting": received.filter(state=ReviewState.WAITING).count(),
        "results": queries.results_in(month, until).count(),
        "rows": [_row(row) for row in rows[:MAX_ROWS]],
        "themes": [_theme(theme, [mask_text(text) for text in said[theme.key]]) for theme in found],
    }


def _row(row: SuggestionReview) -> dict[str, Any]:
    return {
        "ticket": row.number,
        "words": mask_text(row.ticket.description)[:MAX_WORDS],
        "received_on": row.received_on.isoformat(),
        "state": row.state,
        "reason": mask_text(row.reason),
        "result": mask_text(row.result),
        "owner": _person(row.owner),
        "due_on": row.due_on.isoformat() if row.due_on else "",
        "told_on": company_date(row.told_at).isoformat() if row.told_at else "",
    }


def _person(user: User | None) -> dict[str, str]:
    return {"name": user.name or user.username, "name_en": user.name_en} if user else {}


def _theme(theme: Theme, examples: list[str]) -> dict[str, Any]:
    return {"word": theme.word, "count": theme.count, "before": theme.before, "examples": examples}


def pdf(row: SuggestionList, language: str) -> bytes:
    return render_pdf(html(row, language), timeout=90, max_pages=200)


def html(row: SuggestionList, language: str) -> str:
    return common.page("quality/pdf/suggestion_list.html", language, lambda: context(row))


def context(row: SuggestionList) -> dict[str, Any]:
    """The values of the template, in the active language."""
    said = row.snapshot
    letterhead: Letterhead = common.letterhead()
    return {
        "letterhead": letterhead,
        "title": _("Opinions and suggestions of customers"),
        "subtitle": f"{row.month:%Y-%m}",
        "number": row.number,
        "meta": [company_date(row.made_at).isoformat()],
        "counts": [Field(label, value) for label, value in counts(said)],
        "themes": _themes(said),
        "tables": [(_title(state), table) for state in STATES if (table := _table(said, state))],
        "signatures": [Signature(_("Put together by")), Signature(_("General manager"))],
    }


STATES = ("adopted", "studying", "declined", "waiting", "answered")


def counts(said: dict[str, Any]) -> list[tuple[str, Any]]:
    """The figures of the month, with their labels."""
    return [
        (pgettext("suggestion", "Received"), said["received"]),
        (_("Adopted"), said["decided"]["adopted"]),
        (_("Being studied"), said["decided"]["studying"]),
        (pgettext("suggestion", "Declined"), said["decided"]["declined"]),
        (_("Not decided yet"), said["waiting"]),
        (_("Results recorded"), said["results"]),
    ]


def _title(state: str) -> str:
    return str(ReviewState(state).label)


def _table(said: dict[str, Any], state: str) -> Table | None:
    columns = [
        Column(_("Ticket"), 0),
        Column(_("In the customer’s words"), 9),
        Column(_("Reason or result"), 6),
        Column(_("Responsible"), 1),
        Column(_("Told on"), 0),
    ]
    rows = [
        [
            f"{row['ticket']}\n{row['received_on']}",
            row["words"],
            row["result"] or row["reason"],
            "\n".join(filter(None, [common.named(row["owner"]), "" if row["result"] else row["due_on"]])),
            row["told_on"],
        ]
        for row in said["rows"]
        if row["state"] == state
    ]
    return Table(columns, rows) if rows else None


def _themes(said: dict[str, Any]) -> Table | None:
    columns = [
        Column(_("Theme"), 2),
        Column(_("Count"), number=True),
        Column(_("Month before"), number=True),
        Column(_("Examples"), 8),
    ]
    rows = [[row["word"], row["count"], row["before"], "\n".join(row["examples"])] for row in said["themes"]]
    return Table(columns, rows) if rows else None

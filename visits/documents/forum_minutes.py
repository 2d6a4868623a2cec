"""The minutes of a user forum 座谈会纪要 with every opinion and its fate, printed in one language.

Phone numbers are masked, because paper is passed from hand to hand (A4).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Field, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.store.personal import mask_text
from aftersales.web.figures import listed, money
from aftersales.web.moments import on_paper
from complaints.documents import common

from ..enums import GuestGroup, OpinionFate
from ..models import Forum, ForumOpinion
from ..queries.forums import groups_of


def pdf(forum: Forum, language: str) -> bytes:
    return render_pdf(html(forum, language), timeout=60, max_pages=100)


def html(forum: Forum, language: str) -> str:
    return common.page("visits/pdf/forum_minutes.html", language, lambda: context(forum))


def context(forum: Forum) -> dict[str, Any]:
    """The values of the template, in the active language. forum: with its opinions and figures."""
    opinions = list(forum.opinions.all())
    return {
        "letterhead": common.letterhead(),
        "title": _("Minutes of the user forum"),
        "subtitle": forum.title,
        "number": forum.number,
        "meta": [_("Date: %(date)s") % {"date": forum.held_on.isoformat() if forum.held_on else ""}],
        "facts": _facts(forum),
        "agenda": mask_text(forum.agenda),
        "minutes": mask_text(forum.minutes),
        "opinions": _opinions(opinions),
        "signatures": [
            Signature(_("Host"), str(forum.host)),
            Signature(_("Recorder"), str(forum.minutes_by) if forum.minutes_by else ""),
        ],
    }


def _facts(forum: Any) -> list[Field]:
    came = _("%(came)s of %(invited)s invited") % {"came": forum.came, "invited": forum.invited}
    fields = [
        Field(_("Starts"), on_paper(forum.starts_at)),
        Field(_("Region"), str(forum.region)),
        Field(_("Place"), forum.place, wide=True),
        Field(pgettext("forum", "Purpose"), forum.purpose, wide=True),
        Field(_("Came"), came),
        Field(_("Cost"), money(forum.cost) if forum.cost is not None else ""),
        Field(_("Represented"), _groups(forum), wide=True),
        Field(_("Next forum"), forum.next_forum, wide=True),
    ]
    return [field for field in fields if field.value]


def _groups(forum: Forum) -> str:
    counts = groups_of(forum)
    text = _("%(group)s: %(came)s of %(invited)s")
    return listed(
        text % {"group": GuestGroup(group).label, "came": came, "invited": invited}
        for group, (invited, came) in sorted(counts.items())
    )


def _opinions(opinions: list[ForumOpinion]) -> Table | None:
    columns = [
        Column(_("No."), 0, number=True),
        Column(_("In their words"), 7),
        Column(_("Who said it"), 3),
        Column(_("Agree"), 0, number=True),
        Column(_("What became of it"), 6),
    ]
    rows = [
        [str(row.place), f"“{mask_text(row.words)}”", _who(row), str(row.agree or "–"), fate_of(row)]
        for row in opinions
    ]
    return Table(columns, rows) if rows else None


def _who(row: ForumOpinion) -> str:
    return "\n".join(filter(None, (row.guest.customer.name if row.guest else "", row.said_by)))


def fate_of(row: ForumOpinion) -> str:
    """What became of an opinion, in words."""
    if row.fate == OpinionFate.TICKET and row.ticket:
        return _("Ticket %(number)s") % {"number": row.ticket.number}
    if row.fate == OpinionFate.ACTION and row.action:
        said = {"number": row.action.number, "title": mask_text(row.action.title)}
        return _("Improvement %(number)s: %(title)s") % said
    if row.fate == OpinionFate.OPEN:
        return _("Nobody yet, to be decided by %(day)s") % {"day": row.due_on.isoformat()}
    return _("%(fate)s: %(words)s") % {"fate": row.get_fate_display(), "words": mask_text(row.answer)}

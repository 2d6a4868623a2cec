"""The record of a training and its assessment 培训考核记录, printed from the data in one language."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.render.blocks import Column, Field, Signature, Table
from aftersales.render.pdf import render_pdf
from aftersales.store.personal import mask_text
from aftersales.web.moments import on_paper

from ..presentation.trainings import job_of
from .common import letterhead, page


def pdf(session: Any, language: str) -> bytes:
    """session: with the results that the reader may see (queries.trainings.with_results)."""
    return render_pdf(html(session, language), timeout=30, max_pages=50)


def html(session: Any, language: str) -> str:
    with translation.override(language):
        return page("people/pdf/training_record.html", _context(session))


def _context(session: Any) -> dict[str, Any]:
    return {
        "letterhead": letterhead(),
        "title": _("Training and assessment record"),
        "number": session.number,
        "meta": [_("Status: %(state)s") % {"state": session.get_state_display()}],
        "facts": [
            Field(_("Course"), session.course, wide=True),
            Field(_("Starts"), on_paper(session.starts_at)),
            Field(_("Place"), session.place),
            Field(_("Trainer"), session.trainer),
            Field(_("Pass mark"), session.course.pass_mark),
        ],
        "texts": [
            (label, mask_text(text))
            for label, text in ((_("Content"), session.content), (_("Summary"), session.summary))
            if text
        ],
        "results": _results(session),
        "signatures": [Signature(_("Trainer"), session.trainer), Signature(_("Recorded by"))],
    }


def _results(session: Any) -> Table:
    columns = [
        Column(_("Name"), 3),
        Column(_("Role"), 3),
        Column(_("Score"), 1, number=True),
        Column(_("Result"), 2),
        Column(_("Valid until"), 2),
        Column(pgettext("people", "Signature"), 3),
    ]
    rows = [
        [
            str(one.person),
            job_of(one.person),
            "" if one.score is None else f"{one.score.normalize():f}",
            one.get_result_display(),
            one.valid_until.isoformat() if one.valid_until else "",
            "",
        ]
        for one in session.seen_attendances
    ]
    return Table(columns, rows)

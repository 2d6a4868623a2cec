"""The visit record 回访记录: who was met, what was said, what follows, photos, and the customer's signature."""

from __future__ import annotations

import base64
from typing import Any

from django.utils.translation import gettext as _

from aftersales.office.models import StoredFile
from aftersales.render.blocks import Field
from aftersales.render.pdf import render_pdf
from aftersales.render.print_pictures import for_print
from aftersales.store.personal import mask_text, masked
from aftersales.web.moments import on_paper
from complaints.documents import common

from ..enums import VisitKind
from ..models import Visit, VisitSignature
from ..queries.signatures import is_intact

MOST_PICTURES = 10


def pdf(visit: Visit, language: str) -> bytes:
    """The PDF, made from the current data."""
    return render_pdf(html(visit, language), timeout=30, max_pages=20)


def html(visit: Visit, language: str) -> str:
    return common.page("visits/pdf/visit_record.html", language, lambda: context(visit))


def context(visit: Visit) -> dict[str, Any]:
    """The values of the template, in the active language."""
    signature = getattr(visit, "signature", None)
    return {
        "letterhead": common.letterhead(),
        "title": _("Visit record"),
        "subtitle": visit.customer.name,
        "number": f"{visit.customer.number} / {visit.pk}",
        "meta": [_("Date: %(date)s") % {"date": on_paper(visit.took_place_at) or visit.planned_on.isoformat()}],
        "facts": _facts(visit),
        "texts": [(label, mask_text(text)) for label, text in _texts(visit) if text],
        "pictures": _pictures(visit),
        "signature": _signed(signature) if signature else None,
    }


def _facts(visit: Visit) -> list[Field]:
    fields = [
        Field(_("Customer name"), visit.customer.name, wide=True),
        Field(_("Address"), masked(visit.customer, "address"), wide=True),
        Field(_("Kind of visit"), visit.get_kind_display() if visit.kind != VisitKind.CARE else ""),
        Field(_("Purchase"), str(visit.purchase or "")),
        Field(_("Tier"), visit.customer.get_tier_display()),
        Field(_("Channel"), visit.get_channel_display()),
        Field(_("Person met"), visit.met_whom),
        Field(_("Rep"), str(visit.recorded_by or visit.rep or "")),
        Field(_("Due"), visit.due_on.isoformat()),
        Field(_("Status"), visit.get_state_display()),
        Field(_("Mood"), visit.get_mood_display()),
        Field(_("Follow-up outcome"), visit.get_outcome_display()),
        Field(_("Ticket"), visit.ticket.number if visit.ticket else ""),
        Field(_("Reason"), mask_text(visit.reason), wide=True),
    ]
    return [field for field in fields if field.value]


def _texts(visit: Visit) -> list[tuple[str, str]]:
    return [
        (_("Requirements"), visit.requirements),
        (_("Opinions"), visit.opinions),
        (_("Suggestions"), visit.suggestions),
        (_("Promised to the customer"), visit.promised),
        (_("What has changed at the customer"), visit.correction),
    ]


def _pictures(visit: Visit) -> list[list[dict[str, str]]]:
    """The photos in rows of two, as data URLs, so that nothing is fetched while the PDF is made."""
    photos = visit.photos.select_related("stored").filter(stored__erased_at=None)[:MOST_PICTURES]
    found = [{"source": _source(photo.stored), "name": ""} for photo in photos]
    return [found[at : at + 2] for at in range(0, len(found), 2)]


def _source(stored: StoredFile) -> str:
    with stored.file.open("rb") as content:
        small = for_print(content.read())
    return f"data:image/jpeg;base64,{base64.b64encode(small).decode()}" if small else ""


def _signed(row: VisitSignature) -> dict[str, Any]:
    picture = row.picture if row.picture and row.picture.erased_at is None else None
    return {
        "name": row.name,
        "at": on_paper(row.signed_at),
        "statement": mask_text(row.statement),
        "source": _source(picture) if picture else "",
        "seal": row.seal,
        "is_intact": is_intact(row),
    }

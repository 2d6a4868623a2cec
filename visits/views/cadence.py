"""The settings pages of the cadence: how often customers of a tier are visited, with dates of effect."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages

from ..forms.cadence import CadenceForm
from ..permissions import CADENCE_READERS, CADENCE_WRITERS
from ..presentation.cadence import interval_words
from ..queries.schedules import cadence_changes
from ..queries.schedules import cadences as all_cadences
from ..services import cadence as services

CADENCES = DatedRows(
    tab="visit_cadences",
    name="visit_cadence",
    readers=CADENCE_READERS,
    writers=CADENCE_WRITERS,
    rows=all_cadences,
    title=str,
    cells=lambda row: (interval_words(row.months), row.get_channel_display()),
    line=line_of,
    history=cadence_changes,
    form=CadenceForm,
    create=services.create_cadence,
    change=services.change_cadence,
    preview=services.preview_cadence,
    end=services.end_cadence,
    heads=(_("Tier"), _("Interval"), _("Channel")),
    text=_("Counted from the last visit that took place. Tiers that are not listed have no visits."),
    empty=_("No visit cadence yet"),
    empty_text=_("A cadence says how often customers of a tier are visited at least."),
    new=_("New cadence"),
    save=_("Save cadence"),
    saved=_("Cadence saved. The due days of all customers are being computed"),
    edit=_("Edit cadence"),
    edited=_("The cadence changes on that day. The due days of all customers are being computed"),
    stop=_("End cadence"),
    stopped=_("End of the cadence saved. The due days of all customers are being computed"),
)
cadences, cadence_new, cadence, cadence_end = dated_pages(CADENCES)

"""The settings pages of the capacity of reps and of reminders."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.store.dated import line_of
from aftersales.web.dated_pages import DatedRows, dated_pages

from ..forms.load import CapacityForm, ReminderForm
from ..permissions import LOAD_READERS, LOAD_WRITERS
from ..queries.load import capacities, load_changes, reminder_rules
from ..services import load as services

CAPACITIES = DatedRows(
    tab="visit_capacities",
    name="visit_capacity",
    readers=LOAD_READERS,
    writers=LOAD_WRITERS,
    rows=capacities,
    title=str,
    cells=lambda row: (row.visits_a_day, row.visits_a_week),
    line=line_of,
    history=load_changes,
    form=CapacityForm,
    create=services.create_capacity,
    change=services.change_capacity,
    preview=services.preview_capacity,
    end=services.end_capacity,
    heads=(gettext_lazy("Rep"), gettext_lazy("Visits a day"), gettext_lazy("Visits a week")),
    text=gettext_lazy("The planner fills no day above it as long as visits can be made in time."),
    empty=gettext_lazy("No capacities yet"),
    empty_text=gettext_lazy("They are created when the system is installed."),
    new=gettext_lazy("New capacity"),
    save=gettext_lazy("Save capacity"),
    saved=gettext_lazy("Capacity saved"),
    edit=gettext_lazy("Edit capacity"),
    edited=gettext_lazy("The capacity changes on that day"),
    stop=gettext_lazy("End capacity"),
    stopped=gettext_lazy("End date of the capacity saved"),
)


def _climbing(row: Any) -> str:
    return _("%(manager)s and %(gm)s days") % {"manager": row.manager_after, "gm": row.gm_after}


REMINDERS = DatedRows(
    tab="visit_reminders",
    name="visit_reminder_rule",
    readers=LOAD_READERS,
    writers=LOAD_WRITERS,
    rows=reminder_rules,
    title=str,
    cells=lambda row: (f"{row.digest_hour:02}:00", _climbing(row)),
    line=line_of,
    history=load_changes,
    form=ReminderForm,
    change=services.change_reminders,
    heads=(gettext_lazy("Rule"), gettext_lazy("Digest"), gettext_lazy("Manager and general manager after")),
    empty=gettext_lazy("No rules yet"),
    empty_text=gettext_lazy("Rules are created when the system is installed."),
    edit=gettext_lazy("Edit rule"),
    edited=gettext_lazy("The rule changes on that day"),
)

capacity_rows, capacity_new, capacity, capacity_end = dated_pages(CAPACITIES)
reminder_rows, _new, reminder_rule, _end = dated_pages(REMINDERS)

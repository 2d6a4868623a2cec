"""The section of the team: one cell a person, the functions that nobody speaks for, and who stood down."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.enums import TeamFunction
from aftersales.staff.models import User
from aftersales.web.figures import listed

from ..enums import InvestigationState
from ..models import Investigation
from ..queries.investigations import missing_functions, offered_for
from .record import RecordSection


def team_section(investigation: Investigation, user: User, now: datetime) -> RecordSection:
    """Who investigates, and of which function somebody is missing."""
    running = investigation.state == InvestigationState.OPEN
    gone = list(investigation.stood_down.all())
    gaps = [_gap(value, investigation, gone, running) for value in missing_functions(investigation)]
    there = len(investigation.team.all()) + 1
    if gaps:
        names = listed([gap["label"] for gap in gaps])
        answer = _("Nobody from: %(functions)s. In the team: %(count)s") % {"functions": names, "count": there}
    else:
        answer = _("In the team: %(count)s, every function is there") % {"count": there}
    note = _("Stood down: %(names)s") % {"names": listed([str(row.person) for row in gone])} if gone else ""
    return RecordSection(
        "team",
        pgettext("investigation", "Team"),
        "due" if gaps and running else "done",
        answer,
        note,
        open=bool(gaps) and running,
        context={"gaps": gaps, "gone": gone},
    )


def _gap(value: str, investigation: Investigation, gone: list, running: bool) -> dict[str, object]:
    absent = [row for row in gone if row.person.department and row.person.department.function == value]
    return {
        "label": str(TeamFunction(value).label),
        "gone": absent[0].person if absent else None,
        "offer": offered_for(value, investigation) if running else None,
    }

"""The section of the root cause: five whys, and the Ishikawa diagram."""

from datetime import datetime

from django.utils.translation import gettext as _

from aftersales.staff.models import User

from ..enums import CauseStanding, InvestigationState
from ..models import Investigation
from ..queries.investigations import lacking
from ..rules.capa import DEPTH_LABELS
from .ishikawa import bones, head_lines
from .record import RecordSection, gist


def cause_section(investigation: Investigation, user: User, now: datetime) -> RecordSection:
    """Why it happened, with what proves it, and what the severity still demands."""
    running = investigation.state == InvestigationState.OPEN
    needed = [str(label) for name, label in lacking(investigation).items() if name in {"cause", *DEPTH_LABELS}]
    proofs = sum(bool(row.get("evidence")) for row in [*investigation.whys, *investigation.causes])
    proven = [row["text"] for row in investigation.causes if row.get("standing") == CauseStanding.PROVEN]
    note = ""
    if investigation.whys:
        note = _("Whys: %(count)s, evidence: %(proofs)s") % {"count": len(investigation.whys), "proofs": proofs}
    return RecordSection(
        "cause",
        _("Root cause"),
        "due" if running and needed else "done",
        gist(investigation.cause) or _("Not found yet"),
        note,
        open=True,
        context={
            "bones": bones(investigation.causes) if investigation.causes else [],
            "head": head_lines(investigation.title),
            "proven": proven,
            "needed": needed if running else [],
        },
    )

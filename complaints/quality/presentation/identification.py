"""The section of the product identification 产品鉴定."""

from datetime import datetime

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import moment

from ..enums import InvestigationState, SpecimenVerdict
from ..models import Investigation
from .record import RecordSection, gist


def identification_section(investigation: Investigation, user: User, now: datetime) -> RecordSection:
    """Which units were examined, how, and what was found."""
    rows = [
        row | {"label": SpecimenVerdict(row["verdict"]).label if row.get("verdict") else ""}
        for row in investigation.specimens
    ]
    failed = sum(row.get("verdict") == SpecimenVerdict.FAILED for row in rows)
    running = investigation.state == InvestigationState.OPEN
    answer = gist(investigation.identification) or _("Nothing examined yet")
    if rows:
        counted = _("Examined: %(count)s, not conforming: %(failed)s") % {"count": len(rows), "failed": failed}
        answer = _("; ").join(filter(None, [counted, gist(investigation.identification)]))
    note = ""
    if investigation.identified_at:
        note = f"{moment(investigation.identified_at, now)} {investigation.identified_by}"
    missing = running and not investigation.identification
    state = "due" if missing else "done"
    return RecordSection(
        "identification", _("Product identification"), state, answer, note, open=missing, context={"rows": rows}
    )

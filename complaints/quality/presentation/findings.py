"""The section of the findings."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User

from ..enums import InvestigationState
from ..models import Investigation
from ..queries.investigations import FINDINGS
from .record import RecordSection, gist

# They have sections of their own.
ELSEWHERE = ("identification", "cause")


def findings_section(investigation: Investigation, user: User, now: datetime) -> RecordSection:
    """What was found, as a form while the investigation is open."""
    running = investigation.state == InvestigationState.OPEN
    answer = gist(investigation.on_site_findings) or _("Nothing recorded yet")
    files = list(investigation.files.all())
    context = {
        "texts": {name: getattr(investigation, name) for name in FINDINGS if name not in ELSEWHERE},
        "photos": [row for row in files if row.stored.media_type.startswith("image/")],
        "documents": [row for row in files if not row.stored.media_type.startswith("image/")],
    }
    photos = len(context["photos"])
    note = _("Photos: %(count)s") % {"count": photos} if photos else ""
    return RecordSection(
        "findings",
        pgettext("investigation", "Findings"),
        "now" if running else "done",
        answer,
        note,
        open=True,
        context=context,
    )

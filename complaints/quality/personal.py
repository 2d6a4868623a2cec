"""The personal data in investigations and actions. Technical findings are not personal data."""

from aftersales.store.personal import Kind, declare
from complaints.personal import HANDLING, TICKET

from . import models as m

FOUND = ("investigation__ticket__customer",)

PERSONAL = (
    declare(
        m.Investigation,
        purpose=HANDLING,
        owners=TICKET,
        drafts="findings-{pk}",
        plain="number identification cause responsibility handling decision attendees",
        title=Kind.TEXT,
        on_site_findings=Kind.TEXT,
    ),
    declare(m.InvestigationFile, purpose=HANDLING, owners=FOUND, stored=Kind.FILE),
    declare(
        m.InvestigationReport,
        purpose=HANDLING,
        owners=FOUND,
        plain="language fault lease",
        snapshot=Kind.DATA,
        stored=Kind.FILE,
        signed_copy=Kind.FILE,
    ),
    declare(m.Action, owners=TICKET, plain="number title evidence verification"),
    declare(m.ActionFile),
)

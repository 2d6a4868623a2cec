"""Personal data of this app: its purpose, retention and masking."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import ExportRequest, ImportFault, ImportRun

A_YEAR, A_MONTH, A_WEEK = 365, 30, 7
# Imports and exports of personal data must be traceable for at least half a year, as is usual for network logs.
HALF_A_YEAR = 180

PERSONAL = (
    declare(
        ImportRun,
        purpose=_("To keep unsent text and attachments."),
        plain="kind headings headings_key names lease problem params existing sheet coding",
        retention=A_YEAR,
        dated="created_at",
        at_least=HALF_A_YEAR,
        file=Kind.FILE,
        file_name=Kind.TEXT,
        sample=Kind.DATA,
    ),
    declare(
        ImportFault,
        purpose=_("To fix skipped rows; the imported file is deleted with them."),
        plain="field",
        retention=A_WEEK,
        dated="created_at",
        at_most=A_MONTH,
        reasons=Kind.DATA,
    ),
    declare(
        ExportRequest,
        purpose=_("To document who viewed or decided what about the customer."),
        plain="page",
        retention=A_YEAR,
        dated="created_at",
        at_least=HALF_A_YEAR,
        reason=Kind.TEXT,
        answer=Kind.TEXT,
        query=Kind.KEY,
    ),
)

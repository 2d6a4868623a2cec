"""What the office holds about people: what leaves the house, what is stored and what is not sent yet.

None of these rows knows its customer; an erasure finds them by number, address and file (customers/services/erasure).
"""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m
from .models.backups import BackupRun
from .models.exports import ExportRequest
from .models.imports import ImportFault, ImportRun
from .models.record import AccessRecord, Seal, SealHead

TELLING = _("To tell people what happened, once.")
PROVING = _("To prove who read or decided what about the customer.")
KEEPING = _("To keep what was typed until it is sent, and what was attached.")
REPEATING = _("To answer a repeated request as the first one.")
MENDING = _("To mend rows that were not taken; the file that was brought goes with them.")
A_YEAR, THREE_MONTHS, A_MONTH, A_WEEK = 365, 90, 30, 7
# Who moved personal data in or out is to be found for half a year at least, as is usual for logs of a network.
HALF_A_YEAR = 180

declare(m.Company, plain="name name_en address address_en phone")
declare(m.WorkingPeriod)
declare(m.Holiday, plain="name")
declare(m.NumberSequence, plain="key")
declare(m.NumberFormat, plain="kind prefix")
declare(m.RetentionPeriod, plain="subject")
declare(
    m.Notice,
    purpose=TELLING,
    plain="key language template url lease",
    retention=A_YEAR,
    dated="created_at",
    at_least=A_MONTH,
    address=Kind.EMAIL,
    params=Kind.DATA,
)
declare(m.StoredFile, purpose=KEEPING, plain="media_type sha256", file=Kind.FILE, name=Kind.TEXT)
declare(
    m.Draft,
    purpose=KEEPING,
    plain="key",
    retention=THREE_MONTHS,
    dated="saved_at",
    at_least=A_WEEK,
    at_most=A_YEAR,
    content=Kind.DATA,
)
declare(m.SavedView, plain="page name params")
declare(
    m.IdempotencyKey,
    purpose=REPEATING,
    plain="key fingerprint",
    retention=1,
    dated="created_at",
    at_most=1,
    body=Kind.DATA,
)
declare(m.Heartbeat, plain="name")
declare(BackupRun, plain="key asked_by file problem params")
declare(Seal, plain="model fields ids digests after digest previous hash reason")
declare(SealHead, plain="hash tops fault")
declare(AccessRecord, purpose=PROVING, plain="subject detail", reason=Kind.TEXT)
declare(
    ImportRun,
    purpose=KEEPING,
    plain="kind headings headings_key names lease problem params",
    retention=A_YEAR,
    dated="created_at",
    at_least=HALF_A_YEAR,
    file=Kind.FILE,
    file_name=Kind.TEXT,
)
declare(
    ImportFault,
    purpose=MENDING,
    plain="field",
    retention=A_WEEK,
    dated="created_at",
    at_most=A_MONTH,
    reasons=Kind.DATA,
)
declare(
    ExportRequest,
    purpose=PROVING,
    plain="page",
    retention=A_YEAR,
    dated="created_at",
    at_least=HALF_A_YEAR,
    reason=Kind.TEXT,
    answer=Kind.TEXT,
    query=Kind.KEY,
)

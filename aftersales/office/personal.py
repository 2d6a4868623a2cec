"""What the office holds about people: what leaves the house, what is stored and what is not sent yet.

None of these rows knows its customer; an erasure finds them by number, address and file (customers/services/erasure).
"""

from django.utils.translation import gettext_lazy as _

from aftersales.web.personal import Kind, declare

from . import models as m
from .models.backups import BackupRun
from .models.exports import ExportRequest
from .models.imports import ImportFault, ImportRun
from .models.record import AccessRecord, Seal, SealHead

TELLING = _("To tell people what happened, once.")
PROVING = _("To prove who read or decided what about the customer.")
KEEPING = _("To keep what was typed until it is sent, and what was attached.")
A_YEAR, THREE_MONTHS, A_WEEK = 365, 90, 7

declare(m.Company, plain="name name_en address address_en phone")
declare(m.WorkingPeriod)
declare(m.Holiday, plain="name")
declare(m.NumberSequence, plain="key")
declare(m.NumberFormat, plain="kind prefix")
declare(m.RetentionPeriod, plain="subject")
declare(
    m.Notice, purpose=TELLING, plain="key language template url lease", retention=A_YEAR, dated="created_at",
    address=Kind.EMAIL, params=Kind.DATA,
)  # fmt: skip
declare(m.StoredFile, purpose=KEEPING, plain="media_type sha256", file=Kind.FILE, name=Kind.TEXT)
declare(m.Draft, purpose=KEEPING, plain="key", retention=THREE_MONTHS, dated="saved_at", content=Kind.DATA)
declare(m.SavedView, plain="page name params")
declare(m.IdempotencyKey, purpose=TELLING, plain="key fingerprint", body=Kind.DATA)
declare(m.Heartbeat, plain="name")
declare(BackupRun, plain="key asked_by file problem params")
declare(Seal, plain="model fields ids digests after digest previous hash reason")
declare(SealHead, plain="hash tops fault")
declare(AccessRecord, purpose=PROVING, plain="subject detail", reason=Kind.TEXT)
declare(
    ImportRun, purpose=KEEPING, plain="kind headings headings_key names lease problem params", retention=A_YEAR,
    dated="created_at", file=Kind.FILE, file_name=Kind.TEXT,
)  # fmt: skip
declare(
    ImportFault, purpose=KEEPING, plain="field", retention=A_WEEK, dated="created_at", reasons=Kind.DATA,
)  # fmt: skip
declare(
    ExportRequest, purpose=PROVING, plain="page", retention=A_YEAR, dated="created_at", reason=Kind.TEXT,
    answer=Kind.TEXT, query=Kind.KEY,
)  # fmt: skip

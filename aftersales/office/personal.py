"""Personal data of this app: files, drafts, answers to repeated requests.

None of these rows refers to a customer. An erasure finds them by number, URL and file.
"""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from . import models as m

KEEPING = _("To keep unsent text and attachments.")
REPEATING = _("To give repeated requests the same response as the first.")
A_YEAR, THREE_MONTHS, A_WEEK = 365, 90, 7

PERSONAL = (
    declare(m.Company, plain="name name_en address address_en phone"),
    declare(m.WorkingPeriod),
    declare(m.Holiday, plain="name"),
    declare(m.NumberSequence, plain="key"),
    declare(m.NumberFormat, plain="kind prefix"),
    declare(m.RetentionPeriod, plain="subject"),
    declare(m.StoredFile, purpose=KEEPING, plain="media_type sha256", file=Kind.FILE, name=Kind.TEXT),
    declare(
        m.Draft,
        purpose=KEEPING,
        plain="key",
        retention=THREE_MONTHS,
        dated="saved_at",
        at_least=A_WEEK,
        at_most=A_YEAR,
        content=Kind.DATA,
    ),
    declare(m.SavedView, plain="page name params"),
    declare(
        m.IdempotencyKey,
        purpose=REPEATING,
        plain="key fingerprint",
        retention=1,
        dated="created_at",
        at_most=1,
        body=Kind.DATA,
    ),
    declare(m.Heartbeat, plain="name"),
    declare(m.JobFailure, plain="task error"),
)

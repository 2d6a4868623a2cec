"""Personal data of this app: what for, how long, how masked."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import AccessLogEntry, Seal, SealHead

declare(Seal, plain="model fields ids digests after digest previous hash reason")
declare(SealHead, plain="hash tops fault")
declare(
    AccessLogEntry,
    purpose=_("To document who viewed or decided what about the customer."),
    plain="subject detail",
    reason=Kind.TEXT,
)

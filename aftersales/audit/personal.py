"""Personal data of this app: its purpose, retention and masking."""

from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import Kind, declare

from .models import AccessLogEntry, Seal, SealHead

PERSONAL = (
    declare(Seal, is_searched=False, plain="model fields ids digests after digest previous hash reason"),
    declare(SealHead, is_searched=False, plain="hash tops fault report"),
    declare(
        AccessLogEntry,
        purpose=_("To document who viewed or decided what about the customer."),
        plain="subject detail",
        reason=Kind.TEXT,
    ),
)

"""Why something of the set-up was changed: services write codes, people write what they think."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {"changed": _("Changed"), "created": _("Created"), "default": _("Installation default")}


def said_reason(text: str) -> str:
    """A stored reason in the reader's language; what somebody wrote is shown as it was written."""
    code, _colon, written = text.partition(": ")
    if code in REASONS and written:
        return gettext("%(what)s: %(why)s") % {"what": REASONS[code], "why": written}
    return str(REASONS.get(text, text))

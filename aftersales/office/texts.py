"""Reasons of changes in words: services write codes, people write text."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {"changed": _("Changed"), "created": _("Created"), "default": _("Installation default")}


def reason_in_words(text: str) -> str:
    """A stored reason in the reader's language; what people wrote is shown as it was written."""
    code, _colon, written = text.partition(": ")
    if code in REASONS and written:
        return gettext("%(what)s: %(why)s") % {"what": REASONS[code], "why": written}
    return str(REASONS.get(text, text))

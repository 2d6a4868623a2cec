"""Reasons of changes as text. Services write codes, users write text."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {"changed": _("Changed"), "created": _("Created"), "default": _("Installation default")}


def reason_in_words(text: str) -> str:
    """A stored reason in the reader's language. Text that a user wrote is not changed."""
    code, _colon, written = text.partition(": ")
    if code in REASONS and written:
        return gettext("%(what)s: %(why)s") % {"what": REASONS[code], "why": written}
    return str(REASONS.get(text, text))

"""What to tell the customer, ready in both languages."""

from datetime import datetime

from django.utils.translation import get_language, override

from ..models import Ticket
from .ticket_page import words_for_customer

# Each language by its own name, as its readers know it.
LANGUAGES = {"zh-hans": ("zh-Hans", "中文"), "en": ("en", "English")}


def words_in_both(ticket: Ticket, now: datetime) -> list[dict[str, str]]:
    """The acknowledgement in the reader's language first, then in the other one; nothing once it has been said."""
    order = sorted(LANGUAGES, key=lambda code: code != get_language())
    found = []
    for code in order:
        with override(code):
            text = str(words_for_customer(ticket, now))
        lang, label = LANGUAGES[code]
        found.append({"lang": lang, "label": label, "text": text, "id": f"words-{code}"})
    return [row for row in found if row["text"]]

"""The acknowledgement that the customer gets after a ticket was logged, in both languages."""

from datetime import datetime

from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _

from aftersales.web.moments import moment, short_when

from ..enums import Kind, State
from ..models import Ticket

# The name of each language in that language.
LANGUAGES = {"zh-hans": ("zh-Hans", "中文"), "en": ("en", "English")}
PASSED_ON = gettext_lazy(
    "Your case number is %(number)s. We’ll pass it on and let you know the outcome by %(due)s. "
    "We’ll call you on this number with updates."
)


def acknowledgements(ticket: Ticket, now: datetime) -> list[dict[str, str]]:
    """The texts, first in the reader's language, then in the other. Empty once work on the ticket has begun."""
    order = sorted(LANGUAGES, key=lambda code: code != get_language())
    found = []
    for code in order:
        with override(code):
            text = str(acknowledgement(ticket, now))
        lang, label = LANGUAGES[code]
        found.append({"lang": lang, "label": label, "text": text, "id": f"words-{code}"})
    return [row for row in found if row["text"]]


def acknowledgement(ticket: Ticket, now: datetime) -> str:
    """The number, the next step and its due time (T4). Empty once work has begun or the time has passed."""
    due = ticket.next_due_at
    if ticket.state != State.NEW or (due and due < now):
        return ""
    number = ticket.short_number
    if due is None:
        return _("Your case number is %(number)s. We’ll let you know as soon as there’s news.") % {"number": number}
    texts = {
        Kind.INQUIRY: _(
            "Your case number is %(number)s. We’ll look into it and get back to you with an answer by %(due)s. "
            "We’ll call you on this number with updates."
        ),
        Kind.OPINION: PASSED_ON,
        Kind.SUGGESTION: PASSED_ON,
    }
    default = _(
        "Your case number is %(number)s. We’ll look into it and get back to you with a solution by %(due)s. "
        "We’ll call you on this number with updates."
    )
    when = short_when(due, now) if (due - now).days < 6 else moment(due, now)
    return str(texts.get(Kind(ticket.kind), default)) % {"number": number, "due": when}

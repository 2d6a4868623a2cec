"""The texts of notifications: subject and body, rendered in the reader's language when they are shown or sent.

Each app has its texts in `NOTIFICATIONS` of its manifest. A text has placeholders as %(name)s. The params of a
notification hold no personal data that its reader may not see. Params that must not be stored are added when the mail
is sent, by the functions in `MAIL_PARAMS` of a manifest: ((template, function), …).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class Text:
    """name: the template that a notification stores. subject and body: lazy translations. by_person: somebody wrote it,
    so that a mail of it does not say that it is automatic."""

    name: str
    subject: Any
    body: Any
    by_person: bool = False


def text_of(name: str) -> Text:
    found: Text = next(text for text in contributions("NOTIFICATIONS") if text.name == name)
    return found


def render_text(name: str, params: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and body of a notification in a language."""
    text = text_of(name)
    with override(language or None):
        return str(text.subject) % params, str(text.body) % params

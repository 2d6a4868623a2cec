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
    """name: the template that a notification stores. subject and body: lazy translations."""

    name: str
    subject: Any
    body: Any


def render_text(name: str, params: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and body of a notification in a language."""
    text = next(text for text in contributions("NOTIFICATIONS") if text.name == name)
    with override(language or None):
        return str(text.subject) % params, str(text.body) % params

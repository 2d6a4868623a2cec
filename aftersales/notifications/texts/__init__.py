"""The texts of notifications: subject and body, put into the reader's language when shown or sent.

Each app has its own in `NOTIFICATIONS` of its manifest. A text names its placeholders as %(name)s; the params of a
notification hold no personal data beyond what the reader may see. What must not be stored at all is added when the mail
leaves, by the function that `MAIL_PARAMS` of a manifest names: ((template, function), …).
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from aftersales.store.contributions import contributions


@dataclass(frozen=True)
class Text:
    """name: the template that a notification stores. subject and body are lazy translations."""

    name: str
    subject: Any
    body: Any


def render_text(name: str, params: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and body of a notification in a language."""
    text = next(text for text in contributions("NOTIFICATIONS") if text.name == name)
    with override(language or None):
        return str(text.subject) % params, str(text.body) % params

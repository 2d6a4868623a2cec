"""The texts of notifications, by template name: subject and body, put into the reader's language when shown or sent.

Upper apps add theirs in their AppConfig.ready by `register`. A text names its placeholders as %(name)s;
the params of a notification hold no personal data beyond what the reader may see.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import override


@dataclass(frozen=True)
class Text:
    """subject and body are lazy translations."""

    subject: Any
    body: Any


_TEXTS: dict[str, Text] = {}


def register(name: str, *, subject: Any, body: Any) -> None:
    """Make a text known under a name."""
    _TEXTS[name] = Text(subject, body)


def render_text(name: str, params: dict[str, Any], language: str) -> tuple[str, str]:
    """Subject and body of a notification in a language."""
    text = _TEXTS[name]
    with override(language or None):
        return str(text.subject) % params, str(text.body) % params

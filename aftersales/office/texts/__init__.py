"""The texts of notices, by template name: subject and body, put into the reader's language when shown or sent.

Upper floors add theirs in their AppConfig.ready by `register`. A text names its placeholders as %(name)s;
the params of a notice hold no personal data beyond what the reader may see.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
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
    """Subject and body of a notice in a language."""
    text = _TEXTS[name]
    with override(language or None):
        return str(text.subject) % params, str(text.body) % params


register(
    "backup_failed",
    subject=_("The backup of %(when)s failed"),
    body=_("It is tried again by itself. What happened stands on the page of backups."),
)
register(
    "drill_failed",
    subject=_("The trial restore of %(when)s failed"),
    body=_(
        "The newest backup did not come back as it should. Make another one and look at what the page of backups says."
    ),
)
register(
    "backup_stale",
    subject=_("There is no good backup since %(when)s"),
    body=_("Look at the page of backups: what stopped them stands there, and a button makes one now."),
)

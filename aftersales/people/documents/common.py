"""What the printed documents of people share."""

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from aftersales.office.queries import company
from aftersales.render.blocks import Letterhead

LANGUAGES = dict(settings.LANGUAGES)


def language_of(asked: str | None) -> str:
    """The language that an address names (zh, zh-hans, en), else the user's."""
    if asked in ("zh", "zh-hans", "zh-Hans"):
        return "zh-hans"
    if asked in LANGUAGES:
        return str(asked)
    return "en" if translation.get_language() == "en" else "zh-hans"


def letterhead() -> Letterhead:
    return Letterhead(**company().letterhead)


def page(template: str, context: dict[str, object]) -> str:
    """The HTML of a document in the active language."""
    return render_to_string(template, context)

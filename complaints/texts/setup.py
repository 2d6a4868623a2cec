"""The words of what was changed in the set-up: fields, values that are codes, and why."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.store import dated
from aftersales.web.figures import listed
from aftersales.web.setup import words
from customers.enums import Channel

from ..enums import Kind, PromiseStart, PromiseUnit, Severity
from .rules import class_text, steps_text

SHOWN_WORDS = 6

DATES = {"effective_from": _("In effect from"), "effective_until": _("In effect until")}
SCOPE = {"kinds": _("Kinds"), "channels": _("Channels")}
# Of each model the fields that a reader understands.
FIELDS: dict[str, dict[str, Any]] = {
    "phrase": {
        "name": _("Title"),
        "name_en": _("English title"),
        "body": _("Text"),
        "body_en": _("English text"),
        **SCOPE,
        **DATES,
        "position": _("Place in the list"),
        "is_active": _("In use"),
    },
    "assignmentrule": {
        "region": _("Region"),
        "category": _("Product category"),
        "kind": _("Kind"),
        "owner": _("Goes to the person"),
        "department": _("Or to the department"),
        "priority": _("Priority"),
        **DATES,
        "is_active": _("In use"),
    },
    "promiserule": {
        "code": _("Promise"),
        **SCOPE,
        "quality_class": _("Quality class"),
        "amount": _("Amount of time"),
        "unit": _("Unit"),
        "starts": _("The clock starts"),
        "warn_percent": _("Warn the owner after (percent)"),
        "gm_after_percent": _("Tell the general manager after (percent)"),
        **DATES,
    },
    "authorityrule": {
        "remedy": _("Remedy"),
        "kind": _("Kind"),
        "tier": _("Tier"),
        "above": _("Over"),
        "up_to": _("Up to"),
        "steps": _("Who decides"),
        "priority": _("Priority"),
        "is_active": _("In use"),
        **DATES,
    },
    "riskrule": {
        "level": _("Who is told, besides the owner"),
        "parameters": _("Looks for"),
        **DATES,
        "is_active": _("In use"),
    },
}


def parameters_text(values: dict[str, Any]) -> str:
    """The figures and words that a rule of risk looks for, on one line."""
    parts = []
    if "count" in values:
        parts.append(gettext("%(count)s times") % values)
    if "days" in values:
        parts.append(gettext("%(days)s days") % values)
    parts += [str(Severity(value).label) for value in values.get("severities", [])]
    heard = values.get("words", [])
    parts += heard[:SHOWN_WORDS] + (["…"] if len(heard) > SHOWN_WORDS else [])
    return listed(parts)


WORDS: dict[str, Callable[[Any], str]] = {
    "kinds": lambda values: words(values, Kind),
    "channels": lambda values: words(values, Channel),
    "parameters": parameters_text,
    "steps": steps_text,
    "quality_class": class_text,
    "unit": lambda value: str(PromiseUnit(value).label),
    "starts": lambda value: str(PromiseStart(value).label),
}
REASONS: dict[str, Any] = {"default": _("What the house started with"), **dated.REASONS}


def reason_of(text: str) -> str:
    """A stored reason in the reader's language; what somebody wrote is shown as it was written."""
    code = text.split(" ", 1)[0]
    return str(REASONS.get(text) or (REASONS[code] if code == "instead" else text))

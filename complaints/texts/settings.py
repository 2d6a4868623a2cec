"""The texts of the history of settings: fields, values and reasons."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.store import dated
from aftersales.web.figures import listed
from aftersales.web.settings_pages import words
from customers.enums import Channel

from ..enums import DutyPair, Kind, Severity, SlaUnit
from .rules import class_text, steps_text

SHOWN_WORDS = 6
SHOWN_LETTERS = 24

DATES = {"effective_from": _("Effective from"), "effective_until": _("Effective until")}
SCOPE = {"kinds": _("Types"), "channels": _("Channels")}
# The fields of each model that make sense to a user.
FIELDS: dict[str, dict[str, Any]] = {
    "cannedreply": {
        "name": _("Title"),
        "name_en": _("English title"),
        "body": _("Text"),
        "body_en": _("English text"),
        **SCOPE,
        **DATES,
        "position": _("Sort order"),
        "is_active": _("Active"),
    },
    "tag": {"name": _("Tag"), "is_active": _("Active"), "merged_into": _("Merged into")},
    "assignmentrule": {
        "region": _("Region"),
        "category": _("Product category"),
        "kind": _("Type"),
        "owner": _("Assign to person"),
        "department": _("Or department"),
        "priority": _("Priority"),
        **DATES,
        "is_active": _("Active"),
    },
    "slapolicy": {
        "code": _("SLA target"),
        **SCOPE,
        "quality_class": _("Quality class"),
        "amount": _("Duration"),
        "unit": _("Unit"),
        "warn_percent": _("Warn the owner after (percent)"),
        "gm_after_percent": _("Notify the general manager after (percent)"),
        **DATES,
    },
    "authorityrule": {
        "remedy": _("Remedy"),
        "kind": _("Type"),
        "tier": _("Tier"),
        "above": _("Over"),
        "up_to": _("Up to"),
        "steps": _("Approvers"),
        "case_days": _("Case period in days"),
        "separate_duties": _("Segregation of duties"),
        "priority": _("Priority"),
        "is_active": _("Active"),
        **DATES,
    },
    "riskrule": {
        "level": _("Also notify"),
        "parameters": _("Trigger"),
        **DATES,
        "is_active": _("Active"),
    },
}


def shortened(phrase: str) -> str:
    """A phrase as it fits into a line."""
    return phrase if len(phrase) <= SHOWN_LETTERS else f"{phrase[:SHOWN_LETTERS]}…"


def parameters_text(values: dict[str, Any]) -> str:
    """The numbers and words that a risk rule looks for, on one line."""
    parts = []
    if "count" in values:
        parts.append(gettext("%(count)s times") % values)
    if "days" in values:
        parts.append(gettext("%(days)s days") % values)
    parts += [str(Severity(value).label) for value in values.get("severities", [])]
    heard = values.get("words", [])
    # A long list says nothing on one line; the page of the rule shows it.
    many = gettext("%(count)s phrases") % {"count": len(heard)}
    parts += [many] if len(heard) > SHOWN_WORDS else [shortened(phrase) for phrase in heard]
    return listed(parts)


WORDS: dict[str, Callable[[Any], str]] = {
    "kinds": lambda values: words(values, Kind),
    "channels": lambda values: words(values, Channel),
    "parameters": parameters_text,
    "steps": steps_text,
    "separate_duties": lambda values: words(values, DutyPair),
    "quality_class": class_text,
    "unit": lambda value: str(SlaUnit(value).label),
}
REASONS: dict[str, Any] = {"default": _("Initial settings"), "merged": _("Merged"), **dated.REASONS}


def reason_of(text: str) -> str:
    """A stored reason in the user's language. What a user wrote is shown as it was written."""
    code = text.split(" ", 1)[0]
    return str(REASONS.get(text) or (REASONS[code] if code == "instead" else text))

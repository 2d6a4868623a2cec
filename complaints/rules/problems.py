"""What a complaint is about, by its words: the kinds of problem_kinds.py, with names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from .phrases import GAP, OR, STOPS, normalized
from .problem_kinds import KINDS

# In the order of problem_kinds.KINDS.
NAMES = (
    _("Leaks water"),
    _("Door or seal not tight"),
    _("Electric shock, trips the breaker"),
    _("Does not cool"),
    _("Does not heat"),
    _("Temperature unstable or off"),
    _("Does not ignite"),
    _("Readings wrong or drifting"),
    _("Display dark"),
    _("Does not switch on"),
    _("Noise"),
    _("Alarms"),
    _("Buttons or panel do not respond"),
    _("Does not print"),
    _("Does not turn"),
    _("Smells"),
    _("Data export fails"),
    _("Sensor or probe"),
    _("Invoice"),
    _("Parts missing"),
    _("Nobody came"),
    _("Not reachable"),
    _("Damaged"),
    _("Wrong goods"),
    _("Attitude or late"),
    _("Overcharged"),
    _("Rust"),
    _("Carbon dioxide off"),
    _("Remote control"),
)
OTHER = len(NAMES)
# Tickets keep the number of their kind, so new kinds go to the end; `manage.py index_search` numbers all tickets anew.
CHOICES = [*((str(number), name) for number, name in enumerate(NAMES)), (str(OTHER), _("Other"))]


def name_of(kind: int) -> str:
    """The name of a kind; of those that no kind names, "Other"."""
    return str(NAMES[kind]) if 0 <= kind < OTHER else str(_("Other"))


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """All phrases of a kind as one pattern, because a page reads hundreds of complaints: words of which one is enough,
    and between the parts of a phrase up to some signs of the same sentence."""
    gap = f"[^{re.escape(STOPS)}]{{0,40}}?"
    return re.compile("|".join(gap.join(_any(part) for part in phrase.split(GAP)) for phrase in phrases))


def _any(words: str) -> str:
    """Chinese is found anywhere, Latin letters as whole words."""
    return "(?:" + "|".join(rf"\b{re.escape(w)}\b" if w.isascii() else re.escape(w) for w in words.split(OR)) + ")"


PATTERNS = [_pattern(phrases) for phrases in KINDS]


def kind_of(text: str) -> int:
    """The number of the first kind that the text names; OTHER if it names none."""
    plain = normalized(text)
    return next((number for number, pattern in enumerate(PATTERNS) if pattern.search(plain)), OTHER)


def kind_of_complaint(found: str, subject: str, description: str) -> int:
    """The kind of a complaint: by the problem that was found, else by what the customer said."""
    for text in (found, subject, description):
        if text.strip() and (kind := kind_of(text)) != OTHER:
            return kind
    return OTHER

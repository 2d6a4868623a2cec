"""What earlier like decisions granted, as a strip of dots and a sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from aftersales.web.figures import listed, money, percent, sentences

from ..rules.precedent import Case, Precedent

# Of the drawing, in its own units: dots lie between LEFT and RIGHT, the refused ones at NO.
NO, LEFT, RIGHT, FLOOR, APART = 22, 70, 520, 58, 12
STACK, TALLEST = 13, 52
LISTED = 3


@dataclass(frozen=True)
class Dot:
    x: int
    y: int


@dataclass(frozen=True)
class Label:
    """A text at x. away: how far it stands from the line that it names."""

    x: int
    text: str
    anchor: str = "middle"

    @property
    def away(self) -> int:
        return {"end": -8, "start": 8}.get(self.anchor, 0)


@dataclass(frozen=True)
class Strip:
    """The drawing. refused: marks of what was rejected. middle: x and width of the middle half. said: it in words."""

    dots: list[Dot]
    refused: list[Dot]
    middle: tuple[int, int] | None
    median: Label | None
    asked: Label
    top: int
    said: str

    @property
    def height(self) -> int:
        return FLOOR + 30 - self.top

    @property
    def tall(self) -> int:
        return FLOOR - self.top


@dataclass(frozen=True)
class LikeDecision:
    url: str
    number: str
    granted: str
    subject: str
    at: datetime | None


@dataclass(frozen=True)
class PrecedentPage:
    """The section of the page. listed, more: the decisions, the latest three first."""

    title: str
    text: str
    strip: Strip
    listed: list[LikeDecision]
    more: list[LikeDecision]


def precedent_page(found: Precedent | None) -> PrecedentPage | None:
    if found is None:
        return None
    decisions = [_decision(case) for case in found.cases]
    return PrecedentPage(_title(found), _text(found), _strip(found), decisions[:LISTED], decisions[LISTED:])


def _title(found: Precedent) -> str:
    count = {"count": len(found.cases)}
    if found.is_same_product:
        if found.in_shares:
            return _("Decisions on this product: last %(count)s, approved share of price") % count
        return _("Decisions on this product: last %(count)s, approved amount") % count
    if found.in_shares:
        return _("Like decisions: last %(count)s, approved share of price") % count
    return _("Like decisions: last %(count)s, approved amount") % count


def _text(found: Precedent) -> str:
    granted = _("%(count)s approved, %(refused)s rejected.") % {"count": len(found.values), "refused": found.refused}
    places = {
        "below": _("This one is below the middle half."),
        "within": _("This one is within the middle half."),
        "above": _("This one is above the middle half."),
    }
    same = _("As much as in %(count)s of them.") % {"count": found.same} if found.same else ""
    return sentences(granted, places.get(found.place, ""), same)


def written(value: Decimal, found: Precedent) -> str:
    return percent(value, 0) if found.in_shares else money(value, "short")


def _strip(found: Precedent) -> Strip:
    full = max([*found.values, found.asked, Decimal(1) if found.in_shares else Decimal(0)]) or Decimal(1)

    def at(value: Decimal) -> int:
        return LEFT + round((RIGHT - LEFT) * value / full)

    places = [at(value) for value in sorted(found.values)]
    most = max([*Counter(x // APART for x in places).values(), found.refused, 2])
    step = min(STACK, TALLEST // (most - 1))
    levels: Counter[int] = Counter()

    def stacked(x: int) -> Dot:
        levels[x // APART] += 1
        return Dot(x, FLOOR - 9 - step * (levels[x // APART] - 1))

    dots = [stacked(x) for x in places]
    refused = [stacked(NO) for _each in range(found.refused)]
    middle = None
    if found.middle:
        low, high = (at(value) for value in found.middle)
        middle = low - 8, high - low + 16
    median = None
    if found.median is not None:
        text = _("Median %(value)s") % {"value": written(found.median, found)}
        x = at(found.median)
        median = Label(x, text, "end" if x > (LEFT + RIGHT) / 2 else "start")
    asked = at(found.asked)
    text = _("This one %(value)s") % {"value": written(found.asked, found)}
    anchor = "end" if asked > RIGHT - 60 else "middle" if asked > LEFT + 60 else "start"
    top = min([dot.y for dot in (*dots, *refused)], default=FLOOR) - 24
    said = listed([_text(found), median.text if median else "", text])
    return Strip(dots, refused, middle, median, Label(asked, text, anchor), min(top, 0), said)


def _decision(case: Case) -> LikeDecision:
    ticket = case.key.proposal.ticket
    return LikeDecision(
        url=case.key.get_absolute_url(),
        number=ticket.short_number,
        granted=money(case.amount, "short") if case.granted else case.key.get_state_display(),
        subject=ticket.subject,
        at=case.decided_at,
    )

"""How figures of rounds are said: value, margin, change, and whether it is significant."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from ..models import Figure


def number(value: float | None, places: int = 1) -> str:
    return "–" if value is None else f"{value:z.{places}f}".replace("-", "−")


def signed(value: float | None, places: int = 1) -> str:
    return "–" if value is None else f"{value:+z.{places}f}".replace("-", "−")


def margin(figure: Figure, places: int = 1) -> str:
    """Half the interval, as "± 1.4"."""
    if figure.low is None or figure.high is None:
        return ""
    return f"± {(figure.high - figure.low) / 2:.{places}f}"


def points(share: float) -> str:
    """A margin as percentage points: "±4.0%"."""
    return f"±{100 * share:.1f}%"


@dataclass(frozen=True)
class Change:
    """A change since the round before. tone: done or late if it is significant, 2nd if not. verdict: with its
    direction; short: beside an arrow."""

    amount: str
    icon: str
    tone: str
    verdict: str

    @property
    def signed(self) -> str:
        """With its direction, as "+2.4"."""
        return {"up": "+", "dn": "−"}.get(self.icon, "") + self.amount

    @property
    def short(self) -> str:
        return self.verdict if self.tone == "2nd" else _("significant")


def change_of(figure: Figure, places: int = 1) -> Change | None:
    """None if there is nothing to compare with."""
    if figure.change is None:
        return None
    up = figure.change > 0
    icon = "" if round(figure.change, places) == 0 else "up" if up else "dn"
    if not figure.is_significant:
        return Change(number(abs(figure.change), places), icon, "2nd", _("within the margin"))
    verdict = _("up, significant") if up else _("down, significant")
    return Change(number(abs(figure.change), places), icon, "done" if up else "late", verdict)

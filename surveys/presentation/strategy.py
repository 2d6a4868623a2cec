"""The third reading of a round: why do they recommend us or not, and did our measures help?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from aftersales.web.figures import sentences

from ..queries.results import Results
from ..rules.integrity import is_shown
from ..rules.scores import percentage
from .words import Change, change_of, margin, number, signed

GROUPS = (
    ("share:promoters", "pro", gettext_lazy("Promoters")),
    ("share:passives", "pas", gettext_lazy("Passives")),
    ("share:detractors", "det", gettext_lazy("Detractors")),
)
STEPS = (
    ("frame", gettext_lazy("In the frame")),
    ("drawn", pgettext_lazy("survey", "Drawn")),
    ("invited", pgettext_lazy("survey", "Invited")),
    ("reached", gettext_lazy("Reached")),
    ("complete", pgettext_lazy("survey", "Complete")),
)
MOVES = (
    ("better", gettext_lazy("Better"), "up", "done", "g"),
    ("same", gettext_lazy("The same"), "", "2nd", "n"),
    ("worse", gettext_lazy("Worse"), "dn", "late", "r"),
)
WHOLE = 62.0  # percent of the width of the funnel
FULL = 80.0  # percent of half the width: 100 percent of the texts


@dataclass(frozen=True)
class Side:
    """A share of the texts of one group with its interval; positions in percent of half the width."""

    value: str
    width: str
    low: str
    high: str
    text: str

    @property
    def left(self) -> str:
        return f"{100 - float(self.width):.2f}"

    @property
    def left_low(self) -> str:
        return f"{100 - float(self.low):.2f}"

    @property
    def left_high(self) -> str:
        return f"{100 - float(self.high):.2f}"

    @property
    def left_text(self) -> str:
        return f"{100 - float(self.text):.2f}"


@dataclass(frozen=True)
class Theme:
    word: str
    pro: Side | None
    det: Side | None


@dataclass(frozen=True)
class Part:
    """A part of the bar of promoters, passives, detractors."""

    kind: str
    name: str
    value: str
    x: str
    width: str


@dataclass(frozen=True)
class Step:
    name: str
    count: int
    share: str
    width: str


@dataclass(frozen=True)
class Move:
    """Customers of both rounds who are better, the same, or worse. kind: the class of the bar."""

    name: str
    count: str
    icon: str
    tone: str
    kind: str
    width: str


@dataclass(frozen=True)
class Strategy:
    headline: str
    themes: list[Theme]
    pro_n: int
    det_n: int
    nps: str
    nps_margin: str
    nps_change: Change | None
    parts: list[Part]
    before: list[Part]
    funnel: list[Step]
    moves: list[Move]
    moved: str


def strategy_of(found: Results) -> Strategy:
    nps = found.figure("nps")
    themes = (found.path.themes if found.path else {}) or {}
    rows = [_theme(row, themes) for row in themes.get("rows", ())]
    now = [(kind, str(name), found.figure(code)) for code, kind, name in GROUPS]
    return Strategy(
        headline=_headline(found, themes),
        themes=rows,
        pro_n=themes.get("pro", 0),
        det_n=themes.get("det", 0),
        nps=signed(nps.value) if nps else "–",
        nps_margin=margin(nps) if nps else "",
        nps_change=change_of(nps) if nps else None,
        parts=_parts([(kind, name, row.value if row else None) for kind, name, row in now]),
        before=_parts([(kind, name, row.was if row else None) for kind, name, row in now]),
        funnel=_funnel(found),
        moves=_moves(found),
        moved=_moved(found),
    )


def _headline(found: Results, themes: dict[str, Any]) -> str:
    nps = found.figure("nps")
    if nps is None:
        return _("Too few answers to say who recommends us.")
    rows = themes.get("rows", [])
    pro, det = themes.get("pro", 0), themes.get("det", 0)
    told = [row for row in rows if is_shown(pro) and is_shown(det)]
    if not told:
        return _("NPS %(value)s; too few texts to say why.") % {"value": signed(nps.value)}
    best = max(told, key=lambda row: row["pro"] / pro - row["det"] / det)
    worst = min(told, key=lambda row: row["pro"] / pro - row["det"] / det)
    if best is worst:
        return _("NPS %(value)s; all texts are about “%(theme)s”.") % {
            "value": signed(nps.value),
            "theme": best["theme"],
        }
    params = {"best": best["theme"], "worst": worst["theme"]}
    return _("Promoters write about “%(best)s”, detractors about “%(worst)s”.") % params


def _theme(row: dict[str, Any], themes: dict[str, Any]) -> Theme:
    return Theme(row["theme"], _side(row["pro"], themes["pro"]), _side(row["det"], themes["det"]))


def _side(hits: int, n: int) -> Side | None:
    score = percentage(hits, n) if is_shown(n) else None
    if score is None:
        return None
    width, low, high = (f"{FULL * value / 100:.2f}" for value in (score.value, score.low, score.high))
    return Side(f"{score.value:.0f}%", width, low, high, f"{FULL * score.high / 100 + 1:.2f}")


def _parts(values: list[tuple[str, str, float | None]]) -> list[Part]:
    if any(value is None for _kind, _name, value in values):
        return []
    parts, start = [], 0.0
    for kind, name, value in values:
        parts.append(Part(kind, name, f"{number(value)}%", f"{start:.2f}%", f"{value or 0:.2f}%"))
        start += value or 0.0
    return parts


def _funnel(found: Results) -> list[Step]:
    counts = [(str(name), found.count(f"funnel:{code}")) for code, name in STEPS]
    most = max((count for _name, count in counts), default=0)
    drawn = found.count("funnel:drawn") or found.count("funnel:invited")
    return [
        Step(
            name,
            count,
            f"{number(100 * count / drawn)}%" if drawn and place > 1 else "",
            f"{WHOLE * count / most:.2f}%" if most else "0%",
        )
        for place, (name, count) in enumerate(counts)
        if count or place
    ]


def _moves(found: Results) -> list[Move]:
    rows = {code: found.figures.get(("all", "", f"moves:{code}")) for code, *_rest in MOVES}
    known = {code: row for code, row in rows.items() if row is not None}
    most = max((row.n or 0 for row in known.values()), default=0) or 1
    return [
        Move(
            str(name),
            "<5" if known[code].is_hidden else str(known[code].n or 0),
            icon,
            tone,
            kind,
            f"{FULL * (known[code].n or 0) / most:.2f}%",
        )
        for code, name, icon, tone, kind in MOVES
        if code in known
    ]


def _moved(found: Results) -> str:
    """The tests of the same customers in words."""
    return sentences(_groups(found), _paired(found))


def _paired(found: Results) -> str:
    """By how much their overall index changed."""
    row = found.figure("moves:index")
    if row is None or row.p is None:
        return ""
    params = {"n": row.n, "change": signed(row.value, 1), "margin": margin(row), "p": f"{row.p:.2f}"}
    if row.is_significant:
        return _("Index of these %(n)s customers %(change)s %(margin)s, significant (paired t, p %(p)s).") % params
    return _("Index of these %(n)s customers %(change)s %(margin)s, within the margin (paired t, p %(p)s).") % params


def _groups(found: Results) -> str:
    """Whether more of them got better than worse."""
    better, worse = found.figures.get(("all", "", "moves:better")), found.figures.get(("all", "", "moves:worse"))
    if better is None or worse is None or better.p is None or better.n is None or worse.n is None:
        return ""
    params = {"count": abs(better.n - worse.n), "p": f"{better.p:.2f}"}
    if better.is_significant:
        words = _("%(count)s more got better than worse, significant (p %(p)s).")
        return (
            words if better.n > worse.n else _("%(count)s more got worse than better, significant (p %(p)s).")
        ) % params
    return _("As many got better as worse, within the margin (p %(p)s).") % params

"""What the page of a round shows: the answer first, then steps, funnel, forecast, strata (S1, S4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from aftersales.web.moments import day, moment

from ..enums import Loss, RoundState
from ..models import Round
from ..queries import rounds as queries
from ..queries.calls import call_counts
from ..rules.forecast import Forecast, forecast, pace
from ..rules.quarters import quarter_name
from ..rules.sampling import margin_of
from .round_chart import chart
from .words import points

LOW_RATE = 40  # percent; strata below it are set off
BAR = 70.0  # percent of the width that the longest bar has
TONES = {
    RoundState.PLANNED: "",
    RoundState.OPEN: "info",
    RoundState.CLOSED: "due",
    RoundState.COMPUTED: "done",
    RoundState.REPORTED: "done",
    RoundState.CANCELLED: "",
}


def short(digits: str) -> str:
    """A hash as a person compares it: the first and last digits."""
    return f"{digits[:8]}…{digits[-4:]}" if len(digits) > 16 else digits


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f}%" if whole else "–"


@dataclass(frozen=True)
class Bar:
    """A line of the funnel. width, need: in percent of the picture; lost: what the next line lacks, in words."""

    name: str
    count: int
    share: str
    width: str
    tone: str
    lost: list[str]
    need: str = ""


def title(round: Round) -> str:
    return _("Survey, %(quarter)s") % {"quarter": quarter_name(round.quarter)}


def days_text(round: Round, now: datetime) -> str:
    last = company_date(round.closes_at - timedelta(seconds=1))
    return f"{day(company_date(round.opens_at), now)} – {day(last, now)}"


def facts_text(round: Round, now: datetime) -> list[str]:
    kind = _("anonymous") if round.is_anonymous else _("named")
    version = _("questionnaire v%(version)s") % {"version": round.questionnaire.version}
    return [days_text(round, now), kind, version, _("runs by itself")]


def round_rows(found: Any, now: datetime) -> list[dict[str, Any]]:
    """The lines of the list of rounds."""
    return [
        {
            "round": row,
            "title": title(row),
            "days": days_text(row, now),
            "state": row.get_state_display(),
            "tone": TONES[RoundState(row.state)],
            "answers": row.answers if row.frozen_at else None,
            "rate": percent(row.answers, row.sample_size) if row.sample_size else "",
            "margin": points(margin_of(row.answers, row.population)) if row.answers else "",
        }
        for row in found
    ]


def running(round: Round, now: datetime) -> dict[str, Any]:
    """The context of the page of a round whose frame is frozen."""
    found = queries.funnel(round)
    lines = queries.strata(round)
    curve = queries.answers_by_day(round, now)
    expected = _forecast(round, found, now)
    return {
        "answer": _answer(round, found, expected),
        "low": _low_words(lines) if round.state == RoundState.OPEN else "",
        "steps": steps(round, found, now),
        "funnel": _bars(round, found),
        "lines": [_stratum(line) for line in lines],
        "total": _total(round, found),
        "chart": chart(round, curve, expected, now),
        "calls": call_counts(round),
        "by_hand": found.changed_addresses,
        "letters": found.letters,
        "low_rate": LOW_RATE,
    }


def _forecast(round: Round, found: queries.Funnel, now: datetime) -> Forecast:
    if round.state != RoundState.OPEN:
        return Forecast(found.answered, 0)
    part = (now - round.opens_at) / (round.closes_at - round.opens_at)
    still_open = found.invited - found.answered - found.refused - found.void - found.not_reached
    share = pace(queries.earlier_curves(round), part)
    return forecast(found.answered, still_open, float(round.expected_rate), share)


def _answer(round: Round, found: queries.Funnel, expected: Forecast) -> tuple[str, str]:
    """Will this round be exact enough: the verdict, and where it stands."""
    wanted, reached = points(float(round.margin)), points(margin_of(found.answered, round.population))
    today = _("Today %(count)s answers, %(margin)s.") % {"count": found.answered, "margin": reached}
    if round.state != RoundState.OPEN:
        words = _("Reached %(margin)s, inside the %(wanted)s target.")
        if found.answered < round.needed:
            words = _("Reached %(margin)s, short of the %(wanted)s target.")
        last = _("%(count)s of %(drawn)s answered.") % {"count": found.answered, "drawn": found.drawn}
        return words % {"margin": reached, "wanted": wanted}, last
    margin = points(margin_of(expected.answers, round.population))
    if expected.low >= round.needed:
        words = _("On course for %(margin)s, inside the %(wanted)s target.")
    elif expected.high >= round.needed:
        words = _("Close: %(margin)s expected, the target is %(wanted)s.")
    else:
        words = _("Probably not exact enough: %(margin)s expected, the target is %(wanted)s.")
    return words % {"margin": margin, "wanted": wanted}, today


def _low_words(lines: list[queries.StratumLine]) -> str:
    low = [" · ".join(_stratum_parts(line)) for line in lines if line.drawn and line.rate < LOW_RATE]
    if not low or len(low) == len(lines):
        return ""
    return _("Fewer answer here: %(strata)s.") % {"strata": listed(low[:3])}


def steps(round: Round, found: queries.Funnel, now: datetime) -> list[dict[str, str]]:
    """The steps of a round, each with its date or count."""
    is_open = round.state == RoundState.OPEN
    over = round.closed_at is not None
    reminders = [at for at in (round.first_reminder_at, round.second_reminder_at) if at]
    upcoming = next((at for at in reminders if at > now), None)
    reminding = "now" if is_open and found.waiting == 0 else "done" if over else "next"
    drawn = _("%(drawn)s of %(all)s") % {"drawn": found.drawn, "all": round.population}
    return [
        {"label": _("Frame frozen"), "note": moment(round.frozen_at, now), "state": "done"},
        {"label": _("Sample drawn"), "note": drawn, "state": "done"},
        {
            "label": pgettext("survey", "Invited"),
            "note": str(found.invited),
            "state": "done" if found.waiting == 0 or over else "now",
        },
        {"label": _("Reminding"), "note": moment(upcoming, now) if upcoming else "", "state": reminding},
        {
            "label": pgettext("survey", "Close"),
            "note": moment(round.closes_at, now),
            "state": "done" if over else "next",
        },
        {
            "label": _("Compute, report"),
            "note": moment(round.computed_at, now) if round.computed_at else "",
            "state": "done" if round.computed_at else "now" if over else "next",
        },
    ]


def _bars(round: Round, found: queries.Funnel) -> list[Bar]:
    """Every percentage is of those drawn."""
    labels = dict(Loss.choices)
    losses = [f"{labels[Loss(code)]} {count}" for code, count in found.losses.items() if count]
    losses += [_("still to be invited %(count)s") % {"count": found.waiting}] if found.waiting else []
    unopened = found.invited - found.reached
    not_opened = [_("not opened or reached %(count)s") % {"count": unopened}] if unopened else []
    not_opened += [_("called in vain %(count)s") % {"count": found.not_reached}] if found.not_reached else []
    rest = max(0, found.reached - found.begun - found.refused - found.answered)
    open_words = ((rest, _("not begun")), (found.begun, _("half done")), (found.refused, _("refused")))
    left = [f"{word} {count}" for count, word in open_words if count]
    missing = round.needed - found.answered
    needed = _("Line: %(needed)s are needed for %(margin)s") % {
        "needed": round.needed,
        "margin": points(float(round.margin)),
    }
    to_go = _("%(count)s to go") % {"count": missing}
    last = [_(", ").join([needed, to_go]) if missing > 0 else needed]
    counts = [
        (pgettext("survey", "Drawn"), found.drawn, "d1", losses),
        (pgettext("survey", "Invited"), found.invited, "d2", not_opened),
        (_("Reached"), found.reached, "d3", left),
        (pgettext("survey", "Complete"), found.answered, "d4", last),
    ]
    return [
        Bar(
            name,
            count,
            percent(count, found.drawn) if tone != "d1" else "",
            _width(count, found.drawn),
            tone,
            lost,
            _width(round.needed, found.drawn) if tone == "d4" and round.needed <= found.drawn else "",
        )
        for name, count, tone, lost in counts
    ]


def _width(part: int, whole: int) -> str:
    return f"{BAR * part / whole if whole else 0:.2f}%"


def _stratum_name(line: queries.StratumLine) -> str:
    """East, important customer"""
    return _(", ").join(_stratum_parts(line))


def _stratum_parts(line: queries.StratumLine) -> list[str]:
    return [str(line.region or _("No region")), str(line.tier_name)]


def _stratum(line: queries.StratumLine) -> dict[str, Any]:
    return {
        "name": _stratum_name(line),
        "line": line,
        "rate": f"{line.rate:.0f}%",
        "bar": round(0.4 * min(100.0, line.rate)),
        "is_low": bool(line.drawn) and line.rate < LOW_RATE,
        "weight": f"{line.weight:.2f}" if line.weight is not None else "–",
    }


def _total(round: Round, found: queries.Funnel) -> dict[str, Any]:
    rate = 100 * found.answered / found.drawn if found.drawn else 0.0
    return {
        "population": round.population,
        "drawn": found.drawn,
        "complete": found.answered,
        "rate": f"{rate:.0f}%",
        "bar": int(0.4 * rate),
    }

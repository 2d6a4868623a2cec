"""What the page of the radar shows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import listed, percent, sentences
from aftersales.web.moments import moment
from aftersales.web.verbs import Verb
from surveys.permissions import READERS as SURVEY_READERS
from surveys.queries.verbatims import asked_verbatims, themes

from ..enums import Level, SignalState
from ..models import RadarSignal
from ..queries import signals as found
from ..rules.proven import (
    ANY_DAY,
    AT_LEAST,
    AT_LEAST_ANY_DAY,
    BY_RATE,
    DETECTED,
    FALSE_ALARMS,
    FALSE_ALARMS_SCATTERED,
    USUAL,
)
from ..rules.scan import once_in
from .drawing import Spark, curve, spark_of

FALLEN = timedelta(days=30)
SHOWN = 5
WORDS = 4
TONES = {Level.ALARM: "late", Level.LOOK: "due"}
JUDGED = {
    SignalState.NEW: "due",
    SignalState.SEEN: "now",
    SignalState.INVESTIGATED: "done",
    SignalState.DISMISSED: "paused",
}


@dataclass(frozen=True)
class Line:
    """A signal as the page shows it. count: the tickets behind it now; times: "3.1", or "" where there were none
    before; sure: how likely chance is; note: what people made of it."""

    signal: RadarSignal
    level: Level
    tone: str
    word: str
    theme: str
    where: str
    spark: Spark
    times: str
    count: int
    url: str
    sure: str
    note: str
    note_tone: str
    offers: list[Verb]


def radar_page(user: User, now: datetime, verbs: Iterable[Verb] = ()) -> dict[str, Any]:
    """The values of the template, in a constant number of queries. verbs: those of a signal."""
    run = found.last_run()
    signals = list(found.rising())
    counts = found.counts_behind(signals, user)
    limit = run.limit if run else 0.0
    lines = [line_of(signal, counts[signal.pk], limit, _allowed(verbs, user, signal)) for signal in signals]
    year = found.year_of(run, now)
    return {
        "now": now,
        "run": run,
        "facts": _facts(run),
        "answer": _answer(lines),
        "record": _record(year),
        "lines": lines,
        "fallen": [_fallen(row) for row in found.fallen_since(company_date(now) - FALLEN)[:SHOWN]],
        "words": _words(user),
        "told": [_told(row) for row in found.judged_in(year)[:SHOWN]],
        "year": year,
        "wrong": _wrong(run),
        "curve": curve(DETECTED),
        "blind": _blind(),
        "by_rate": [(rate, percent(share, 0), percent(ANY_DAY[rate], 0)) for rate, share in BY_RATE.items()],
    }


def _allowed(verbs: Iterable[Verb], user: User, signal: RadarSignal) -> list[Verb]:
    return [verb for verb in verbs if verb.allowed(user, signal)]


def line_of(signal: RadarSignal, count: int, limit: float, offers: list[Verb]) -> Line:
    """limit: the chance below which it is an alarm this week. One that was an alarm before may have come closer."""
    note, tone = _note(signal)
    level = Level.ALARM if signal.level == Level.ALARM and signal.chance <= limit else Level.LOOK
    return Line(
        signal=signal,
        level=level,
        tone=TONES[level],
        word=str(level.label),
        theme=signal.theme,
        where=where_of(signal),
        spark=spark_of(signal),
        times=f"{signal.count / signal.usual:.1f}" if signal.usual >= 0.05 else "",
        count=count,
        url=found.tickets_url(signal),
        sure=once_words(signal.chance),
        note=note,
        note_tone=tone,
        offers=offers,
    )


def where_of(signal: RadarSignal) -> str:
    """The product, batch and region; what is not limited is said."""
    product = signal.product.code if signal.product else _("all products")
    batch = _("batch %(batch)s") % {"batch": signal.batch} if signal.batch else ""
    return listed([product, *filter(None, [batch]), str(signal.region) if signal.region else _("all regions")])


def once_words(chance: float) -> str:
    times = once_in(chance)
    if times >= 1_000_000:
        return _("less than 1 in a million")
    return _("1 in %(times)s") % {"times": f"{times:,}"}


def _note(signal: RadarSignal) -> tuple[str, str]:
    """What people made of it, and its tone."""
    if signal.state == SignalState.INVESTIGATED and signal.investigation:
        return signal.investigation.number, ""
    if signal.state == SignalState.SEEN:
        return _("%(who)s looks at it") % {"who": signal.judged_by}, ""
    if signal.state == SignalState.DISMISSED:
        return _("dismissed: %(why)s") % {"why": signal.reason}, ""
    return (_("nobody is on it yet"), "late") if signal.level == Level.ALARM else ("", "")


def _facts(run: Any) -> list[str]:
    if run is None:
        return [_("Theme × product × batch × region")]
    watched = _("%(n)s series, each against its own past") % {"n": f"{run.series:,}"}
    week = _("up to week %(week)s") % {"week": run.week.isocalendar().week}
    return [_("Theme × product × batch × region"), watched, week]


def _answer(lines: list[Line]) -> tuple[str, str]:
    """What rises, in a sentence, and how much else is worth a look."""
    alarms = [line for line in lines if line.tone == TONES[Level.ALARM]]
    looks = len(lines) - len(alarms)
    if alarms:
        what = listed(_("%(theme)s (%(where)s)") % {"theme": row.theme, "where": row.where} for row in alarms[:3])
        first = _("Really rising: %(what)s.") % {"what": what}
    else:
        first = _("Nothing rises beyond what chance explains.")
    return first, _("Worth a look besides: %(count)s.") % {"count": looks} if looks else ""


def _record(year: int) -> str:
    """How often the radar was right this year."""
    told = found.record_of(year)
    if not told.told:
        return _("No alarm in %(year)s so far.") % {"year": year}
    facts = {"year": year, "told": told.told, "right": told.investigated, "wrong": told.dismissed}
    return _("Alarms in %(year)s: %(told)s, of which %(right)s investigated and %(wrong)s dismissed.") % facts


def _fallen(row: RadarSignal) -> dict[str, Any]:
    ended = moment(company_date(row.ended_at)) if row.ended_at else ""
    return {"title": row.theme, "where": where_of(row), "side": ended, "state": "done"}


def _told(row: RadarSignal) -> dict[str, Any]:
    number = row.investigation.number if row.investigation else row.reason
    return {
        "title": row.theme,
        "where": sentences(where_of(row), str(number)) if number else where_of(row),
        "side": str(row.get_state_display()),
        "state": JUDGED[SignalState(row.state)],
        "url": found.tickets_url(row),
    }


def _words(user: User) -> dict[str, Any] | None:
    """What recurs in the comments of surveys this quarter. They have no week, so that nobody is recognized by the time
    of an answer; therefore they cannot alarm."""
    if user.role not in SURVEY_READERS:
        return None
    asked = asked_verbatims(user, {})
    rows = [] if asked.hidden else themes(asked)[:WORDS]
    most = max((row["n"] for row in rows), default=1)
    return {
        "rows": [
            {
                "word": row["theme"].word,
                "url": f"{reverse('verbatims')}?{urlencode({'quarter': asked.quarter, 'theme': row['theme'].key})}",
                "n": row["n"],
                "width": round(100 * row["n"] / most),
                "change": row["theme"].change,
                "size": abs(row["theme"].change),
            }
            for row in rows
        ],
        "url": f"{reverse('verbatims')}?{urlencode({'quarter': asked.quarter})}",
    }


def _wrong(run: Any) -> list[tuple[str, str]]:
    """How often the radar is wrong: what is allowed, and what simulations found."""
    return [
        (_("≤ 1"), _("false alarms a quarter allowed, in the whole radar")),
        (
            f"{FALSE_ALARMS:.2f}–{FALSE_ALARMS_SCATTERED:.2f}",
            _("a quarter in simulations"),
        ),
        (percent(DETECTED[3.0], 0), _("of rises to three times found within two weeks")),
    ]


def _blind() -> list[str]:
    """What the radar cannot see."""
    small = {"small": percent(DETECTED[1.5], 0), "double": percent(DETECTED[2.0], 0), "usual": USUAL}
    rare = {"rate": AT_LEAST, "any": AT_LEAST_ANY_DAY, "two": percent(BY_RATE[2], 0)}
    return [
        _(
            "Each figure is 500 simulations of %(usual)s tickets a week. Small rises stay hidden for long: to 1.5 times"
            " %(small)s, to twice %(double)s are found within two weeks."
        )
        % small,
        _(
            "What is rare needs longer: three times is found in 90 of 100 cases from %(rate)s tickets a week on, or"
            " %(any)s if it begins in the middle of a week; of 2 a week in %(two)s."
        )
        % rare,
        _(
            "Not watched: products and batches sold for less than eight weeks (see Batches), complaints that name no"
            " known problem, and comments of surveys, which have no week. Seasons look like rises."
        ),
    ]


def sheet_of(request_get: Any) -> tuple[int, str]:
    """The signal and the verb whose sheet an address opens; 0 for none."""
    asked = str(request_get.get("signal", ""))
    known = asked.isascii() and asked.isdecimal() and len(asked) < 19
    return (int(asked) if known else 0), str(request_get.get("open", ""))[:20]

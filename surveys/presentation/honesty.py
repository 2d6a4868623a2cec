"""The monitor of honesty: flags, exclusions and what they change, round by round (S4)."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User

from ..enums import CONFIDENTIAL, FlagCode
from ..permissions import RESULT_MANAGERS, seen_flags
from ..queries.calls import call_counts
from ..queries.results import Results
from ..queries.round_rows import RoundRows, Watched, interviewers_of
from ..rules.quarters import quarter_name
from .tabs import area_tabs
from .words import number, signed


def honesty_page(user: User, rounds: list[Watched]) -> dict[str, Any]:
    latest = rounds[0].round if rounds else None
    return {
        "tabs": area_tabs(user, "surveys"),
        "rounds": [_column(user, one) for one in rounds],
        "rows": [
            {"label": label, "values": [_cell(user, one, code) for one in rounds]} for code, label in FlagCode.choices
        ],
        "interviewers": interviewers_of(latest) if latest and not latest.is_anonymous else [],
    }


def _column(user: User, one: Watched) -> dict[str, Any]:
    whole, less = one.with_flagged, one.without_flagged
    difference = _("hidden")
    if whole and less and whole.value is not None and less.value is not None:
        difference = signed(less.value - whole.value)
    return {
        "name": quarter_name(one.round.quarter),
        "url": f"{reverse('surveys')}?quarter={one.round.quarter}",
        "complete": one.counts.get("funnel:complete", 0),
        "flagged": one.flags.get("any", 0),
        "agreed": one.counts.get("excluded:agreed", 0),
        "refused": one.counts.get("excluded:refused", 0),
        "index": number(whole.value) if whole else "–",
        "without": number(less.value) if less else "–",
        "difference": difference,
    }


def _cell(user: User, one: Watched, code: str) -> dict[str, Any]:
    n = one.flags.get(code, 0)
    may = n and not one.round.is_anonymous and user.role in RESULT_MANAGERS and code in seen_flags(user)
    url = f"{reverse('round_responses', args=[one.round.quarter])}?flag={code}" if may else ""
    return {"n": n, "url": url}


def flag_tabs(user: User, asked: RoundRows) -> list[dict[str, Any]]:
    """The tabs of the list of responses."""
    kept = f"segment={asked.segment}&member={asked.member}&" if asked.segment else ""
    choices = [
        ("", _("All")),
        ("any", _("Flagged")),
        *(pair for pair in FlagCode.choices if pair[0] in seen_flags(user)),
    ]
    return [{"url": f"?{kept}flag={code}", "label": label, "current": code == asked.flag} for code, label in choices]


def honesty_of(found: Results) -> list[dict[str, Any]]:
    """What the figures stand on: (name, value, note)."""
    rate = found.figure("response_rate")
    complete, asked = found.count("funnel:complete"), rate.n if rate else 0
    agreed = found.count("excluded:agreed")
    rows: list[dict[str, Any]] = []
    if rate:
        note = _("%(n)s of %(asked)s") % {"n": complete, "asked": asked}
        rows.append({"name": _("Response rate"), "value": f"{number(rate.value)}%", "note": note})
    rows.append({"name": _("Flagged answers"), "value": found.count("flag:any"), "note": _("kept, not deleted")})
    told = sum(found.count(f"flag:{code}") for code in CONFIDENTIAL)
    rows.append({"name": _("Told what to score, or a gift"), "value": told, "note": _("answers")})
    rows.append({"name": _("Excluded by two people"), "value": agreed, "note": _("customers")})
    return rows + _repeated(found)


def _repeated(found: Results) -> list[dict[str, Any]]:
    """How far interviews that were repeated by somebody else agree."""
    calls = call_counts(found.round)
    if not calls["asked"]:
        return []
    rate = number(100 * calls["agreed"] / calls["asked"], 0)
    note = _("in %(n)s repeated interviews") % {"n": calls["checks_done"]}
    return [{"name": _("Same answer when asked again"), "value": f"{rate}%", "note": note}]

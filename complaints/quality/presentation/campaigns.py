"""What the pages of campaigns show besides the rows: steps, funnel, interval, next step, and what may be done now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.moments import moment

from .. import permissions
from ..enums import CampaignState, PhaseKind, Reach, UnreachableReason
from ..models import Campaign, CampaignPhase
from ..queries.campaigns import Checked, Reached
from ..rules import campaigns as rules
from ..rules.workflow import CAMPAIGN
from .common import due_state

WORKED_ON = (CampaignState.RUNNING, CampaignState.PAUSED)
OVER = (CampaignState.CLOSED, CampaignState.CANCELLED)


@dataclass(frozen=True)
class CampaignRow:
    """A campaign in the list. progress: how many customers, told, remedied."""

    campaign: Campaign
    progress: dict[str, int]
    dot: str


def campaign_rows(campaigns: Iterable[Campaign], progress: dict[int, dict[str, int]]) -> list[CampaignRow]:
    none = {"all": 0, "told": 0, "remedied": 0}
    return [CampaignRow(row, progress.get(row.pk, none), DOTS[CampaignState(row.state)]) for row in campaigns]


DOTS = {
    CampaignState.DRAFT: "due",
    CampaignState.SIGNED: "ok",
    CampaignState.RUNNING: "now",
    CampaignState.PAUSED: "paused",
    CampaignState.CLOSED: "done",
    CampaignState.CANCELLED: "paused",
}


def phases(campaign: Campaign, now: datetime) -> list[dict[str, Any]]:
    """The phases in order, each with its dates, as steps of the page."""
    rows = sorted(campaign.phases.all(), key=lambda row: rules.PHASES.index(row.kind))
    return [_phase(row, campaign, now) for row in rows]


def _phase(row: CampaignPhase, campaign: Campaign, now: datetime) -> dict[str, Any]:
    due = _("until %(day)s") % {"day": moment(row.due_on)}
    if row.ended_at:
        state, note = "done", _("ended %(day)s") % {"day": moment(row.ended_at, now)}
    elif row.began_at and campaign.state not in OVER:
        state, note = "now", due
    else:
        state, note = "next", due
    late = state == "now" and due_state(row.due_on, now, over=False) == "late"
    return {
        "label": PhaseKind(row.kind).label,
        "note": note,
        "state": state,
        "dot": "late" if late else {"next": "ok"}.get(state, state),
        "due_on": row.due_on,
        "kind": row.kind,
    }


def funnel(found: Reached, url: str) -> list[dict[str, Any]]:
    """The steps, each with its share of all customers and what it lost: links to exactly these rows."""
    counts = found.counts
    units = _("Units: %(count)s") % {"count": f"{found.units:,}"}
    sellers = _("%(count)s only passed it on") % {"count": found.sellers} if found.sellers else ""
    later = _("%(count)s came later") % {"count": found.later} if found.later else ""
    done = _("%(done)s of %(units)s units") % {"done": f"{found.remedied_units:,}", "units": f"{found.units:,}"}
    steps: list[tuple[str, int, list[tuple[str, str]], list[str]]] = [
        (pgettext("funnel", "Affected"), found.all, [], [units, sellers, later]),
        (
            pgettext("funnel", "Told"),
            found.told,
            [
                ("unreachable", _("%(count)s unreachable") % {"count": counts[Reach.UNREACHABLE]}),
                ("untold", _("%(count)s being tried") % {"count": counts[Reach.UNTOLD]}),
            ],
            [],
        ),
        (
            pgettext("funnel", "Answered"),
            found.answered,
            [("told", _("%(count)s told, no answer") % {"count": counts[Reach.TOLD]})],
            [],
        ),
        (
            pgettext("funnel", "Remedied"),
            found.remedied,
            [("answered", _("%(count)s to remedy") % {"count": counts[Reach.ANSWERED]})],
            [done],
        ),
    ]
    return [
        {
            "label": label,
            "count": count,
            "width": f"{100 * count / found.all:.2f}" if found.all else "0",
            "share": f"{100 * count / found.all:.1f}%" if found.all else "",
            "lost": [(f"{url}?{urlencode({'tab': tab})}#list", text) for tab, text in lost if counts[Reach(tab)]],
            "notes": [note for note in notes if note],
        }
        for label, count, lost, notes in steps
    ]


def finding(found: Reached) -> str:
    """The funnel in one sentence."""
    if not found.told:
        return _("No notice has arrived yet.")
    share = f"{100 * found.remedied / found.all:.0f}"
    return _("%(share)s%% of the customers are remedied; %(open)s are neither remedied nor given up.") % {
        "share": share,
        "open": found.counts[Reach.UNTOLD] + found.counts[Reach.TOLD] + found.counts[Reach.ANSWERED],
    }


def check_chart(check: Checked, goal: int) -> dict[str, Any] | None:
    """Where interval, share and goal stand on a scale that shows them all, in the units of the drawing."""
    interval = check.interval
    if interval is None:
        return None
    least = min(60, int(10 * interval.low) * 10, goal // 10 * 10)

    def at(percent: float) -> str:
        return f"{24 + 312 * (percent - least) / (100 - least):.1f}"

    step = 10 if least >= 50 else 20
    figures = {name: f"{100 * getattr(interval, name):.1f}" for name in ("share", "low", "high")}
    return {
        "ticks": [(at(one), f"{one}%") for one in range(100, least - 1, -step)],
        "goal_x": at(goal),
        "goal": goal,
        **{f"{name}_x": at(100 * getattr(interval, name)) for name in ("share", "low", "high")},
        **figures,
        "verdict": rules.verdict(interval, goal),
        "hits": check.hits,
        "called": check.called,
        "missed": check.called - check.reached,
        "left": (check.drawn or 0) - check.called,
    }


def labelled(choices: type[TextChoices], counts: dict[str, int]) -> list[tuple[str, int]]:
    """The counts with their labels, in the order of the choices."""
    return [(label, counts[value]) for value, label in choices.choices if counts.get(value)]


def reasons(found: list[tuple[str, int, int]]) -> list[dict[str, Any]]:
    most = max((count for _reason, count, _units in found), default=1)
    return [
        {"label": UnreachableReason(reason).label, "count": count, "width": f"{100 * count / most:.1f}"}
        for reason, count, _units in found
    ]


def may_campaign(user: User, campaign: Campaign, found: Reached, check: Checked, now: datetime) -> dict[str, Any]:
    """What the user may do with the campaign now, by the names of its verbs, and why it can't be closed yet."""
    runs, state = permissions.can_run(user), campaign.state
    worked = runs and state in WORKED_ON
    closing = rules.closing_obstacles(found.counts, drawn=check.drawn, called=check.called)
    waits = [str(rules.OBSTACLES[code]) % {"count": count} for code, count in closing]
    may_sign = state == CampaignState.DRAFT and permissions.signs_for(user, campaign, company_date(now)) is not None
    return {
        "change": runs and state == CampaignState.DRAFT,
        "sign": may_sign,
        **{name: runs and CAMPAIGN.allows(state, name) for name in ("rework", "start", "pause", "resume", "cancel")},
        "draw-checks": worked and check.drawn is None and found.told > 0,
        "write-letters": worked and found.counts[Reach.UNTOLD] > 0,
        "post-letters": runs,
        "file": runs,
        "retry-paper": runs,
        "close": runs and state == CampaignState.RUNNING and not closing,
        "close_waits": waits if state == CampaignState.RUNNING else [],
    }


def next_step(
    campaign: Campaign, may: dict[str, Any], found: Reached, check: Checked, due: date | None
) -> dict[str, Any] | None:
    """The one thing to do next: title, text, the verb or the link with its label, and when the phase ends."""
    if campaign.state == CampaignState.RUNNING:
        step = _step_while_running(campaign, may, found, check)
    else:
        step = _step_before(campaign, may, found)
    return {"verb": "", "link": "", "label": "", **step, "due": due} if step else None


def _step_before(campaign: Campaign, may: dict[str, Any], found: Reached) -> dict[str, Any] | None:
    if may["sign"]:
        text = _("The first notice goes out only after that.")
        return {"title": _("Read it, then sign it off"), "text": text, "verb": "sign", "label": _("Sign off")}
    if campaign.state == CampaignState.DRAFT:
        text = _("No notice goes out before the sign-off.")
        return {"title": _("Waiting for the general manager"), "text": text}
    if may["start"]:
        text = _("Customers who are told: %(count)s") % {"count": f"{found.all:,}"}
        return {"title": _("Start: the notices go out"), "text": text, "verb": "start", "label": _("Start campaign")}
    if may["resume"]:
        text = _("Notices that are due wait until it goes on.")
        return {"title": _("The campaign is paused"), "text": text, "verb": "resume", "label": _("Continue campaign")}
    return None


def _step_while_running(
    campaign: Campaign, may: dict[str, Any], found: Reached, check: Checked
) -> dict[str, Any] | None:
    counts, url = found.counts, campaign.get_absolute_url()
    if untold := counts[Reach.UNTOLD]:
        title = _("Tell those nobody has reached yet: %(count)s")
        text = _("After %(attempts)s attempts by %(channels)s channels, record why they can’t be reached.")
        needed = {"attempts": campaign.attempts_needed, "channels": campaign.channels_needed}
        listed = {"link": f"{url}?tab=untold#list", "label": _("Call list")}
        return {"title": title % {"count": untold}, "text": text % needed, **listed}
    if waiting := counts[Reach.TOLD] + counts[Reach.ANSWERED]:
        title = _("Customers still to remedy: %(count)s")
        tab, label = ("answered", _("To remedy")) if counts[Reach.ANSWERED] else ("told", _("No answer yet"))
        text = _("Then the check calls prove whether it worked.")
        return {"title": title % {"count": waiting}, "text": text, "link": f"{url}?tab={tab}#list", "label": label}
    if may["draw-checks"]:
        text = _("At random, from all who were told; seed and list are kept.")
        return {"title": _("Draw the check calls"), "text": text, "verb": "draw-checks", "label": _("Draw check calls")}
    if check.drawn and (left := check.drawn - check.called):
        title = _("Make the check calls that are left: %(count)s")
        text = _("Who did the remedy doesn’t make the call.")
        return {"title": title % {"count": left}, "text": text, "link": f"{url}checks/", "label": _("Check calls")}
    if may["close"]:
        text = _("The conclusion goes into the file.")
        return {"title": _("Everything is done: close the campaign"), "text": text, "verb": "close"}
    return None

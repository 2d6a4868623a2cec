"""The customers of a campaign as its list and their page show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from aftersales.staff.models import User
from aftersales.web.moments import moment

from .. import permissions
from ..enums import CampaignState, HolderRole, NoticeChannel, Reach, UnreachableReason
from ..models import Campaign, CampaignCheck, CampaignCustomer
from ..rules import campaigns as rules
from .common import due_state

WORKED_ON = (CampaignState.RUNNING, CampaignState.PAUSED)
# The phase by whose end the next thing must have happened.
NEXT = {Reach.UNTOLD: "notify", Reach.TOLD: "notify", Reach.ANSWERED: "remedy"}
TONES = {Reach.UNTOLD: "due", Reach.TOLD: "", Reach.ANSWERED: "info", Reach.REMEDIED: "done", Reach.UNREACHABLE: ""}


@dataclass(frozen=True)
class ListedCustomer:
    """A customer in the list: next: when something is due; tries: the last attempt of each channel."""

    row: CampaignCustomer
    dot: str
    next: str
    tries: list[dict[str, Any]]
    answer: str
    tag: str
    tone: str


def listed_customers(rows: Iterable[CampaignCustomer], campaign: Campaign, now: datetime) -> list[ListedCustomer]:
    due = {phase.kind: phase.due_on for phase in campaign.phases.all()}
    return [_listed(row, campaign, due, now) for row in rows]


def _listed(row: CampaignCustomer, campaign: Campaign, due: dict[str, date], now: datetime) -> ListedCustomer:
    reach = Reach(row.reach)
    day = due.get(NEXT.get(reach, ""))
    dot, when = "ok", ""
    if reach == Reach.REMEDIED:
        dot, when = "done", moment(row.remedied_at)
    elif reach == Reach.UNREACHABLE:
        dot, when = "paused", _("ended")
    elif day and campaign.state in WORKED_ON:
        dot, when = due_state(day, now, over=False), moment(day)
    return ListedCustomer(row, dot, when, tries(row), answer(row), tag(row), TONES[reach])


def tries(row: CampaignCustomer) -> list[dict[str, Any]]:
    """The last attempt of each channel: its name, and whether it arrived (None while it is being sent)."""
    last = {one.channel: one.result for one in row.attempts.all()}
    return [
        {
            "label": NoticeChannel(channel).label,
            "arrived": None if result == "queued" else result in rules.ARRIVED,
        }
        for channel, result in last.items()
    ]


def answer(row: CampaignCustomer) -> str:
    if row.reach == Reach.UNREACHABLE:
        return str(UnreachableReason(row.unreachable_reason).label)
    if row.answered_at is None:
        return _("told, no answer") if row.told_at else _("not reached yet")
    said = [_("stopped") if row.stopped else "" if row.stopped is None else _("still in use")]
    if row.units_confirmed is not None and row.units_confirmed != row.units:
        said.append(_("has %(count)s of %(units)s") % {"count": row.units_confirmed, "units": row.units})
    if row.moved_on_to:
        said.append(_("passed on"))
    return _(", ").join(one for one in said if one) or _("answered")


def tag(row: CampaignCustomer) -> str:
    if row.reach == Reach.REMEDIED:
        return _("%(count)s done") % {"count": row.remedied_units} if row.remedied_units else _("none left")
    if row.reach == Reach.ANSWERED and row.remedied_units:
        return _("%(done)s of %(units)s done") % {"done": row.remedied_units, "units": row.units}
    return {
        Reach.UNTOLD: _("try again") if row.attempts.all() else _("to tell"),
        Reach.TOLD: _("awaits answer"),
        Reach.ANSWERED: _("to remedy"),
        Reach.UNREACHABLE: _("unreachable"),
    }[Reach(row.reach)]


def customer_tabs(
    campaign: Campaign, counts: dict[str, int], current: str, extra: dict[str, int]
) -> list[dict[str, Any]]:
    """The lists of customers; each count is that of its rows."""
    named = [
        ("all", _("All"), sum(counts.values())),
        ("untold", _("Not told yet"), counts[Reach.UNTOLD]),
        ("told", _("No answer"), counts[Reach.TOLD]),
        ("answered", pgettext("campaign", "To remedy"), counts[Reach.ANSWERED]),
        ("remedied", pgettext("campaign", "Remedied"), counts[Reach.REMEDIED]),
        ("unreachable", pgettext("campaign", "Unreachable"), counts[Reach.UNREACHABLE]),
    ]
    if extra.get("later"):
        named.append(("later", _("Came later"), extra["later"]))
    url = campaign.get_absolute_url()
    return [
        {"url": f"{url}?tab={name}#list", "label": label, "count": count, "current": name == current}
        for name, label, count in named
    ]


def may_row(user: User, row: CampaignCustomer) -> dict[str, bool]:
    """What the user may record about this customer now, by the names of the verbs."""
    records = permissions.can_record_in(user, row) and row.campaign.state in WORKED_ON
    heard = row.reach in rules.ANSWERED
    return {
        "attempt": records and row.reach != Reach.REMEDIED,
        "answer": records,
        "remedy": records,
        "give-up": records and not heard and row.reach != Reach.UNREACHABLE,
    }


def give_up_waits(row: CampaignCustomer) -> dict[str, Any]:
    """How many attempts and channels are missing before the customer may be given up."""
    tried = [(one.channel, one.result) for one in row.attempts.all()]
    campaign = row.campaign
    return rules.unreachable_obstacles(
        tried, attempts_needed=campaign.attempts_needed, channels_needed=campaign.channels_needed
    )


def may_check(user: User, check: CampaignCheck) -> bool:
    return permissions.can_check(user, check.row) and check.draw.campaign.state in WORKED_ON


def row_facts(row: CampaignCustomer) -> list[tuple[str, Any]]:
    """What the page of a customer says besides the attempts."""
    stopped = None if row.stopped is None else _("Yes") if row.stopped else _("No")
    return [
        (_("Role"), HolderRole(row.role).label),
        (_("Units"), row.units),
        (_("Serial numbers"), ", ".join(row.pieces.split("\n")[:40]) if row.pieces else ""),
        (pgettext("campaign", "Told"), moment(row.told_at)),
        (pgettext("campaign", "Answered"), moment(row.answered_at)),
        (_("Stopped using it"), stopped),
        (_("Units they have"), row.units_confirmed),
        (_("Passed on to"), row.moved_on_to),
        (_("Answer"), row.answer_note),
        (_("Units remedied in all"), row.remedied_units or None),
        (_("What was done"), row.remedy_note),
        (_("Why unreachable"), _because(row)),
    ]


def _because(row: CampaignCustomer) -> str:
    if not row.unreachable_reason:
        return ""
    label = str(UnreachableReason(row.unreachable_reason).label)
    return f"{label}: {row.unreachable_note}" if row.unreachable_note else label


def customer_section_rows(rows: Iterable[CampaignCustomer]) -> list[dict[str, Any]]:
    """The campaigns of a customer, for the page of the customer."""
    dots = {Reach.REMEDIED: "done", Reach.UNREACHABLE: "paused", Reach.UNTOLD: "due"}
    return [
        {
            "url": reverse("campaign_customer", args=[row.campaign.number, row.pk]),
            "state": dots.get(Reach(row.reach), "ok"),
            "details": [row.campaign.number, row.campaign.title],
            "side": str(Reach(row.reach).label),
        }
        for row in rows
    ]

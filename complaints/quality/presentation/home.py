"""The groups of work on the start page of the quality department."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.moments import day, moment, short_when
from complaints.enums import OPEN_STATES, InvestigateNeed
from complaints.permissions import visible_to as visible_tickets

from .. import permissions
from ..enums import ActionState, InvestigationState, ObjectionState, SampleState
from ..models import Investigation, Objection, Sample
from ..queries.actions import listed
from ..queries.batches import warned_keys
from ..queries.investigations import deciding_obstacles, investigations, lacking
from ..queries.objections import objections
from ..queries.samples import samples_to_dispose
from .batch_list import batch_rows
from .common import due_state
from .objections import objection_row

SHOWN = 40
FEW = 10
Item = dict[str, Any]


@dataclass(frozen=True)
class HomeGroup:
    """A group of work rows, the nearest deadline first. items: the values of parts/row.html."""

    title: str
    items: list[Item]
    tone: str = ""


def arrived_group(user: User, now: datetime) -> HomeGroup:
    """Intrinsic problems of which nobody has decided whether to investigate."""
    rows = visible_tickets(user).filter(investigate=InvestigateNeed.NEEDED, state__in=OPEN_STATES)
    rows = rows.select_related("customer", "owner", "purchase__product").order_by("reported_at", "pk")
    items = [
        {
            "url": row.get_absolute_url(),
            "state": due_state(row.next_due_at, now, over=False) if row.next_due_at else "paused",
            "title": _("Decide on an investigation: %(subject)s") % {"subject": row.subject},
            "details": [
                row.short_number,
                f"{row.product.code} {row.batch}" if row.product else row.batch,
                str(row.customer or ""),
                row.get_safety_display() if row.safety else "",
            ],
            "due": row.next_due_at,
            "tag": row.get_severity_display(),
            "who": row.owner,
            "action": _("Decide"),
        }
        for row in rows[:SHOWN]
    ]
    return HomeGroup(_("New intrinsic problems"), items)


def investigations_group(user: User, now: datetime) -> HomeGroup:
    """The running investigations, each with its next step."""
    rows = investigations(user).exclude(state=InvestigationState.CLOSED)
    items = []
    for row in rows.prefetch_related("actions", "reports")[:SHOWN]:
        title, action = _next_step(row)
        items.append(
            {
                "url": row.get_absolute_url(),
                "state": due_state(row.due_at, now, over=False),
                "title": title,
                "details": [row.number, row.title, row.get_state_display()],
                "due": row.due_at,
                "tag": row.get_severity_display(),
                "who": row.lead,
                "action": action,
            }
        )
    return HomeGroup(_("Investigations by deadline"), items)


def _next_step(row: Investigation) -> tuple[str, str]:
    if row.state == InvestigationState.OPEN:
        if needed := list(lacking(row).values()):
            return _("Still needed for the report: %(what)s") % {"what": needed[0]}, _("Complete")
        return _("Submit the report"), _("Open")
    if row.state == InvestigationState.REPORTED:
        if deciding_obstacles(row, row.reports.all()):
            return _("Sign the report"), _("Read")
        return _("The meeting decides"), _("Open")
    return _("Carry out the actions"), _("Open")


def judging_group(user: User, now: datetime) -> HomeGroup:
    """Actions that are done, and that this user may judge."""
    rows = [row for row in listed(user, "verify", company_date(now))[:SHOWN] if permissions.can_verify(user, row)]
    items = [
        {
            "url": row.get_absolute_url(),
            "state": "due" if row.state == ActionState.DONE else "ok",
            "title": _("Judge: %(title)s") % {"title": row.title},
            "details": [row.number, _("Owner %(name)s") % {"name": row.owner}],
            "due": None,
            "when": moment(row.done_at, now),
            "tag": row.get_kind_display(),
            "who": row.owner,
            "action": _("Judge"),
        }
        for row in rows
    ]
    return HomeGroup(_("Actions to judge"), items)


def batches_group(user: User, now: datetime) -> HomeGroup:
    """The batches that are beyond their limit, then those with a warning that nobody has judged."""
    keys = [*warned_keys(over=True)[:FEW], *warned_keys(over=False)[:FEW]]
    items = [
        {
            "url": row.url,
            "state": row.state,
            "title": row.title,
            "details": row.details,
            "due": None,
            "when": row.when,
            "spark": row.spark,
            "action": _("See batch"),
        }
        for row in batch_rows(list(dict.fromkeys(keys)), now)
    ]
    return HomeGroup(_("Batches over the limit or with an early warning"), items)


def examining_group(user: User, now: datetime) -> HomeGroup:
    """Samples to be disposed of, verdicts of inspection bodies, and customers who wait to hear theirs."""
    items = [
        *(_sample_item(row, now) for row in samples_to_dispose(user, now)[:FEW]),
        *(_objection_item(row, now) for row in objections(user, "unsettled").order_by("verdict_due_on", "pk")[:FEW]),
    ]
    return HomeGroup(_("Samples and objections"), items)


def _sample_item(row: Sample, now: datetime) -> Item:
    signed = row.state == SampleState.TO_DISPOSE
    return {
        "url": row.get_absolute_url(),
        "state": "due",
        "title": _("Dispose of sample %(seal)s") % {"seal": row.seal_number},
        "details": [
            row.number,
            f"{row.product.code} {row.batch}".strip(),
            _("signed by %(name)s, a second signature is needed") % {"name": row.first_signed_by}
            if signed
            else _("kept until %(day)s") % {"day": day(row.retain_until, now)},
        ],
        "due": None,
        "when": _("Period over"),
        "tag": _("Sample"),
        "who": row.custodian,
        "action": _("Sign"),
    }


def _objection_item(row: Objection, now: datetime) -> Item:
    shown = objection_row(row, now)
    titles = {
        ObjectionState.OPEN: (_("Send objection to an inspection body"), _("Send")),
        ObjectionState.EXAMINING: (_("Wait for the verdict of the inspection body"), _("Open")),
        ObjectionState.VERDICT: (_("Tell the customer the verdict"), _("Settle")),
    }
    title, action = titles[ObjectionState(row.state)]
    due = row.verdict_due_on if row.state == ObjectionState.EXAMINING else None
    return {
        "url": row.get_absolute_url(),
        "state": shown.state,
        "title": title,
        "details": [row.number, str(row.ticket.customer or ""), row.get_about_display(), row.body],
        "due": None,
        "when": day(due, now) if due else short_when(row.raised_at, now),
        "tag": _("Objection"),
        "who": row.recorded_by,
        "action": action,
    }


# In the order of the page.
HOME: tuple[Callable[[User, datetime], HomeGroup], ...] = (
    arrived_group,
    investigations_group,
    judging_group,
    batches_group,
    examining_group,
)


def home_groups(user: User, now: datetime) -> list[HomeGroup]:
    return [group_of(user, now) for group_of in HOME]

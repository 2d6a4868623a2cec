"""The side column on the start page of the quality department. Every figure opens its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.web.figures import percent
from aftersales.web.moments import day

from .. import permissions
from ..enums import CampaignState, MeetingState, Reach
from ..queries.campaigns import reached
from ..queries.costs import sums_by_kind
from ..queries.investigations import due_lately
from ..queries.meetings import lacking, meetings, with_cases
from .costs import CostLine, costs_url
from .record import SideSection
from .suggestions import suggestion_digest


def meeting_side(user: User, now: datetime) -> SideSection | None:
    """The next meeting with its agenda."""
    row = with_cases(meetings(user, MeetingState.PLANNED)).first()
    if row is None:
        return None
    cases = []
    for case in row.cases.all():
        missing = [] if case.decided_at else lacking(case.investigation, case.investigation.reports.all())
        said = _("Decided") if case.decided_at else missing[0] if missing else _("Ready to be decided")
        cases.append({"row": case.investigation, "state": "due" if missing else "done", "text": said})
    url = row.get_absolute_url()
    context = {"meeting": row, "cases": cases}
    return SideSection("meeting", _("Next meeting"), link_url=url, link=_("Agenda"), context=context)


def campaign_side(user: User, now: datetime) -> SideSection | None:
    """The newest campaign that runs: how far it came."""
    running = permissions.visible_campaigns(user).filter(state__in=[CampaignState.RUNNING, CampaignState.PAUSED])
    row = running.order_by("-pk").first()
    if row is None:
        return None
    found, url = reached(row), row.get_absolute_url()
    lines = [
        (_("Told"), f"{found.told:,} / {found.all:,}", f"{url}?tab=all#list"),
        (_("Still to be told"), f"{found.counts[Reach.UNTOLD]:,}", f"{url}?tab=untold#list"),
        (_("Unreachable"), f"{found.counts[Reach.UNREACHABLE]:,}", f"{url}?tab=unreachable#list"),
        (_("To be remedied"), f"{found.counts[Reach.ANSWERED]:,}", f"{url}?tab=answered#list"),
        (_("Remedied"), f"{found.remedied:,}", f"{url}?tab=remedied#list"),
    ]
    context = {"campaign": row, "lines": lines}
    return SideSection("campaign", _("Recalls and notices"), link_url=url, link=_("Open"), context=context)


def solved_side(user: User, now: datetime) -> SideSection | None:
    """How many of the investigations that came due lately were decided by then."""
    times = list(due_lately(permissions.visible_investigations(user), now).values_list("due_at", "decided_at"))
    if not times:
        return None
    met = sum(1 for due, decided in times if decided is not None and decided <= due)
    context: dict[str, Any] = {
        "met": met,
        "all": len(times),
        "share": percent(met / len(times), 0),
        "url": f"{reverse('investigations')}?tab=lately",
    }
    return SideSection("solved", _("Solved within a week"), context=context)


def suggestions_side(user: User, now: datetime) -> SideSection | None:
    digest = suggestion_digest(user, now)
    if digest is None:
        return None
    context = {"count": digest.count, "oldest": day(digest.oldest, now), "url": f"{reverse('suggestions')}?tab=waiting"}
    return SideSection("suggestions", _("Opinions and suggestions"), context=context)


def cost_side(user: User, now: datetime) -> SideSection | None:
    """The cost of poor quality since the quarter began."""
    if not permissions.sees_costs(user):
        return None
    today = company_date(now)
    asked = {"from": quarter_start(today).isoformat(), "to": today.isoformat()}
    sums = sums_by_kind(asked)
    lines = [CostLine(label, amount, costs_url(asked | {"kind": kind})) for kind, label, amount in sums]
    total = sum((line.amount for line in lines), Decimal(0))
    title, url = _("Quality cost this quarter"), costs_url(asked)
    return SideSection("cost", title, link_url=url, link=_("Details"), context={"lines": lines, "total": total})


def quarter_start(today: date) -> date:
    return date(today.year, 3 * ((today.month - 1) // 3) + 1, 1)


# The template of a section is quality/home/<key>.html. It reads the section as `section`.
HOME_SIDE: tuple[Callable[[User, datetime], SideSection | None], ...] = (
    meeting_side,
    campaign_side,
    solved_side,
    suggestions_side,
    cost_side,
)


def home_side(user: User, now: datetime) -> list[SideSection]:
    found = (side_of(user, now) for side_of in HOME_SIDE)
    return [section for section in found if section is not None]

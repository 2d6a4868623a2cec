"""Queries of meetings on quality."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from aftersales.staff.enums import Role
from aftersales.staff.models import StandIn, User

from ..enums import InvestigationState, MeetingState
from ..models import Investigation, Meeting, MeetingCase
from ..permissions import visible_investigations
from ..permissions.meetings import visible_meetings
from ..rules import capa
from .investigations import deciding_obstacles

MEETING_TABS: dict[str, Q] = {state.value: Q(state=state) for state in MeetingState}
UNDECIDED = (InvestigationState.OPEN, InvestigationState.REPORTED)


def meetings(user: User, tab: str = "") -> QuerySet[Meeting]:
    """The meetings of a tab that the user may see, the next planned one first, past ones the latest first."""
    rows = visible_meetings(user).filter(MEETING_TABS.get(tab, Q()))
    rows = rows.select_related("chair", "chaired_for").annotate(cases_count=Count("cases"))
    return rows.order_by("starts_at", "pk") if tab == MeetingState.PLANNED else rows.order_by("-starts_at", "-pk")


def meeting_counts(user: User) -> dict[str, int]:
    """How many meetings each tab has; past ones are not counted."""
    return {"planned": visible_meetings(user).filter(state=MeetingState.PLANNED).count()}


def with_cases(rows: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """With everything that the page of a meeting shows."""
    found = MeetingCase.objects.select_related(
        "investigation__ticket__customer", "investigation__lead", "decided_by", "decided_for"
    )
    cases = found.prefetch_related("investigation__reports", "actions__owner")
    return rows.select_related("chair", "chaired_for", "created_by").prefetch_related(
        Prefetch("cases", cases), "attendees__department"
    )


def chairs(today: date) -> QuerySet[User]:
    """General managers, and those who stand in for one today or later."""
    standing = StandIn.objects.filter(
        absent__role=Role.GM, absent__is_active=True, ends_on__gte=today, ended_at=None
    ).values("deputy")
    return User.objects.filter(Q(role=Role.GM) | Q(pk__in=standing)).order_by("role", "name", "pk")


def for_agenda(user: User, meeting: Meeting | None) -> QuerySet[Investigation]:
    """The investigations that may stand on the agenda: undecided, and on no other planned agenda."""
    taken = MeetingCase.objects.filter(meeting__state=MeetingState.PLANNED)
    if meeting is not None:
        taken = taken.exclude(meeting=meeting)
    rows = visible_investigations(user).filter(state__in=UNDECIDED).exclude(pk__in=taken.values("investigation"))
    if meeting is not None:
        rows = rows | Investigation.objects.filter(pk__in=meeting.cases.values("investigation"))
    return rows.order_by("due_at", "pk")


def decided_case(investigation: Investigation) -> MeetingCase | None:
    """The case in which the investigation was decided last."""
    rows = investigation.cases.filter(decided_at__isnull=False).select_related(
        "meeting__chair", "meeting__chaired_for", "decided_by__department", "decided_for__department"
    )
    return rows.prefetch_related("meeting__attendees__department").order_by("-decided_at", "-pk").first()


def case_with_share(investigation_id: int | None) -> MeetingCase | None:
    """The case decided last, if the meeting gave the supplier a share of the responsibility."""
    rows = MeetingCase.objects.filter(investigation=investigation_id, decided_at__isnull=False)
    row = rows.select_related("meeting").order_by("-decided_at", "-pk").first()
    return row if row and row.share_supplier else None


def planned_case(investigation: Investigation) -> MeetingCase | None:
    """The case by which the investigation stands on the agenda of a planned meeting and waits for its decision."""
    rows = investigation.cases.filter(meeting__state=MeetingState.PLANNED, decided_at=None)
    return rows.select_related("meeting").first()


def lacking(investigation: Investigation, reports: Iterable[Any]) -> list[str]:
    """What a meeting still needs before it can decide, in words. Empty if it can, or if it was decided."""
    return [str(capa.OBSTACLES[code]) for code in obstacles(investigation, reports)]


def obstacles(investigation: Investigation, reports: Iterable[Any]) -> list[str]:
    """The codes of capa.OBSTACLES."""
    if investigation.state not in UNDECIDED:
        return []
    found = deciding_obstacles(investigation, reports)
    if not found and investigation.state == InvestigationState.OPEN:
        return ["sent_back"]
    return found


def people_of(case: MeetingCase) -> str:
    """Who decided, and for whom."""
    if case.decided_for is None:
        return str(case.decided_by or "")
    return _("%(name)s for %(absent)s") % {"name": case.decided_by, "absent": case.decided_for}

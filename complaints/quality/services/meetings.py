"""Meetings on quality: planned with an agenda, moved, cancelled, held (Q3)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import (
    lock,
    same_version,
    save_with_history,
)

from .. import permissions
from ..enums import MeetingState
from ..models import Action, Investigation, Meeting, MeetingCase
from ..rules.workflow import MEETING
from . import actions
from .locking import lock_ticket_of
from .meeting_agenda import agenda_of, put_agenda
from .news import tell_invited, tell_meeting_cancelled, tell_minutes, tell_moved

MAX_TEXT = 10_000


@transaction.atomic
def plan_meeting(
    *,
    title: str,
    starts_at: datetime,
    chair: User,
    attendees: Iterable[User],
    investigations: Sequence[Investigation],
    actor: User,
    now: datetime,
    place: str = "",
    guests: str = "",
) -> Meeting:
    """Plan a meeting and invite its attendees. investigations: the cases in the order of the agenda."""
    ensure(permissions.can_plan(actor, company_date(now)))
    meeting = Meeting(number=next_number("MT", now=now), created_by=actor, created_at=now, version=0)
    _set(meeting, title=title, starts_at=starts_at, chair=chair, place=place, guests=guests)
    people = _people(meeting, attendees, present=set())
    _save(meeting, actor=actor, reason="planned")
    meeting.attendees.set(people)
    put_agenda(meeting, investigations, actor=actor)
    tell_invited(meeting, [chair, *people], actor=actor, now=now)
    return meeting


@transaction.atomic
def change_meeting(
    *,
    meeting_id: int,
    title: str,
    starts_at: datetime,
    chair: User,
    attendees: Iterable[User],
    investigations: Sequence[Investigation],
    actor: User,
    now: datetime,
    place: str = "",
    guests: str = "",
    version: int | None = None,
) -> Meeting:
    """Change a planned meeting. New attendees are invited; the others hear of another time, place or agenda. A case
    that was decided in it stays."""
    meeting = lock(Meeting, pk=meeting_id)
    ensure(permissions.can_plan(actor, company_date(now)))
    same_version(meeting, version)
    _ensure_planned(meeting)
    invited = {*meeting.attendees.values_list("pk", flat=True), meeting.chair_id}
    before = (meeting.starts_at, meeting.place, agenda_of(meeting))
    _set(meeting, title=title, starts_at=starts_at, chair=chair, place=place, guests=guests)
    people = _people(meeting, attendees, present=invited)
    _save(meeting, actor=actor, reason="changed")
    meeting.attendees.set(people)
    put_agenda(meeting, investigations, actor=actor)
    everyone = [chair, *people]
    tell_invited(meeting, [user for user in everyone if user.pk not in invited], actor=actor, now=now)
    if before != (meeting.starts_at, meeting.place, agenda_of(meeting)):
        tell_moved(meeting, [user for user in everyone if user.pk in invited], actor=actor, now=now)
    return meeting


@transaction.atomic
def cancel_meeting(*, meeting_id: int, reason: str, actor: User, now: datetime, version: int | None = None) -> Meeting:
    """Cancel a planned meeting. Its cases may stand on another agenda. What it decided already keeps it from being
    cancelled."""
    meeting = lock(Meeting, pk=meeting_id)
    ensure(permissions.can_plan(actor, company_date(now)))
    same_version(meeting, version)
    _ensure_planned(meeting)
    meeting.state = MEETING.next(meeting.state, "cancel")
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    if meeting.cases.filter(decided_at__isnull=False).exists():
        raise RuleViolation(_("The meeting has decided on a case. Close the meeting instead."), code="has_decided")
    meeting.cancel_reason, meeting.ended_at = reason.strip()[:500], now
    _save(meeting, actor=actor, reason="cancelled")
    tell_meeting_cancelled(meeting, _everyone(meeting), actor=actor, now=now)
    return meeting


@transaction.atomic
def note_case(
    *,
    meeting_id: int,
    case_id: int,
    minutes: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Meeting:
    """Write the minutes of one case, whether or not it is decided."""
    meeting = lock(Meeting, pk=meeting_id)
    ensure(permissions.can_plan(actor, company_date(now)))
    same_version(meeting, version)
    ensure_begun(meeting, now)
    case = lock(MeetingCase, pk=case_id, meeting=meeting)
    case.minutes = minutes.strip()[:MAX_TEXT]
    save_with_history(case, actor=actor, reason="minutes")
    return _save(meeting, actor=actor, reason="minutes")


@transaction.atomic
def assign_action(*, meeting_id: int, case_id: int, actor: User, now: datetime, **action: Any) -> Meeting:
    """Assign an action about a case in the meeting. action: the arguments of add_action."""
    known = MeetingCase.objects.filter(pk=case_id, meeting=meeting_id).values_list("investigation", flat=True).first()
    lock_ticket_of(Investigation, known)
    meeting = lock(Meeting, pk=meeting_id)
    ensure(permissions.can_plan(actor, company_date(now)))
    ensure_begun(meeting, now)
    case = lock(MeetingCase, pk=case_id, meeting=meeting)
    made: Action = actions.add_action(investigation_id=case.investigation_id, actor=actor, now=now, **action)
    case.actions.add(made)
    return meeting


@transaction.atomic
def hold_meeting(
    *,
    meeting_id: int,
    attendees: Iterable[User],
    actor: User,
    now: datetime,
    minutes: str = "",
    guests: str = "",
    version: int | None = None,
) -> Meeting:
    """Close a meeting that took place: who attended, and the minutes. Only the chair may. Cases without a decision may
    stand on another agenda."""
    meeting = lock(Meeting, pk=meeting_id)
    chair = permissions.decides_for(actor, company_date(now))
    ensure(chair is not None)
    same_version(meeting, version)
    ensure_begun(meeting, now)
    meeting.state = MEETING.next(meeting.state, "hold")
    if not minutes.strip():
        raise InvalidInput(_("Enter the minutes."), code="empty", field="minutes")
    present = {*meeting.attendees.values_list("pk", flat=True), meeting.chair_id}
    meeting.chair, meeting.chaired_for = actor, None if chair == actor else chair
    people = _people(meeting, attendees, present=present)
    meeting.minutes, meeting.guests, meeting.ended_at = minutes.strip()[:MAX_TEXT], guests.strip()[:500], now
    _save(meeting, actor=actor, reason="held")
    meeting.attendees.set(people)
    tell_minutes(meeting, _everyone(meeting), actor=actor, now=now)
    return meeting


def ensure_begun(meeting: Meeting, now: datetime) -> None:
    """Refuse what is done in a meeting before its day, and after it has ended."""
    _ensure_planned(meeting)
    if company_date(meeting.starts_at) > company_date(now):
        raise RuleViolation(
            _("The meeting is on %(day)s. Change its time first if it takes place earlier."),
            code="not_begun",
            params={"day": timezone.localtime(meeting.starts_at).strftime("%Y-%m-%d")},
        )


def _ensure_planned(meeting: Meeting) -> None:
    if meeting.state != MeetingState.PLANNED:
        held = meeting.state == MeetingState.HELD
        raise Conflict(
            _("The meeting has been closed.") if held else _("The meeting was cancelled."), code="meeting_ended"
        )


def _set(meeting: Meeting, *, title: str, starts_at: datetime, chair: User, place: str, guests: str) -> None:
    if not title.strip():
        raise InvalidInput(_("Enter a title for the meeting."), code="empty", field="title")
    check_chair(chair, company_date(starts_at))
    meeting.title, meeting.starts_at, meeting.chair = title.strip()[:200], starts_at, chair
    meeting.place, meeting.guests = place.strip()[:120], guests.strip()[:500]


def check_chair(chair: User, day: date) -> None:
    if not chair.is_active or not permissions.can_chair(chair, day):
        raise InvalidInput(
            _("The general manager chairs the meeting, or who stands in for them on that day."),
            code="not_chair",
            field="chair",
        )


def _people(meeting: Meeting, attendees: Iterable[User], *, present: set[int]) -> list[User]:
    """The attendees besides the chair. Those who were invited before may stay."""
    people = list({user.pk: user for user in attendees if user.pk != meeting.chair_id}.values())
    check_attendees([user for user in people if user.pk not in present])
    return people


def check_attendees(people: Iterable[User]) -> None:
    for user in people:
        if user.role not in permissions.ATTENDEES or not user.is_active:
            raise InvalidInput(
                _("%(name)s can’t be invited. Choose someone else."),
                code="not_attendee",
                field="attendees",
                params={"name": str(user)},
            )


def _everyone(meeting: Meeting) -> list[User]:
    return list({user.pk: user for user in [meeting.chair, *meeting.attendees.all()]}.values())


def _save(meeting: Meeting, *, actor: User, reason: str) -> Meeting:
    meeting.version += 1
    return save_with_history(meeting, actor=actor, reason=reason)

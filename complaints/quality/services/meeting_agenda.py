"""The agenda of a meeting: which investigations stand on it, and in which order."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation
from aftersales.staff.models import User
from aftersales.store.writing import (
    create_all_with_history,
    delete_with_history,
    lock_all,
    save_with_history,
)

from ..enums import MeetingState
from ..models import Investigation, Meeting, MeetingCase
from ..queries.meetings import UNDECIDED
from ..rules.meetings import MAX_CASES, order_of


def put_agenda(meeting: Meeting, investigations: Sequence[Investigation], *, actor: User) -> None:
    wanted = order_of(row.pk for row in investigations)
    if not wanted:
        raise InvalidInput(_("Put at least one investigation on the agenda."), code="empty", field="cases")
    if len(wanted) > MAX_CASES:
        raise InvalidInput(
            _("An agenda can have up to %(limit)s cases."),
            code="too_many",
            params={"limit": MAX_CASES},
            field="cases",
        )
    found = {row.pk: row for row in lock_all(Investigation.objects.filter(pk__in=wanted))}
    present = {case.investigation_id: case for case in meeting.cases.all()}
    for pk in wanted:
        if pk not in present:
            _check_case(found[pk], meeting)
    for case in present.values():
        if case.investigation_id not in wanted:
            _remove(case, actor)
    for place, pk in enumerate(wanted, 1):
        known = present.get(pk)
        if known is not None and known.place != place:
            known.place = place
            save_with_history(known, actor=actor, reason="agenda")
    new = [
        MeetingCase(meeting=meeting, investigation=found[pk], place=place)
        for place, pk in enumerate(wanted, 1)
        if pk not in present
    ]
    create_all_with_history(MeetingCase, new, actor=actor, reason="agenda")


def _check_case(investigation: Investigation, meeting: Meeting) -> None:
    if investigation.state not in UNDECIDED:
        raise Conflict(
            _("%(number)s has been decided. Reopen it first."),
            code="decided_already",
            params={"number": investigation.number},
        )
    other = investigation.cases.filter(meeting__state=MeetingState.PLANNED).exclude(meeting=meeting)
    if case := other.select_related("meeting").first():
        raise RuleViolation(
            _("%(number)s is on the agenda of %(meeting)s already."),
            code="on_another_agenda",
            params={"number": investigation.number, "meeting": case.meeting.number},
            field="cases",
        )


def _remove(case: MeetingCase, actor: User) -> None:
    if case.decided_at or case.actions.exists():
        raise RuleViolation(
            _("The meeting has dealt with %(number)s. It stays on the agenda."),
            code="dealt_with",
            params={"number": case.investigation.number},
            field="cases",
        )
    delete_with_history(case, actor=actor, reason="agenda")


def agenda_of(meeting: Meeting) -> list[int]:
    return list(meeting.cases.order_by("place", "pk").values_list("investigation", flat=True))

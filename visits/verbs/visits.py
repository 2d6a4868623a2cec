"""The verbs of a visit."""

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import permissions
from ..forms.visits import (
    CopyForm,
    CorrectForm,
    DecideForm,
    ImproveForm,
    MissedForm,
    OutcomeForm,
    ReassignForm,
    RescheduleForm,
    VisitForm,
)
from ..models import Visit
from ..presentation import visit_wait
from ..services import copies, correcting, deciding, improving, nudging, visits


def _goes_on(visit: Visit) -> bool:
    """Whether nobody has to decide first how to go on."""
    return visit.is_planned and not visit.is_undecided


def _may_nudge(user: User, visit: Visit) -> bool:
    wait = visit_wait(visit, user, timezone.now())
    return wait is not None and wait.may_remind


VISITS = table(
    Verb("nudge", _("Remind them"), VisitForm, nudging.nudge, _may_nudge, _("Reminded")),
    Verb(
        "record",
        _("Save outcome"),
        OutcomeForm,
        visits.record_outcome,
        lambda user, visit: visit.is_planned and permissions.can_record(user, visit),
        _("Outcome saved: %(customer)s"),
    ),
    Verb(
        "reschedule",
        pgettext_lazy("visit", "Reschedule"),
        RescheduleForm,
        visits.reschedule,
        lambda user, visit: _goes_on(visit) and permissions.can_plan(user, visit),
        _("Rescheduled"),
        submit=_("Reschedule follow-up"),
    ),
    Verb(
        "miss",
        _("Did not take place"),
        MissedForm,
        visits.mark_missed,
        lambda user, visit: _goes_on(visit) and permissions.can_plan(user, visit),
        _("Next attempt planned"),
        submit=_("Plan another attempt"),
    ),
    Verb(
        "reassign",
        _("Reassign to someone else"),
        ReassignForm,
        visits.reassign,
        lambda user, visit: visit.is_planned and permissions.can_reassign(user, visit),
        _("Reassigned to another rep"),
        submit=_("Reassign follow-up"),
    ),
    Verb(
        "decide",
        _("Decide how to go on"),
        DecideForm,
        deciding.decide,
        lambda user, visit: visit.is_undecided and permissions.can_decide(user, visit),
        _("Decided: the follow-up is planned again"),
        submit=_("Save decision"),
    ),
    Verb(
        "copy",
        _("Send copy to customer"),
        CopyForm,
        copies.send_copy,
        lambda user, visit: permissions.can_send_copy(user, visit),
        _("Copy sent to the customer"),
        submit=_("Send copy"),
    ),
    Verb(
        "correct",
        _("Correct customer data"),
        CorrectForm,
        correcting.correct,
        lambda user, visit: not visit.is_planned and permissions.can_correct(user, visit),
        _("Customer data corrected"),
    ),
    Verb(
        "improve",
        _("Assign improvement"),
        ImproveForm,
        improving.improve,
        lambda user, visit: not visit.is_planned and permissions.can_improve(user, visit),
        _("Improvement assigned"),
    ),
)


def offered(user: User, visit: Visit) -> dict[str, Verb]:
    """The verbs that the user may do to the visit now."""
    return {name: verb for name, verb in VISITS.items() if verb.allowed(user, visit)}

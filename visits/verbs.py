"""The verbs of visits: each with its form, its service, and when it is offered."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import permissions
from .forms import EndExceptionForm, ImproveForm, MissedForm, OutcomeForm, ReassignForm, RescheduleForm
from .models import Visit
from .services import exceptions, improving, visits

VISITS = table(
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
        lambda user, visit: visit.is_planned and permissions.can_plan(user, visit),
        _("Rescheduled"),
        submit=_("Reschedule follow-up"),
    ),
    Verb(
        "miss",
        _("Did not take place"),
        MissedForm,
        visits.mark_missed,
        lambda user, visit: visit.is_planned and permissions.can_plan(user, visit),
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
        "improve",
        _("Assign improvement"),
        ImproveForm,
        improving.improve,
        lambda user, visit: not visit.is_planned and permissions.can_improve(user, visit),
        _("Improvement assigned"),
    ),
)
EXCEPTIONS = table(
    Verb(
        "end",
        _("End exception"),
        EndExceptionForm,
        exceptions.end_exception,
        lambda user, row: permissions.can_except(user, row.customer),
        _("Follow-ups as the tier requires again"),
        stop=True,
    ),
)


def offered(user: User, visit: Visit) -> dict[str, Verb]:
    """The verbs that the user may do to the visit now."""
    return {name: verb for name, verb in VISITS.items() if verb.allowed(user, visit)}

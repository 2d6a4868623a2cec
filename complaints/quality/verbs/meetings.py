"""The verbs of meetings."""

from collections.abc import Callable

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import forms, presentation, services
from ..models import Meeting


def _may(what: str) -> Callable[[User, Meeting], bool]:
    return lambda user, meeting: presentation.may_meeting(user, meeting, timezone.now())[what]


MEETINGS = table(
    Verb(
        "decide",
        _("Record decision"),
        forms.DecideCaseForm,
        services.decide_case,
        _may("decide"),
        _("Decision recorded"),
    ),
    Verb("note", _("Write minutes"), forms.NoteCaseForm, services.note_case, _may("note"), _("Minutes saved")),
    Verb(
        "add-action",
        _("Add action"),
        forms.MeetingActionForm,
        services.assign_action,
        _may("add_action"),
        _("Action has been assigned"),
        submit=_("Assign action"),
    ),
    Verb(
        "hold",
        _("Close meeting"),
        forms.HoldMeetingForm,
        services.hold_meeting,
        _may("hold"),
        _("Meeting closed; everyone can read the minutes"),
    ),
    Verb(
        "change",
        _("Change meeting"),
        forms.MeetingForm,
        services.change_meeting,
        _may("change"),
        _("Meeting saved"),
        submit=_("Save meeting"),
    ),
    Verb(
        "cancel",
        _("Cancel meeting"),
        forms.CancelMeetingForm,
        services.cancel_meeting,
        _may("cancel"),
        _("Meeting cancelled"),
        stop=True,
    ),
)

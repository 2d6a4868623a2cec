"""The verbs of customers, possible duplicates, data requests and the customer panel."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import permissions
from .enums import MergeState, PairState, RequestKind, RequestState
from .forms.merging import ConfirmMergeForm, KeepApartForm, MergeForm, MergeNoteForm
from .forms.opting import TakeBackForm
from .forms.panel import CloseQuestionForm, LeaveForm, OpinionForm
from .forms.privacy import EraseForm, FinishForm, RevealForm
from .forms.profile import DemandForm, GradeForm
from .models import Contact, Customer, DuplicatePair, Merge, OptOut, PanelMember, PanelQuestion, PersonalDataRequest
from .services import duplicates, grading, merges, opting, panel, personal_data, profile, requests


def _may(permission: Callable[[User], bool]) -> Callable[[User, Any], bool]:
    """A permission that does not depend on the object."""
    return lambda user, _target: permission(user)


def _can_reveal(user: User, target: Customer | Contact) -> bool:
    return permissions.can_reveal(user, target.customer if isinstance(target, Contact) else target)


def _can_keep_apart(user: User, pair: DuplicatePair) -> bool:
    return pair.state == PairState.OPEN and permissions.can_merge(user)


def _merge_done(merge: Merge) -> Any:
    return _("A second person must confirm this merge") if merge.state == MergeState.ASKED else _("Customers merged")


def _can_confirm(user: User, merge: Merge) -> bool:
    return merge.state == MergeState.ASKED and permissions.can_decide_merge(user, merge)


def _can_refuse(user: User, merge: Merge) -> bool:
    return merge.state == MergeState.ASKED and permissions.can_merge(user)


def _can_undo(user: User, merge: Merge) -> bool:
    return merge.state == MergeState.DONE and bool(merge.record) and permissions.can_merge(user)


def _can_take_back(user: User, row: OptOut) -> bool:
    return row.ended_at is None and permissions.can_edit(user, row.customer)


def _can_leave(user: User, member: PanelMember) -> bool:
    return member.until is None and permissions.can_edit(user, member.customer)


def _can_comment(user: User, question: PanelQuestion) -> bool:
    return question.closed_at is None and permissions.can_record(user)


def _can_close(user: User, question: PanelQuestion) -> bool:
    return question.closed_at is None and permissions.can_ask_panel(user)


def _can_finish(user: User, request: PersonalDataRequest) -> bool:
    return request.state == RequestState.OPEN and permissions.can_erase(user)


def _can_erase(user: User, request: PersonalDataRequest) -> bool:
    return request.kind == RequestKind.ERASE and _can_finish(user, request)


# The verb applies to a customer and to a contact.
REVEAL = table(
    Verb("reveal", _("Reveal phone number"), RevealForm, personal_data.reveal_phone, _can_reveal, ""),
)
PROFILE = table(
    Verb(
        "regrade",
        _("Set satisfaction grade"),
        GradeForm,
        grading.regrade,
        _may(permissions.can_regrade),
        _("Grade set"),
        submit=_("Set grade"),
    ),
    Verb(
        "demand",
        _("Record annual demand"),
        DemandForm,
        profile.set_demand,
        permissions.can_edit,
        _("Annual demand saved"),
        submit=_("Save annual demand"),
    ),
)
MERGING = table(
    Verb("merge", _("Merge"), MergeForm, merges.merge_customers, _may(permissions.can_merge), _merge_done),
)
MERGES = table(
    Verb(
        "confirm",
        _("Confirm merge"),
        ConfirmMergeForm,
        merges.confirm_merge,
        _can_confirm,
        _("Customers merged"),
    ),
    Verb("refuse", _("Decline merge"), MergeNoteForm, merges.refuse_merge, _can_refuse, _("Merge declined"), stop=True),
    Verb("undo", _("Undo merge"), MergeNoteForm, merges.undo_merge, _can_undo, _("Merge undone"), stop=True),
)
PAIRS = table(
    Verb(
        "keep-apart",
        _("Keep as separate customers"),
        KeepApartForm,
        duplicates.keep_apart,
        _can_keep_apart,
        _("Kept as separate customers"),
    ),
)
REQUESTS = table(
    Verb("finish", _("Complete"), FinishForm, requests.finish_request, _can_finish, _("Request completed")),
    Verb(
        "erase",
        _("Erase customer data"),
        EraseForm,
        requests.erase_for_request,
        _can_erase,
        _("Customer data erased"),
        stop=True,
    ),
)
OPT_OUTS = table(
    Verb("take-back", _("Take back"), TakeBackForm, opting.opt_in, _can_take_back, _("Opt-out taken back")),
)
MEMBERS = table(
    Verb("leave", _("Remove from panel"), LeaveForm, panel.leave_panel, _can_leave, _("Removed from customer panel")),
)
QUESTIONS = table(
    Verb("opinion", _("Save opinion"), OpinionForm, panel.record_opinion, _can_comment, _("Opinion saved")),
    Verb("conclude", _("Close question"), CloseQuestionForm, panel.close_question, _can_close, _("Question closed")),
)

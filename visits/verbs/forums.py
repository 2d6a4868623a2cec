"""The verbs of user forums, their guests and opinions."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from .. import permissions
from ..enums import ForumState, OpinionFate
from ..forms import forums as forms
from ..models import Forum, ForumGuest, ForumOpinion
from ..presentation.forum_waiting import forum_wait
from ..rules.forums import FORUM
from ..services import forum_invitations, forum_opinions, forums, nudging


def _runs(action: str, user: User, forum: Forum) -> bool:
    return FORUM.allows(forum.state, action) and permissions.can_run(user, forum)


def _ends(action: str, user: User, forum: Forum) -> bool:
    return FORUM.allows(forum.state, action) and permissions.can_end_forum(user)


def _waits(row: ForumOpinion) -> bool:
    return row.fate == OpinionFate.OPEN and row.forum.state == ForumState.HELD


def _answers(user: User, row: ForumOpinion) -> bool:
    return _waits(row) and permissions.can_run(user, row.forum)


def _guest(user: User, row: ForumGuest) -> bool:
    return _runs("invite", user, row.forum)


def _nudges(user: User, forum: Forum) -> bool:
    wait = forum_wait(forum, user, timezone.now())
    return wait is not None and wait.may_remind


FORUMS = table(
    Verb("nudge", _("Remind them"), forms.PlainForumForm, nudging.nudge_forum, _nudges, _("Reminded")),
    Verb(
        "choose-guests",
        _("Choose guests"),
        forms.ChooseGuestsForm,
        forum_invitations.choose_guests,
        lambda user, forum: _runs("invite", user, forum),
        _("Guests are on the list"),
        submit=_("Put on the list"),
    ),
    Verb(
        "invite",
        _("Send invitations"),
        forms.PlainForumForm,
        forum_invitations.send_invitations,
        lambda user, forum: _runs("invite", user, forum),
        _("Invitations sent. Who was contacted enough this month stays on the list"),
    ),
    Verb(
        "hold",
        _("Forum took place"),
        forms.HoldForumForm,
        forums.hold_forum,
        lambda user, forum: _runs("hold", user, forum),
        _("Attendance recorded"),
        submit=_("Record attendance"),
    ),
    Verb(
        "add-opinion",
        _("Record an opinion"),
        forms.NewOpinionForm,
        forum_opinions.record_opinion,
        lambda user, forum: forum.state == ForumState.HELD and permissions.can_run(user, forum),
        _("Opinion recorded"),
    ),
    Verb(
        "minutes",
        _("Write minutes"),
        forms.MinutesForm,
        forums.write_minutes,
        lambda user, forum: _runs("minutes", user, forum),
        _("Minutes saved"),
        submit=_("Save minutes"),
    ),
    Verb(
        "tell",
        _("Tell the guests"),
        forms.PlainForumForm,
        forum_invitations.tell_guests,
        lambda user, forum: _runs("tell", user, forum),
        _("The guests are told what became of their opinions"),
    ),
    Verb(
        "close",
        _("Close forum"),
        forms.PlainForumForm,
        forums.close_forum,
        lambda user, forum: _ends("close", user, forum),
        _("Forum closed"),
    ),
    Verb(
        "change",
        _("Change forum"),
        forms.ForumForm,
        forums.change_forum,
        lambda user, forum: _runs("change", user, forum),
        _("Forum saved"),
    ),
    Verb(
        "reopen",
        _("Reopen forum"),
        forms.PlainForumForm,
        forums.reopen_forum,
        lambda user, forum: _ends("reopen", user, forum),
        _("Forum reopened"),
    ),
    Verb(
        "cancel",
        _("Cancel forum"),
        forms.CancelForumForm,
        forum_invitations.cancel_forum,
        lambda user, forum: _ends("cancel", user, forum),
        _("Forum cancelled"),
        stop=True,
    ),
)

GUESTS = table(
    Verb(
        "answer",
        _("Record answer"),
        forms.GuestAnswerForm,
        forum_invitations.answer_invitation,
        lambda user, row: row.invited_at is not None and _guest(user, row),
        _("Answer recorded"),
    ),
    Verb(
        "take-off",
        _("Take off the list"),
        forms.TakeOffForm,
        forum_invitations.take_off,
        lambda user, row: row.invited_at is None and _guest(user, row),
        _("Taken off the list"),
        stop=True,
    ),
)

OPINIONS = table(
    Verb(
        "ticket",
        _("Open ticket"),
        forms.OpinionTicketForm,
        forum_opinions.open_ticket,
        lambda user, row: _waits(row) and row.guest_id is not None and permissions.can_open_ticket(user, row.forum),
        _("Ticket opened"),
    ),
    Verb(
        "improve",
        _("Assign improvement"),
        forms.OpinionImproveForm,
        forum_opinions.improve,
        lambda user, row: _waits(row) and permissions.can_improve_for(user, row.forum),
        _("Improvement assigned"),
    ),
    Verb("answer", _("Answer opinion"), forms.OpinionAnswerForm, forum_opinions.answer, _answers, _("Answer recorded")),
    Verb(
        "decline",
        _("Decline opinion"),
        forms.OpinionDeclineForm,
        forum_opinions.decline,
        _answers,
        _("Reason recorded"),
    ),
    Verb(
        "change", _("Correct opinion"), forms.OpinionForm, forum_opinions.change_opinion, _answers, _("Opinion saved")
    ),
)

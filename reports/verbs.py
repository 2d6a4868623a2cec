"""The verbs of stored reports and of market notes."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.staff.models import User
from aftersales.web.verbs import Verb, table

from . import permissions
from .enums import ReportState
from .forms import library as library_forms
from .forms import market as market_forms
from .models import MarketNote, StoredReport
from .rules.workflow import MARKET_NOTE
from .services import library, market


def may_retry(user: User, row: StoredReport) -> bool:
    return row.state != ReportState.MADE and bool(row.fault) and permissions.can_retry(user, row.kind)


def may_correct(user: User, row: StoredReport) -> bool:
    """Only the newest edition; the query of the page reads whether there is a newer one."""
    newest = not hasattr(row, "replaced_by")
    return row.state == ReportState.MADE and newest and permissions.can_make(user, row.kind)


def _may(action: str) -> Callable[[User, MarketNote], bool]:
    return lambda user, row: MARKET_NOTE.allows(row.state, action) and permissions.can_change_note(user, row)


REPORTS = table(
    Verb("retry", _("Try again"), library_forms.RetryForm, library.retry_report, may_retry, _("It is tried again")),
    Verb(
        "correct",
        _("Make a correction"),
        library_forms.CorrectForm,
        library.correct_report,
        may_correct,
        _("The correction is being made"),
    ),
)
NOTES = table(
    Verb("change", _("Change"), market_forms.ChangeNoteForm, market.change_note, _may("change"), _("Note saved")),
    Verb("attach", _("Add files"), market_forms.AttachForm, market.attach_files, _may("attach"), _("Files added")),
    Verb(
        "withdraw",
        pgettext_lazy("market note", "Withdraw"),
        market_forms.WithdrawForm,
        market.withdraw_note,
        _may("withdraw"),
        _("Note withdrawn"),
        stop=True,
    ),
)

"""Retention periods, which the administrator sets within the limits of each kind of data."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.staff.permissions import ADMIN_ONLY, can_administer
from aftersales.store.dated import trial
from aftersales.store.writing import same_version, save_with_history
from aftersales.web.settings_pages import PreviewLine

from ..models import RetentionPeriod
from ..queries.retention import Keeping, keeping_of
from .numbering import next_in

TURN = "retention"  # the lock that makes concurrent changes wait for each other


@transaction.atomic
def set_retention(
    *, subject: str, days: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> Keeping:
    """Set a retention period in days. The next sweep erases what is older. Raises InvalidInput outside the limits."""
    next_in(TURN, 0)
    keeping = keeping_of(subject)
    ensure(can_administer(actor), ADMIN_ONLY)
    row = RetentionPeriod.objects.filter(subject=subject).first()
    row = row or save_with_history(RetentionPeriod(subject=subject, days=keeping.days), actor=None, reason="default")
    same_version(row, version)
    about = keeping.about
    if not about.at_least <= days <= about.at_most:
        raise InvalidInput(
            gettext_lazy("Between %(least)s and %(most)s days."),
            code="out_of_range",
            field="days",
            params={"least": about.at_least, "most": about.at_most},
        )
    if not reason.strip():
        raise InvalidInput(gettext_lazy("Enter a reason."), code="reason_missing", field="reason")
    if days == row.days:
        raise InvalidInput(gettext_lazy("Nothing would change."), code="nothing_changes")
    row.days, row.version = days, row.version + 1
    save_with_history(row, actor=actor, reason=f"changed: {reason.strip()}"[:100])
    return keeping_of(subject)


def preview_retention(
    *, subject: str, days: int, reason: str, actor: Actor, now: datetime, version: int | None = None
) -> list[PreviewLine]:
    """What the next sweep would erase with this period, as text. Nothing is saved."""
    with trial():
        before = keeping_of(subject)
        set_retention(subject=subject, days=days, reason=reason, actor=actor, now=now, version=version)
    if before.about.is_private:
        return [PreviewLine(_("Records that have reached their limit are erased. Their number is not shown."), "due")]
    count, was = before.due(now, days).count(), before.due(now).count()
    if not count:
        return [PreviewLine(_("No records have reached their retention limit today."))]
    if hasattr(before.about.model, "history"):
        said = _("Records whose personal data is permanently erased today: %(count)s. Without the change: %(was)s.")
    else:
        said = _("Records permanently deleted today: %(count)s. Without the change: %(was)s.")
    return [PreviewLine(said % {"count": count, "was": was}, "due" if count > was else "")]

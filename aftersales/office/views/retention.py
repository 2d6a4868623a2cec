"""Pages of data retention, for the administrator."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.staff.permissions import can_administer
from aftersales.store.personal import Declared, Kind, declared
from aftersales.web.figures import days as in_days
from aftersales.web.history import Source, changes
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, edit_page, list_page

from ..forms.company import RetentionForm
from ..models import RetentionPeriod
from ..permissions import KEEPERS
from ..queries.retention import Keeping, keeping_of, keepings
from ..services import retention as services
from ..texts import reason_in_words


@policy("retention.list", roles=KEEPERS)
@require_GET
def retention_list(request: HttpRequest) -> HttpResponse:
    """Data that is erased after some days, with how much is due today; then data that is kept as long as the
    customer."""
    now = timezone.now()
    kept = {"newest": settings.BACKUP_KEEP, "weeks": settings.BACKUP_KEEP_WEEKLY}
    return list_page(
        request,
        "retention",
        rows=[*(_row(one, now) for one in keepings()), *_lasting()],
        heads=[_("Data kept"), _("Retention"), _("Default"), _("Due for deletion")],
        text=_(
            "Due data is erased within the hour. Export files are not kept; the latest %(newest)s "
            "backups and the last one of each of the past %(weeks)s weeks are kept (BACKUP_KEEP)."
        )
        % kept,
    )


def _row(one: Keeping, now: datetime) -> ListRow:
    days, usual = map(in_days, (one.days, one.about.retention))
    cells = (_with_purpose(days, one.about), usual, "–" if one.about.is_private else one.due(now).count())
    return ListRow(one.label, cells, reverse("retention_of", args=[one.subject]))


def _with_purpose(days: str, about: Declared) -> str:
    return _("%(what)s: %(why)s") % {"what": days, "why": about.purpose}


def _lasting() -> list[ListRow]:
    """Data that is kept until somebody asks for erasure. It has no figures."""
    found = [about for about in declared() if not about.retention and set(about.fields.values()) - {Kind.KEY}]
    archive = _("As long as the customer record")
    return [ListRow(str(about.label), (_with_purpose(archive, about), "", ""), past=True) for about in found]


@policy("retention.change", roles=KEEPERS)
@require_http_methods(["GET", "POST"])
def retention_of(request: HttpRequest, subject: str) -> HttpResponse:
    """The retention period of one kind of data."""
    now, one = timezone.now(), keeping_of(subject)
    form = RetentionForm(request.POST if request.method == "POST" else None, keeping=one)
    asked: dict[str, Any] = {"subject": subject, "actor": request.user, "now": now}

    def act(data: dict[str, Any]) -> Keeping:
        return services.set_retention(**asked, **data)

    def preview(data: dict[str, Any]) -> Any:
        return services.preview_retention(**asked, **data)

    labels = {"days": form.fields["days"].label}
    history = changes(
        [Source(RetentionPeriod.history.filter(subject=subject), lambda _row: "", labels)], reason_in_words
    )
    return edit_page(
        request,
        form,
        act,
        tab="retention",
        title=one.label,
        text=one.about.purpose,
        button=_("Save"),
        done=_("Change saved"),
        preview=preview,
        may_change=can_administer(request.user),
        changes=history,
    )

"""What an investigation records besides its findings: severity and plan, who stands down, photos, examined units, five
whys and possible causes (Q1)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.office.services.drafts import drop_draft
from aftersales.office.services.files import store_upload
from aftersales.staff.models import User
from aftersales.store.writing import create_all_with_history, save_with_history

from ..enums import CauseStanding, Severity
from ..models import Investigation, InvestigationFile, StoodDown
from .guests import invite_team
from .investigations import MAX_FILES, open_one, running_one, save

Rows = Sequence[Mapping[str, Any]]


def photos_draft(investigation_id: int) -> str:
    """The key under which the caption of a photo is saved while it waits for the network."""
    return f"photos-{investigation_id}"


@transaction.atomic
def set_plan(
    *, investigation_id: int, severity: str, plan: str, actor: User, now: datetime, version: int | None = None
) -> Investigation:
    """Set how grave the incident is, which decides how deep the investigation goes, and what is planned."""
    row = open_one(investigation_id, actor, version)
    if severity not in Severity.values:
        raise InvalidInput(_("Choose the severity."), code="unknown", field="severity")
    row.severity, row.plan = severity, plan.strip()
    return save(row, actor=actor, reason="plan")


@transaction.atomic
def stand_down(*, investigation_id: int, person: User, reason: str, actor: User, now: datetime) -> Investigation:
    """Somebody takes no part in the investigation, for example because it is about their own work, and why."""
    row = open_one(investigation_id, actor, None)
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="reason_missing", field="reason")
    if person.pk == row.lead_id:
        raise RuleViolation(_("Choose another lead first."), code="is_lead", field="person")
    if row.stood_down.filter(person=person).exists():
        raise RuleViolation(_("This person has stood down already."), code="stood_down_already", field="person")
    gone = StoodDown(investigation=row, person=person, reason=reason.strip(), at=now)
    save_with_history(gone, actor=actor, reason="stood down")
    row.team.remove(person)
    invite_team(row)
    return save(row, actor=actor, reason="team")


@transaction.atomic
def add_photos(
    *, investigation_id: int, uploads: Sequence[Any], caption: str, actor: User, now: datetime
) -> Investigation:
    """Add photos from the site, with what they show. Every member of the team may."""
    row = running_one(investigation_id, actor)
    if not uploads:
        raise InvalidInput(_("Choose a photo."), code="empty", field="files")
    if row.files.count() + len(uploads) > MAX_FILES:
        raise RuleViolation(
            _("An investigation can have up to %(limit)s files."),
            code="too_many_files",
            params={"limit": MAX_FILES},
            field="files",
        )
    files = [
        InvestigationFile(
            investigation=row,
            stored=store_upload(upload=upload, actor=actor, now=now),
            caption=caption.strip()[:200],
            added_by=actor,
            added_at=now,
        )
        for upload in uploads
    ]
    create_all_with_history(InvestigationFile, files, actor=actor, reason="findings")
    drop_draft(actor=actor, key=photos_draft(row.pk))
    return row


@transaction.atomic
def save_identification(
    *,
    investigation_id: int,
    identification: str,
    rows: Rows,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Investigation:
    """Record what was examined, how, and what was found: the product identification 产品鉴定."""
    row = open_one(investigation_id, actor, version)
    row.identification, row.specimens = identification.strip(), [dict(each) for each in rows]
    row.identified_by, row.identified_at = actor, now
    return save(row, actor=actor, reason="identified")


@transaction.atomic
def save_whys(
    *, investigation_id: int, rows: Rows, actor: User, now: datetime, version: int | None = None
) -> Investigation:
    """Record why it happened, asked until the root."""
    row = open_one(investigation_id, actor, version)
    row.whys = [dict(each) for each in rows]
    return save(row, actor=actor, reason="whys")


@transaction.atomic
def save_causes(
    *, investigation_id: int, rows: Rows, actor: User, now: datetime, version: int | None = None
) -> Investigation:
    """Record the possible causes, and which of them are proven or excluded."""
    row = open_one(investigation_id, actor, version)
    row.causes = [dict(each) for each in rows]
    proven = (each["category"] for each in row.causes if each["standing"] == CauseStanding.PROVEN)
    row.cause_category = next(proven, "")
    return save(row, actor=actor, reason="causes")

"""Samples: sealed, handed over with a line in the custody log, kept, and disposed of by two people (Q5)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_upload
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history
from complaints.models import Ticket
from complaints.services.common import event
from customers.models import Product

from ..enums import SampleKind
from ..models import Investigation, Sample, SampleFile, SampleMove
from ..permissions import samples as permissions
from ..queries.samples import obstacles_of
from ..rules.samples import OBSTACLES
from ..rules.workflow import SAMPLE
from .locking import lock_ticket_of
from .news import tell_handed_over

MAX_FILES = 10


@transaction.atomic
def seal_sample(
    *,
    kind: str,
    seal_number: str,
    taken_at: datetime,
    taken_from: str,
    place: str,
    custodian: User,
    retain_until: date,
    actor: User,
    now: datetime,
    ticket_id: int | None = None,
    investigation_id: int | None = None,
    product: Product | None = None,
    batch: str = "",
    serial: str = "",
    quantity: int = 1,
    description: str = "",
    uploads: Sequence[Any] = (),
) -> Sample:
    """Put a sample under a seal. Product and batch are those of the ticket if they are not given. The first line of
    the custody log says where it was taken."""
    ensure(permissions.can_seal(actor))
    investigation = Investigation.objects.filter(pk=investigation_id).first() if investigation_id else None
    ticket = investigation.ticket if investigation else None
    if ticket_id:
        ticket = Ticket.objects.filter(pk=ticket_id).first()
    product = product or (ticket.product if ticket else None)
    if product is None:
        raise InvalidInput(_("Choose the product of the sample."), code="required", field="product")
    _check(kind, custodian, taken_at, retain_until, len(uploads), now)
    _check_seal(seal_number)
    row = Sample(
        number=next_number("SA", now=now),
        kind=kind,
        seal_number=seal_number,
        ticket=ticket,
        investigation=investigation,
        product=product,
        batch=batch.strip() or (ticket.batch if ticket else ""),
        serial=serial,
        quantity=quantity,
        description=description.strip(),
        taken_at=taken_at,
        taken_from=taken_from.strip(),
        place=place.strip(),
        custodian=custodian,
        retain_until=retain_until,
    )
    save_with_history(row, actor=actor, reason="sealed")
    _log(row, at=taken_at, from_place=row.taken_from, from_whom="", actor=actor, now=now)
    files = [SampleFile(sample=row, stored=store_upload(upload=one, actor=actor, now=now)) for one in uploads]
    create_all_with_history(SampleFile, files, actor=actor, reason="sealed")
    if ticket is not None:
        event(ticket, "sample_sealed", actor=actor, now=now, number=row.number, seal=row.seal_number)
    tell_handed_over(row, actor=actor, now=now)
    return row


def _check(kind: str, custodian: User, taken_at: datetime, retain_until: date, files: int, now: datetime) -> None:
    if kind not in SampleKind.values:
        raise InvalidInput(_("This type of sample doesn’t exist."), code="unknown_kind", field="kind")
    if taken_at > now:
        raise InvalidInput(_("This time is in the future."), code="future", field="taken_at")
    if retain_until < company_date(taken_at):
        raise InvalidInput(
            _("The sample must be kept at least until the day it was taken."), code="too_early", field="retain_until"
        )
    _check_custodian(custodian)
    if files > MAX_FILES:
        raise RuleViolation(
            _("A sample can have up to %(limit)s photos."),
            code="too_many_files",
            params={"limit": MAX_FILES},
            field="files",
        )


def _check_custodian(custodian: User, present: int | None = None) -> None:
    if custodian.pk != present and (custodian.role not in permissions.CUSTODIANS or not custodian.is_active):
        raise InvalidInput(_("This user can’t keep samples."), code="not_a_custodian", field="custodian")


def _check_seal(seal: str, field: str = "seal_number") -> None:
    """Refuse a seal number that another sample has. The constraint of the database refuses the loser of a race."""
    if other := Sample.objects.filter(seal_number=seal).first():
        raise InvalidInput(
            _("Seal %(seal)s is on sample %(number)s."),
            code="seal_taken",
            params={"seal": seal, "number": other.number},
            field=field,
        )


@transaction.atomic
def hand_over_sample(
    *,
    sample_id: int,
    at: datetime,
    place: str,
    custodian: User,
    actor: User,
    now: datetime,
    holder: str = "",
    seal_whole: bool = True,
    new_seal: str = "",
    note: str = "",
    version: int | None = None,
) -> Sample:
    """Hand a sample over: to another place, custodian, or to somebody outside (holder), or back from there. A broken
    seal is replaced and explained."""
    row = lock(Sample, pk=sample_id)
    ensure(permissions.can_hand_over(actor, row))
    same_version(row, version)
    _check_custodian(custodian, row.custodian_id)
    last = row.moves.first()
    if at > now:
        raise InvalidInput(_("This time is in the future."), code="future", field="at")
    if last and at < last.at.replace(second=0, microsecond=0):  # forms send minutes
        raise InvalidInput(_("The last handover was later than this."), code="too_early", field="at")
    if not seal_whole and not (new_seal.strip() and note.strip()):
        raise InvalidInput(
            _("A broken seal needs a new seal, and a note on what happened."),
            code="seal_broken",
            field="note" if new_seal.strip() else "new_seal",
        )
    hand_over(
        row,
        at=at,
        place=place,
        custodian=custodian,
        holder=holder,
        seal_whole=seal_whole,
        new_seal=new_seal,
        note=note,
        actor=actor,
        now=now,
    )
    return row


def hand_over(
    row: Sample,
    *,
    at: datetime,
    place: str,
    custodian: User,
    actor: Actor,
    now: datetime,
    holder: str = "",
    seal_whole: bool = True,
    new_seal: str = "",
    note: str = "",
) -> None:
    """Write a line of the custody log. The caller has locked the sample and checked the permission."""
    from_place, from_whom = row.place, row.holder or str(row.custodian)
    if holder.strip() and not row.holder:
        row.state = SAMPLE.next(row.state, "hand_out")
    elif row.holder and not holder.strip():
        row.state = SAMPLE.next(row.state, "take_back")
    else:
        row.state = SAMPLE.next(row.state, "move")
    if new_seal.strip():
        _check_seal(new_seal.strip(), "new_seal")
        row.seal_number = new_seal.strip()
    row.place, row.custodian, row.holder = place.strip(), custodian, holder.strip()
    _save(row, actor=actor, reason="handed over")
    _log(
        row,
        at=at,
        from_place=from_place,
        from_whom=from_whom,
        actor=actor,
        now=now,
        seal_whole=seal_whole,
        new_seal=new_seal.strip(),
        note=note.strip(),
    )
    tell_handed_over(row, actor=actor, now=now)


def _log(
    row: Sample, *, at: datetime, from_place: str, from_whom: str, actor: Actor, now: datetime, **more: Any
) -> None:
    line = SampleMove(
        sample=row,
        at=at,
        from_place=from_place[:100],
        from_whom=from_whom,
        place=row.place,
        custodian=row.custodian,
        holder=row.holder,
        recorded_by=actor,
        recorded_at=now,
        **more,
    )
    save_with_history(line, actor=actor, reason="handed over")


@transaction.atomic
def keep_sample(
    *, sample_id: int, retain_until: date, reason: str, actor: User, now: datetime, version: int | None = None
) -> Sample:
    """Change until when a sample is kept, with a reason. It takes back a first signature for its disposal."""
    row = lock(Sample, pk=sample_id)
    ensure(permissions.can_seal(actor))
    same_version(row, version)
    if SAMPLE.is_final(row.state):
        raise Conflict(_("This sample has been disposed of."), code="disposed")
    if retain_until < company_date(row.taken_at):
        raise InvalidInput(
            _("The sample must be kept at least until the day it was taken."), code="too_early", field="retain_until"
        )
    if not reason.strip():
        raise InvalidInput(_("Enter a reason."), code="empty", field="reason")
    if SAMPLE.allows(row.state, "keep"):
        row.state = SAMPLE.next(row.state, "keep")
        row.first_signed_by = row.first_signed_at = None
    row.retain_until = retain_until
    return _save(row, actor=actor, reason=f"kept: {reason.strip()}")


@transaction.atomic
def dispose_of_sample(
    *, sample_id: int, disposal: str, actor: User, now: datetime, version: int | None = None
) -> Sample:
    """Sign the disposal first. Never while an objection is unsettled, the investigation runs, or the period lasts."""
    row = lock(Sample, pk=sample_id)
    ensure(permissions.can_seal(actor))
    same_version(row, version)
    row.state = SAMPLE.next(row.state, "dispose")
    _refuse_obstacles(row, now)
    if not disposal.strip():
        raise InvalidInput(_("Enter how the sample is disposed of."), code="empty", field="disposal")
    row.disposal, row.first_signed_by, row.first_signed_at = disposal.strip(), actor, now
    return _save(row, actor=actor, reason="disposal signed once")


@transaction.atomic
def confirm_disposal(*, sample_id: int, actor: User, now: datetime, version: int | None = None) -> Sample:
    """Sign the disposal second, after which the sample is gone. An objection that came meanwhile stops it."""
    lock_ticket_of(Sample, sample_id)
    row = lock(Sample, pk=sample_id)
    ensure(permissions.can_confirm_disposal(actor, row))
    same_version(row, version)
    row.state = SAMPLE.next(row.state, "confirm_disposal")
    _refuse_obstacles(row, now)
    row.disposed_by, row.disposed_at = actor, now
    _save(row, actor=actor, reason="disposed")
    if row.ticket is not None:
        event(row.ticket, "sample_disposed", actor=actor, now=now, number=row.number)
    return row


def _refuse_obstacles(row: Sample, now: datetime) -> None:
    for code, params in obstacles_of(row, now):
        raise RuleViolation(OBSTACLES[code], code=code, params=params)


def _save(row: Sample, *, actor: Actor, reason: str) -> Sample:
    row.version += 1
    return save_with_history(row, actor=actor, reason=reason)

"""Recognition and correction: proposed with the facts, commented on by the person, decided by a second one."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version

from .. import permissions
from ..enums import RecognitionKind
from ..models import Recognition
from ..rules.recognition import TO_COMMENT, is_heard
from ..rules.workflow import RECOGNITION
from .common import check_people, save, words
from .news import tell_proposed, tell_recognition


@transaction.atomic
def propose(
    *,
    kind: str,
    person: User,
    happened_on: date,
    reason: str,
    facts: str,
    actor: User,
    now: datetime,
    measure: str = "",
) -> Recognition:
    """Propose to recognise or correct somebody. The person can comment before it is decided."""
    ensure(permissions.can_propose(actor))
    check_people([person], permissions.TRAINED, "person")
    if person.pk == actor.pk:
        raise InvalidInput(_("Choose somebody else than yourself."), code="same", field="person")
    if happened_on > company_date(now):
        raise InvalidInput(_("The day lies in the future."), code="out_of_range", field="happened_on")
    row = Recognition(
        number=next_number("RG", now=now),
        kind=kind,
        person=person,
        happened_on=happened_on,
        reason=words(reason, "reason", limit=200),
        facts=words(facts, "facts"),
        measure=measure.strip()[:500],
        proposed_by=actor,
        proposed_at=now,
        version=0,
    )
    save(row, actor=actor, reason="recognition proposed")
    tell_proposed(row, actor=actor, now=now)
    return row


@transaction.atomic
def comment(*, recognition_id: int, text: str, actor: User, now: datetime, version: int | None = None) -> Recognition:
    """What the person says about the facts. A later comment replaces it; the history keeps both."""
    row = _locked(recognition_id, actor)
    ensure(permissions.can_comment(actor, row))
    same_version(row, version)
    row.state = RECOGNITION.next(row.state, "comment")
    row.comment, row.commented_at = words(text, "text"), now
    save(row, actor=actor, reason="commented")
    tell_recognition(row, "recognition_commented", [row.proposed_by, row.decided_by], actor=actor, now=now)
    return row


@transaction.atomic
def decide(
    *, recognition_id: int, decision: str, actor: User, now: datetime, version: int | None = None
) -> Recognition:
    """Recognise or correct. A correction waits until the person has commented or had three days to do so."""
    row = _end(recognition_id, decision, "decide", actor=actor, now=now, version=version)
    if row.kind == RecognitionKind.CORRECTION and not is_heard(row.proposed_at, row.commented_at, now):
        raise RuleViolation(
            _("The person has %(days)s days to comment. Decide after their comment, or after that."),
            code="not_heard",
            params={"days": TO_COMMENT.days},
        )
    save(row, actor=actor, reason="decided")
    tell_recognition(row, "recognition_decided", [row.person, row.proposed_by], actor=actor, now=now)
    return row


@transaction.atomic
def decline(
    *, recognition_id: int, decision: str, actor: User, now: datetime, version: int | None = None
) -> Recognition:
    """Decline the proposal, with the reason."""
    row = _end(recognition_id, decision, "decline", actor=actor, now=now, version=version)
    save(row, actor=actor, reason="recognition declined")
    tell_recognition(row, "recognition_declined", [row.person, row.proposed_by], actor=actor, now=now)
    return row


def _locked(pk: int, actor: User) -> Recognition:
    return lock(permissions.visible_recognitions(actor).select_related("person", "proposed_by", "decided_by"), pk=pk)


def _end(pk: int, decision: str, action: str, *, actor: User, now: datetime, version: int | None) -> Recognition:
    row = _locked(pk, actor)
    ensure(permissions.can_decide(actor, row), _("Somebody else than the person and the proposer decides."))
    same_version(row, version)
    row.state = RECOGNITION.next(row.state, action)
    row.decision, row.decided_by, row.decided_at = words(decision, "decision"), actor, now
    return row

"""Service quality interviews: notice, preparation, record and agreement (003, rule on quality communication)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.numbering import next_number
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, delete_with_history, lock, same_version

from .. import permissions
from ..models import Interview, InterviewFollowUp, InterviewTarget
from ..queries import interviews as queries
from ..rules import interviews as rules
from ..rules.workflow import INTERVIEW
from .common import check_people, save, words
from .news import tell_interview

FACTS = ("period_from", "period_to", "starts_at", "place", "topic", "superior", "superior_attends")


@transaction.atomic
def arrange(*, person: User, actor: User, now: datetime, **facts: Any) -> Interview:
    """Arrange an interview that the actor holds, and notify the person of day, place, who takes part and what it is
    about (article 2)."""
    ensure(permissions.can_arrange(actor))
    check_people([person], permissions.TRAINED, "person")
    if person.pk == actor.pk:
        raise InvalidInput(_("Choose somebody else than yourself."), code="same", field="person")
    row = Interview(number=next_number("IV", now=now), person=person, interviewer=actor, noticed_at=now, version=0)
    _set(row, facts, now)
    save(row, actor=actor, reason="noticed")
    tell_interview(row, "interview_noticed", [person, _attending(row)], actor=actor, now=now)
    return row


@transaction.atomic
def change_interview(
    *, interview_id: int, actor: User, now: datetime, version: int | None = None, **facts: Any
) -> Interview:
    """Change day, place or topic before the interview. The others who take part are notified; a superior who did not
    until now gets the notice."""
    row = _locked(interview_id, actor)
    ensure(permissions.can_lead(actor, row))
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "change")
    before = _attending(row)
    _set(row, facts, now)
    save(row, actor=actor, reason="changed")
    after = _attending(row)
    tell_interview(row, "interview_moved", [row.person, after if after == before else None], actor=actor, now=now)
    if after != before:
        tell_interview(row, "interview_noticed", [after], actor=actor, now=now)
    return row


@transaction.atomic
def cancel_interview(
    *, interview_id: int, reason: str, actor: User, now: datetime, version: int | None = None
) -> Interview:
    """Cancel an interview before it took place."""
    row = _locked(interview_id, actor)
    ensure(permissions.can_lead(actor, row))
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "cancel")
    row.cancel_reason, row.closed_at = words(reason, "reason", limit=500), now
    save(row, actor=actor, reason="cancelled")
    tell_interview(row, "interview_cancelled", [row.person, _attending(row)], actor=actor, now=now)
    return row


@transaction.atomic
def prepare_own(
    *, interview_id: int, actor: User, now: datetime, is_ready: bool, version: int | None = None, **parts: str
) -> Interview:
    """What the person prepares (article 6). Once both sides are ready, each reads what the other has written."""
    row = _locked(interview_id, actor)
    ensure(permissions.can_speak(actor, row))
    _prepare(row, parts, rules.OWN_PARTS, is_ready=is_ready, version=version)
    row.own_ready_at = (row.own_ready_at or now) if is_ready else None
    save(row, actor=actor, reason="prepared")
    if is_ready:
        tell_interview(row, "interview_prepared", [row.interviewer], actor=actor, now=now)
    return row


@transaction.atomic
def prepare_lead(
    *, interview_id: int, actor: User, now: datetime, is_ready: bool, version: int | None = None, **parts: str
) -> Interview:
    """What the interviewer prepares (article 5)."""
    row = _locked(interview_id, actor)
    ensure(permissions.can_lead(actor, row))
    _prepare(row, parts, rules.LEAD_PARTS, is_ready=is_ready, version=version)
    row.lead_ready_at = (row.lead_ready_at or now) if is_ready else None
    save(row, actor=actor, reason="prepared")
    if is_ready:
        tell_interview(row, "interview_prepared", [row.person], actor=actor, now=now)
    return row


def _prepare(
    row: Interview, parts: Mapping[str, str], names: Sequence[str], *, is_ready: bool, version: int | None
) -> None:
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "prepare")
    for name in names:
        setattr(row, name, parts.get(name, "").strip())
    if is_ready and len(rules.empty_parts({name: getattr(row, name) for name in names})) == len(names):
        raise InvalidInput(_("Write at least one part before you are ready."), code="empty", field=names[0])


@transaction.atomic
def record_interview(
    *,
    interview_id: int,
    targets: Sequence[Mapping[str, Any]],
    actor: User,
    now: datetime,
    version: int | None = None,
    **parts: str,
) -> Interview:
    """Write the record in the order of the rule, with the targets of the next period. Written again, both sign again.

    targets: goal, now, target, until, helper. The figures of the period are kept as they are at this moment.
    """
    row = _locked(interview_id, actor)
    ensure(permissions.can_lead(actor, row))
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "record")
    if not queries.is_begun(row, now):
        raise RuleViolation(_("The interview has not taken place yet."), code="not_begun")
    for name in rules.RECORD_PARTS:
        setattr(row, name, parts.get(name, "").strip())
    for name in ("strengths", "statement", "conclusion"):
        words(getattr(row, name), name)
    row.held_at, row.own_signed_at, row.lead_signed_at = now, None, None
    row.figures = queries.figures_of(row.person_id, row.period_from, row.period_to)
    save(row, actor=actor, reason="record written")
    _put_targets(row, targets, actor=actor)
    tell_interview(row, "interview_recorded", [row.person], actor=actor, now=now)
    return row


def _put_targets(row: Interview, targets: Sequence[Mapping[str, Any]], *, actor: User) -> None:
    if not 1 <= len(targets) <= rules.MAX_TARGETS:
        raise InvalidInput(
            _("Agree on 1 to %(most)s targets."), code="targets", field="targets", params={"most": rules.MAX_TARGETS}
        )
    for old in row.targets.all():
        delete_with_history(old, actor=actor, reason="changed")
    rows = [InterviewTarget(interview=row, place=place, **target) for place, target in enumerate(targets, 1)]
    create_all_with_history(InterviewTarget, rows, actor=actor, reason="targets")


@transaction.atomic
def dissent(*, interview_id: int, text: str, actor: User, now: datetime, version: int | None = None) -> Interview:
    """The person writes a different view, which stays with the record."""
    row = _locked(interview_id, actor)
    ensure(permissions.can_speak(actor, row))
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "dissent")
    row.dissent = words(text, "text")
    save(row, actor=actor, reason="dissent")
    tell_interview(row, "interview_dissent", [row.interviewer, row.superior], actor=actor, now=now)
    return row


@transaction.atomic
def sign(*, interview_id: int, actor: User, now: datetime, version: int | None = None) -> Interview:
    """Agree to record and targets. The second signature ends the record: nothing in it changes any more."""
    row = _locked(interview_id, actor)
    speaks, leads = permissions.can_speak(actor, row), permissions.can_lead(actor, row)
    ensure(speaks or leads)
    same_version(row, version)
    row.state = INTERVIEW.next(row.state, "sign")
    field = "own_signed_at" if speaks else "lead_signed_at"
    if getattr(row, field):
        raise RuleViolation(_("You have signed already."), code="signed")
    setattr(row, field, now)
    both = bool(row.own_signed_at and row.lead_signed_at)
    if both:
        row.state = INTERVIEW.next(row.state, "conclude")
    save(row, actor=actor, reason="both agreed" if both else "signed")
    template = "interview_agreed" if both else "interview_signed"
    tell_interview(row, template, [row.person, row.interviewer], actor=actor, now=now)
    return row


@transaction.atomic
def plan_follow_up(
    *, interview_id: int, what: str, due_on: date, actor: User, now: datetime, who: str = ""
) -> Interview:
    """Add what is done to help, before both have signed. Their signatures so far are withdrawn."""
    row = _locked(interview_id, actor)
    ensure(permissions.can_lead(actor, row))
    row.state = INTERVIEW.next(row.state, "plan")
    place = row.follow_ups.count() + 1
    if place > rules.MAX_FOLLOW_UPS:
        raise RuleViolation(_("There are enough follow-ups."), code="too_many")
    made = InterviewFollowUp(
        interview=row, place=place, what=words(what, "what", limit=200), who=who.strip()[:100], due_on=due_on
    )
    create_all_with_history(InterviewFollowUp, [made], actor=actor, reason="follow-up planned")
    row.own_signed_at = row.lead_signed_at = None
    return save(row, actor=actor, reason="follow-up planned")


def _attending(row: Interview) -> User | None:
    """The superior, if they take part."""
    return row.superior if row.superior_attends else None


def _locked(interview_id: int, actor: User) -> Interview:
    """The interview, locked; NotVisible for everybody who does not take part."""
    people = ("person", "interviewer", "superior")
    return lock(permissions.visible_interviews(actor).select_related(*people), pk=interview_id)


def _set(row: Interview, facts: Mapping[str, Any], now: datetime) -> None:
    for name in FACTS:
        if name in facts:
            value = facts[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    words(row.place, "place")
    words(row.topic, "topic")
    if rules.wrong_period(row.period_from, row.period_to):
        raise InvalidInput(
            _("The period is at most a year long and ends after it begins."), code="period", field="period_to"
        )
    if rules.is_short_notice(company_date(now), company_date(row.starts_at)):
        raise RuleViolation(
            _("The person hears of it at least %(days)s days before."),
            code="short_notice",
            field="starts_at",
            params={"days": rules.NOTICE.days},
        )
    if row.superior is not None:
        if row.superior_id in (row.person_id, row.interviewer_id):
            raise InvalidInput(_("The superior is a third person."), code="same", field="superior")
        check_people([row.superior], permissions.SUPERIORS, "superior")
    elif row.superior_attends:
        raise InvalidInput(_("Choose the superior who takes part."), code="required", field="superior")

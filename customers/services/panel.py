"""The customer panel 客户委员会 (A9)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import lock, same_version, save_with_history

from ..models import PanelAnswer, PanelMember, PanelQuestion
from ..permissions import can_ask_panel, can_edit, can_record, visible_to


@transaction.atomic
def join_panel(
    *, actor: Actor, now: datetime, contact_id: int, agreed_on: date, ask_by: str, topics: str = ""
) -> PanelMember:
    """Record that a contact agreed to advise. A contact can be a member only once."""
    customer = lock(visible_to(actor), contacts=contact_id)
    ensure(can_edit(actor, customer))
    if agreed_on > company_date(now):
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="agreed_on")
    if PanelMember.objects.filter(contact=contact_id, until=None).exists():
        raise Conflict(gettext_noop("This contact is already on the panel."), code="member_already", field="contact")
    member = PanelMember(
        customer=customer, contact_id=contact_id, agreed_on=agreed_on, ask_by=ask_by, topics=topics.strip()[:200]
    )
    return save_with_history(member, actor=actor, reason="joined the panel")


@transaction.atomic
def leave_panel(*, actor: Actor, now: datetime, member_id: int) -> PanelMember:
    """End a membership today; the member's opinions stay. It is safe to repeat."""
    customer = lock(visible_to(actor), panel_members=member_id)
    ensure(can_edit(actor, customer))
    member = lock(PanelMember, pk=member_id)
    if member.until is None:
        member.until = company_date(now)
        member.version += 1
        save_with_history(member, actor=actor, reason="left the panel")
    return member


@transaction.atomic
def ask_panel(*, actor: Actor, now: datetime, title: str, body: str = "") -> PanelQuestion:
    """Ask the panel a question."""
    ensure(can_ask_panel(actor))
    if not title.strip():
        raise InvalidInput(gettext_noop("Enter the question."), code="empty", field="title")
    question = PanelQuestion(title=title.strip()[:200], body=body.strip(), asked_at=now, asked_by=actor)
    return save_with_history(question, actor=actor, reason="asked")


@transaction.atomic
def record_opinion(*, actor: Actor, now: datetime, question_id: int, member: PanelMember, body: str) -> PanelAnswer:
    """Record the opinion of a member. A second opinion on the same question replaces the first."""
    question = lock(PanelQuestion, pk=question_id)
    lock(visible_to(actor), pk=member.customer_id)
    ensure(can_record(actor))
    if question.closed_at is not None:
        raise RuleViolation(gettext_noop("This question is closed."), code="closed")
    if not body.strip():
        raise InvalidInput(gettext_noop("Enter some text first."), code="empty", field="body")
    answer = PanelAnswer.objects.filter(question=question, member=member).first()
    answer = answer or PanelAnswer(question=question, member=member)
    answer.body, answer.at, answer.by = body.strip(), now, actor
    return save_with_history(answer, actor=actor, reason="opinion")


@transaction.atomic
def close_question(
    *, actor: Actor, now: datetime, question_id: int, outcome: str, version: int | None = None
) -> PanelQuestion:
    """Close the question with its outcome."""
    question = lock(PanelQuestion, pk=question_id)
    ensure(can_ask_panel(actor))
    same_version(question, version)
    if question.closed_at is not None:
        raise Conflict(gettext_noop("This question is closed."), code="closed")
    if not outcome.strip():
        raise InvalidInput(gettext_noop("Enter the outcome."), code="empty", field="outcome")
    question.outcome, question.closed_at, question.closed_by = outcome.strip(), now, actor
    question.version += 1
    return save_with_history(question, actor=actor, reason="concluded")

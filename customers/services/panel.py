"""The customer panel 客户委员会 (A9)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, gettext_noop
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history

from ..models import Contact, Customer, PanelAnswer, PanelMember, PanelQuestion
from ..permissions import can_ask_panel, can_edit, can_record, require, visible_to


@transaction.atomic
def join_panel(
    *, actor: Actor, now: datetime, customer: Customer, contact: Contact, agreed_on: date, ask_by: str, topics: str = ""
) -> PanelMember:
    """A contact agreed to advise. Asked twice, there is still one seat."""
    customer = lock(visible_to(actor), pk=customer.pk)
    require(can_edit(actor, customer))
    if contact.customer_id != customer.pk:
        raise InvalidInput(
            gettext_noop("This contact belongs to another customer."), code="contact_elsewhere", field="contact"
        )
    if agreed_on > timezone.localdate(now):
        raise InvalidInput(gettext_noop("The date is in the future."), code="in_the_future", field="agreed_on")
    if PanelMember.objects.filter(contact=contact, until=None).exists():
        raise Conflict(gettext_noop("This contact is already on the panel."), code="member_already", field="contact")
    member = PanelMember(
        customer=customer, contact=contact, agreed_on=agreed_on, ask_by=ask_by, topics=topics.strip()[:200]
    )
    return save_with_history(member, actor=actor, reason="joined the panel")


@transaction.atomic
def leave_panel(*, actor: Actor, now: datetime, member: PanelMember) -> PanelMember:
    """From today on not asked any more; what was said stays. Safe to repeat."""
    customer = lock(visible_to(actor), pk=member.customer_id)
    require(can_edit(actor, customer))
    member = lock(PanelMember, pk=member.pk)
    if member.until is None:
        member.until = timezone.localdate(now)
        member.version += 1
        save_with_history(member, actor=actor, reason="left the panel")
    return member


@transaction.atomic
def ask_panel(*, actor: Actor, now: datetime, title: str, body: str = "") -> PanelQuestion:
    """Put a question to the panel."""
    require(can_ask_panel(actor))
    if not title.strip():
        raise InvalidInput(gettext_noop("Enter the question."), code="empty", field="title")
    question = PanelQuestion(title=title.strip()[:200], body=body.strip(), asked_at=now, asked_by=actor)
    return save_with_history(question, actor=actor, reason="asked")


@transaction.atomic
def keep_opinion(
    *, actor: Actor, now: datetime, question: PanelQuestion, member: PanelMember, body: str
) -> PanelAnswer:
    """What a member says to a question; said again, it replaces what was said."""
    question = lock(PanelQuestion, pk=question.pk)
    lock(visible_to(actor), pk=member.customer_id)
    require(can_record(actor))
    if question.closed_at is not None:
        raise RuleViolation(gettext_noop("This question is closed."), code="closed")
    if not body.strip():
        raise InvalidInput(gettext_noop("Enter some text first."), code="empty", field="body")
    answer = PanelAnswer.objects.filter(question=question, member=member).first()
    answer = answer or PanelAnswer(question=question, member=member)
    answer.body, answer.at, answer.by = body.strip(), now, actor
    return save_with_history(answer, actor=actor, reason="opinion")


@transaction.atomic
def conclude(
    *, actor: Actor, now: datetime, question: PanelQuestion, outcome: str, version: int | None = None
) -> PanelQuestion:
    """Say what came of the opinions; the question is closed."""
    question = lock(PanelQuestion, pk=question.pk)
    require(can_ask_panel(actor))
    same_version(question, version)
    if question.closed_at is not None:
        raise Conflict(gettext_noop("This question is closed."), code="closed")
    if not outcome.strip():
        raise InvalidInput(gettext_noop("Enter the outcome."), code="empty", field="outcome")
    question.outcome, question.closed_at, question.closed_by = outcome.strip(), now, actor
    question.version += 1
    return save_with_history(question, actor=actor, reason="concluded")

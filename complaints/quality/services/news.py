"""Sends the notifications of quality. Their texts are in texts.py."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from aftersales.notifications.services.notifications import notify
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, User
from aftersales.staff.queries import people_with_role

from ..models import Action, Investigation, InvestigationReport


def _notify(
    users: Iterable[User], template: str, subject: Any, *, key: str, actor: Actor, now: datetime, **params: Any
) -> None:
    """Notify the users, except the actor."""
    others = [user for user in users if actor is None or user.pk != actor.pk]
    about = {"number": subject.number, "title": subject.title, **params}
    notify(users=others, template=template, params=about, url=subject.get_absolute_url(), key=key, now=now)


def tell_opened(investigation: Investigation, *, actor: User, now: datetime) -> None:
    people = [investigation.lead, *investigation.team.all()]
    _notify(people, "investigation_opened", investigation, key=f"qi-open:{investigation.pk}", actor=actor, now=now)


def tell_filed(report: InvestigationReport, *, actor: User, now: datetime) -> None:
    _notify(
        people_with_role(Role.QUALITY_MANAGER),
        "report_to_sign",
        report.investigation,
        key=f"qi-sign:{report.pk}",
        actor=actor,
        now=now,
        version=report.version,
    )


def tell_signed(report: InvestigationReport, *, actor: User, now: datetime) -> None:
    _notify(
        people_with_role(Role.GM),
        "investigation_to_decide",
        report.investigation,
        key=f"qi-decide:{report.pk}",
        actor=actor,
        now=now,
        version=report.version,
    )


def tell_decided(investigation: Investigation, *, actor: User, now: datetime) -> None:
    people = [investigation.lead, investigation.ticket.owner, *investigation.team.all()]
    key = f"qi-decided:{investigation.pk}:{investigation.version}"
    _notify(people, "investigation_decided", investigation, key=key, actor=actor, now=now)


def tell_given(action: Action, *, actor: Actor, now: datetime) -> None:
    _notify(
        [action.owner],
        "action_given",
        action,
        key=f"ac-given:{action.pk}:{action.version}",
        actor=actor,
        now=now,
        due=action.due_on.isoformat(),
    )


def tell_done(action: Action, *, actor: User, now: datetime) -> None:
    """Ask the assigner to verify the action, or the quality deputy manager if the owner assigned it."""
    setter = action.created_by
    checkers = [setter] if setter and setter.pk != action.owner_id else people_with_role(Role.QUALITY_MANAGER)
    key = f"ac-done:{action.pk}:{action.version}"
    _notify(checkers, "action_to_verify", action, key=key, actor=actor, now=now)


def tell_overdue(action: Action, *, now: datetime) -> None:
    """Notify the owner, the assigner and the quality deputy manager that the action is overdue."""
    people = [action.owner, *people_with_role(Role.QUALITY_MANAGER)]
    if action.created_by:
        people.append(action.created_by)
    key, due = f"ac-late:{action.pk}:{action.due_on}", action.due_on.isoformat()
    _notify(people, "action_overdue", action, key=key, actor=None, now=now, due=due, owner=action.owner.name)

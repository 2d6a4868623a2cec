"""Courses: created and changed by who trains."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.store.writing import lock, same_version, save_with_history

from .. import permissions
from ..models import Course
from . import due
from .common import save, words

FACTS = ("name", "name_en", "roles", "months", "first_days", "pass_mark", "is_active")


@transaction.atomic
def create_course(*, name: str, roles: Iterable[str], actor: Actor, now: datetime, **facts: Any) -> Course:
    """A new course. From now on everybody with one of the roles is due for it."""
    ensure(permissions.can_keep_courses(actor))
    row = Course()
    _set(row, {"name": name, "roles": roles, **facts})
    save_with_history(row, actor=actor, reason="created")
    due.refresh_course(course_id=row.pk, now=now)
    return row


@transaction.atomic
def update_course(*, course_id: int, actor: Actor, now: datetime, version: int | None = None, **facts: Any) -> Course:
    """Change a course. Who is due, and when, follows at once."""
    row = lock(Course, pk=course_id)
    ensure(permissions.can_keep_courses(actor))
    same_version(row, version)
    _set(row, facts)
    save(row, actor=actor, reason="changed")
    due.refresh_course(course_id=row.pk, now=now)
    return row


def _set(row: Course, facts: dict[str, Any]) -> None:
    for name in FACTS:
        if name in facts:
            value = facts[name]
            setattr(row, name, value.strip() if isinstance(value, str) else value)
    row.name = words(row.name, "name", limit=100)
    row.roles = sorted({str(role) for role in row.roles})
    if not row.roles or not set(row.roles) <= {str(role) for role in permissions.TRAINED}:
        raise InvalidInput(_("Choose at least one role that is trained."), code="roles", field="roles")

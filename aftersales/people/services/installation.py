"""The default data of a new installation."""

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.writing import create_all_with_history

from ..defaults import COURSES, ROLES
from ..models import Course


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime) -> None:
    """Create the courses, unless there are some already."""
    if not Course.objects.exists():
        rows = [
            Course(name=name, name_en=name_en, roles=list(ROLES), pass_mark=mark) for name, name_en, mark in COURSES
        ]
        create_all_with_history(Course, rows, actor=actor, reason="defaults")

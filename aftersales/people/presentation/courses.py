"""Who changed a course."""

from aftersales.audit.texts.reasons import reasons_of
from aftersales.staff.enums import Role
from aftersales.web.figures import listed
from aftersales.web.history import Change, Source, changes

from ..models import Course
from .labels import labels

SHOWN = ("name", "name_en", "roles", "months", "first_days", "pass_mark", "is_active")


def course_changes(*rows: Course) -> list[Change]:
    """The changes of these courses, the newest first."""
    history = Course.history.filter(id__in=[row.pk for row in rows])
    words = {"roles": lambda roles: listed(Role(role).label for role in roles)}
    return changes([Source(history, lambda _row: "", labels(Course, SHOWN), words)], reasons_of("people"))

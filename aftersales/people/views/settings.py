"""The settings of training: courses."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from aftersales.staff.enums import Role
from aftersales.store.paging import page_of
from aftersales.web.dated_pages import DatedRows, dated_pages
from aftersales.web.policy import policy
from aftersales.web.settings_pages import ListRow, list_page, state_of, words

from ..forms.trainings import CourseForm
from ..permissions import SEE_ALL_TRAINING, TRAINERS, can_keep_courses
from ..presentation.courses import course_changes
from ..queries.trainings import courses_listed
from ..services.courses import create_course, update_course

COURSES = DatedRows(
    tab="courses",
    name="course",
    readers=SEE_ALL_TRAINING,
    writers=TRAINERS,
    rows=courses_listed,
    title=str,
    cells=lambda row: (words(row.roles, Role), row.months),
    history=course_changes,
    form=CourseForm,
    create=create_course,
    change=update_course,
    key="course_id",
    in_place=True,
    heads=(gettext_lazy("Course"), gettext_lazy("For the roles")),
    empty=gettext_lazy("No courses yet"),
    empty_text=gettext_lazy("People are due for the courses of their role."),
    new=gettext_lazy("New course"),
    save=gettext_lazy("Save course"),
    saved=gettext_lazy("Course saved"),
    edit=gettext_lazy("Save course"),
    edited=gettext_lazy("Course saved"),
)
_list, course_new, course, _end = dated_pages(COURSES)


@policy("course.list", roles=SEE_ALL_TRAINING)
@require_GET
def courses(request: HttpRequest) -> HttpResponse:
    """All courses: who needs them and how often."""
    page = page_of(request, courses_listed())
    today = timezone.localdate()
    rows: list[Any] = [
        ListRow(
            str(row),
            (words(row.roles, Role), row.months, row.pass_mark),
            reverse("course", args=[row.pk]),
            state_of(row, today),
            not row.is_active,
        )
        for row in page
    ]
    return list_page(
        request,
        "courses",
        rows=rows,
        page=page,
        heads=[_("Course"), _("For the roles"), _("Repeated every (months)"), _("Pass mark")],
        new=_("New course"),
        new_url=reverse("course_new") if can_keep_courses(request.user) else "",
        empty=_("No courses yet"),
        empty_text=_("People are due for the courses of their role."),
    )

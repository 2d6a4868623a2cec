"""Courses, their sessions with results and certificates, and who is due."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from aftersales.staff.models import Named

from ..enums import Result, SessionState


class Course(Named):
    """What people of some roles learn and are assessed in, again and again.

    months: for how long a passed assessment counts. first_days: within how many days somebody new to the role passes
    it. pass_mark: out of 100.
    """

    roles = models.JSONField(_("for the roles"), default=list)
    months = models.PositiveSmallIntegerField(_("repeated every (months)"), default=12)
    first_days = models.PositiveSmallIntegerField(_("newcomers pass within (days)"), default=30)
    pass_mark = models.PositiveSmallIntegerField(_("pass mark"), default=80)
    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Course")
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(condition=Q(months__gte=1, months__lte=60), name="course_months"),
            models.CheckConstraint(condition=Q(pass_mark__lte=100), name="course_pass_mark"),
        ]


class TrainingSession(models.Model):
    """One date of a course, with its assessment."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    course = models.ForeignKey(Course, models.PROTECT, related_name="sessions", verbose_name=_("Course"))
    state = models.CharField(_("Status"), max_length=10, choices=SessionState.choices, default=SessionState.PLANNED)
    starts_at = models.DateTimeField(_("starts"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    trainer = models.CharField(_("trainer"), max_length=100, blank=True)
    seats = models.PositiveSmallIntegerField(_("seats"), default=20)
    content = models.TextField(_("content"), blank=True)
    summary = models.TextField(pgettext_lazy("training", "summary"), blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Training")
        ordering = ("-starts_at", "-pk")
        indexes = [
            models.Index(fields=["state", "starts_at"], name="training_state"),
            models.Index(fields=["-starts_at", "-id"], name="training_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.course}"

    def get_absolute_url(self) -> str:
        return reverse("training", args=[self.number])


class Attendance(models.Model):
    """A participant of a session and the result of the assessment.

    passed_on: the day of the pass, which may be that of a retake. valid_until: until when the pass counts.
    """

    session = models.ForeignKey(TrainingSession, models.PROTECT, related_name="attendances", verbose_name=_("Training"))
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="attendances", verbose_name=_("Person")
    )
    result = models.CharField(_("result"), max_length=10, choices=Result.choices, default=Result.ENROLLED)
    score = models.DecimalField(
        pgettext_lazy("training", "score"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    tries = models.PositiveSmallIntegerField(pgettext_lazy("people", "attempts"), default=0)
    passed_on = models.DateField(pgettext_lazy("people", "passed on"), null=True, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    certificate = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("certificate")
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Recorded by")
    )
    recorded_at = models.DateTimeField(_("Recorded"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Training result")
        ordering = ("person__username", "pk")
        constraints = [
            models.UniqueConstraint(fields=["session", "person"], name="one_result_per_person"),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__gte=0, score__lte=100), name="score_0_100"
            ),
        ]
        indexes = [models.Index(fields=["person", "-passed_on"], name="passes_of_person")]

    def __str__(self) -> str:
        return f"{self.session.number} #{self.pk}"


class TrainingDue(models.Model):
    """By when somebody must pass a course (again), computed by rules/due.py whenever one of its facts changes.

    reminded_on, told_late_on: the due date about which the person, and the managers, were notified last.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="trainings_due", verbose_name=_("Person")
    )
    course = models.ForeignKey(Course, models.CASCADE, related_name="due", verbose_name=_("Course"))
    since = models.DateField(_("needed since"))
    passed_on = models.DateField(pgettext_lazy("people", "passed on"), null=True, blank=True)
    due_on = models.DateField(_("due"))
    reminded_on = models.DateField(null=True, blank=True)
    told_late_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("Training due")
        ordering = ("due_on", "pk")
        constraints = [models.UniqueConstraint(fields=["person", "course"], name="one_due_date_per_course")]
        indexes = [models.Index(fields=["due_on", "id"], name="training_due_on")]

"""Interviews on service quality, the agreed targets and what is followed up."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..enums import InterviewState


def _person(label: Any, **options: Any) -> Any:
    return models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=label, **options)


class Interview(models.Model):
    """A talk about the quality of somebody's service 服务质量面谈, from the notice to the follow-up.

    Only person, interviewer and superior may see it. own_…: what the person prepared, lead_…: what the interviewer
    prepared; neither sees the other's before both are ready. figures: those of the period, kept when the record is
    written. signed_at of both: they agree to record and targets.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    state = models.CharField(_("Status"), max_length=10, choices=InterviewState.choices, default=InterviewState.PLANNED)
    person = _person(_("interviewee"))
    interviewer = _person(_("interviewer"))
    superior = _person(_("superior of the interviewer"), null=True, blank=True)
    superior_attends = models.BooleanField(_("superior takes part"), default=False)
    period_from = models.DateField(_("period from"))
    period_to = models.DateField(_("period to"))
    starts_at = models.DateTimeField(_("starts"))
    place = models.CharField(_("place"), max_length=120)
    topic = models.TextField(pgettext_lazy("interview", "what it is about"))
    noticed_at = models.DateTimeField(_("notified"))

    own_summary = models.TextField(_("Summary of my work"), blank=True)
    own_achievements = models.TextField(_("What I achieved, against the targets"), blank=True)
    own_shortcomings = models.TextField(_("What fell short"), blank=True)
    own_plan = models.TextField(_("My plan"), blank=True)
    own_ready_at = models.DateTimeField(_("Interviewee prepared"), null=True, blank=True)
    lead_targets = models.TextField(_("Were standards and targets met"), blank=True)
    lead_review = models.TextField(_("Work and training in the period"), blank=True)
    lead_assessment = models.TextField(_("First assessment"), blank=True)
    lead_differences = models.TextField(_("Where we may see things differently"), blank=True)
    lead_career = models.TextField(_("Professional development"), blank=True)
    lead_ready_at = models.DateTimeField(_("Interviewer prepared"), null=True, blank=True)

    strengths = models.TextField(_("What went well"), blank=True)
    problems = models.TextField(pgettext_lazy("people", "Problems"), blank=True)
    causes = models.TextField(_("Causes"), blank=True)
    statement = models.TextField(_("In the interviewee’s words"), blank=True)
    conclusion = models.TextField(pgettext_lazy("interview", "Conclusion"), blank=True)
    figures = models.JSONField(_("Figures"), default=list, blank=True)
    held_at = models.DateTimeField(_("Record written"), null=True, blank=True)
    dissent = models.TextField(_("Different view of the interviewee"), blank=True)
    own_signed_at = models.DateTimeField(_("Signed by the interviewee"), null=True, blank=True)
    lead_signed_at = models.DateTimeField(_("Signed by the interviewer"), null=True, blank=True)
    closing = models.TextField(_("Result of the follow-up"), blank=True)
    closed_at = models.DateTimeField(pgettext_lazy("people", "Ended"), null=True, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Service quality interview")
        ordering = ("-starts_at", "-pk")
        constraints = [
            models.CheckConstraint(condition=~Q(person=F("interviewer")), name="interview_of_two"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="interview_period"),
        ]
        indexes = [
            models.Index(fields=["-starts_at", "-id"], name="interview_newest"),
            models.Index(fields=["state", "starts_at"], name="interview_state"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("interview", args=[self.number])


class InterviewTarget(models.Model):
    """What both agreed for the next period. now, target, result: figures with their units, as they were said."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="targets")
    place = models.PositiveSmallIntegerField(_("item"))
    goal = models.CharField(pgettext_lazy("interview", "target"), max_length=200)
    now = models.CharField(pgettext_lazy("interview", "now"), max_length=40, blank=True)
    target = models.CharField(pgettext_lazy("interview", "goal"), max_length=40)
    until = models.DateField(_("by"))
    helper = models.CharField(_("who helps"), max_length=200, blank=True)
    result = models.CharField(_("result"), max_length=200, blank=True)
    is_met = models.BooleanField(_("target met"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Agreed target")
        ordering = ("place", "pk")


class InterviewFollowUp(models.Model):
    """What was promised in an interview, by whom and until when."""

    interview = models.ForeignKey(Interview, models.PROTECT, related_name="follow_ups")
    place = models.PositiveSmallIntegerField(_("item"))
    what = models.CharField(_("what is done"), max_length=200)
    who = models.CharField(_("by whom"), max_length=100, blank=True)
    due_on = models.DateField(_("due"))
    done_on = models.DateField(_("done on"), null=True, blank=True)
    result = models.CharField(_("result"), max_length=500, blank=True)
    reminded_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("Follow-up of an interview")
        ordering = ("place", "pk")
        indexes = [models.Index(fields=["due_on"], condition=Q(done_on=None), name="follow_up_due")]

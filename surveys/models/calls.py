"""Telephone interviews: whom to call next, each attempt, and the calls that check an interview (S2, S4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ..enums import CallOutcome, CallState
from .invitations import Invitation
from .responses import Response


class Interview(models.Model):
    """An invitation that is made by telephone.

    lot: 64 hexadecimal digits; the waiting interview with the lowest lot is handed out next, so that nobody chooses.
    due_at: not before this moment. interviewer, leased_until: who holds it now. attempts: calls in which nobody was
    reached.
    """

    invitation = models.OneToOneField(Invitation, models.CASCADE, related_name="interview")
    state = models.CharField(_("Status"), max_length=10, choices=CallState.choices, default=CallState.WAITING)
    lot = models.CharField(max_length=64)
    due_at = models.DateTimeField(_("call from"))
    until = models.DateTimeField(_("call until"))
    interviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Interviewer")
    )
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("Telephone interview")
        ordering = ("lot", "pk")
        indexes = [
            models.Index(fields=["lot", "id"], condition=Q(state="waiting"), name="interview_next"),
            models.Index(fields=["interviewer", "state"], name="interview_of"),
        ]


class CallAttempt(models.Model):
    """One call of an interview. half_day: for example 2026-11-09 am, because attempts count by half-days."""

    interview = models.ForeignKey(Interview, models.CASCADE, related_name="calls")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Interviewer"))
    at = models.DateTimeField(_("time"))
    half_day = models.CharField(max_length=13)
    outcome = models.CharField(_("outcome"), max_length=12, choices=CallOutcome.choices)

    class Meta:
        verbose_name = _("Call of an interview")
        ordering = ("interview", "pk")


class CallCheck(models.Model):
    """A finished interview that somebody else repeats in three questions. One in ten is checked.

    answers: by key, as they were given to the checker. agreed: how many of the questions asked again got the same
    answer, give or take one point; asked: how many were asked.
    """

    interview = models.OneToOneField(Interview, models.CASCADE, related_name="check_call")
    response = models.ForeignKey(Response, models.CASCADE, related_name="+")
    state = models.CharField(_("Status"), max_length=10, choices=CallState.choices, default=CallState.WAITING)
    lot = models.CharField(max_length=64)
    checker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Checked by")
    )
    leased_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    answers = models.JSONField(_("Answers"), default=dict)
    asked = models.PositiveSmallIntegerField(default=0)
    agreed = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("Check call")
        ordering = ("lot", "pk")
        indexes = [models.Index(fields=["lot", "id"], condition=Q(state="waiting"), name="check_call_next")]

"""Invitations: links to a questionnaire that can be used once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Region
from complaints.models import Ticket
from customers.enums import Tier
from customers.models import Contact, Customer

from ..enums import Channel, SurveyKind
from .questionnaires import Questionnaire
from .rounds import Round


class Invitation(models.Model):
    """A link to a questionnaire that can be used once.

    Only the hash of the token is stored. region and tier are those of the day on which it was made, so that figures do
    not change later. A void invitation (its ticket was reopened, the contact opted out) is not counted in the response
    rate. opened_on: the first day on which somebody began to answer; opening alone changes nothing, because mail
    programs open links as well. Of an anonymous round, answered_at is the start of the day, and nothing leads from here
    to the answers. reminders: how many were sent. turn: whose turn in which quarter it is; it is unique, so that nobody
    is asked twice in a quarter (queries/turns.py).
    """

    kind = models.CharField(_("Type"), max_length=7, choices=SurveyKind.choices)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="invitations", verbose_name=_("Questionnaire")
    )
    round = models.ForeignKey(
        Round, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("Survey round")
    )
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="invitations", verbose_name=_("Customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("Ticket")
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices, default=Channel.EMAIL)
    key = models.CharField(max_length=60, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    issue = models.PositiveSmallIntegerField(default=1)
    turn = models.CharField(max_length=40, null=True, blank=True, unique=True)
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier.choices, blank=True)
    created_at = models.DateTimeField(_("Created"))
    expires_at = models.DateTimeField(_("Expires"))
    opened_on = models.DateField(_("Opened"), null=True, blank=True)
    reminders = models.PositiveSmallIntegerField(_("Reminders"), default=0)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    refused_at = models.DateTimeField(_("Refused"), null=True, blank=True)
    voided_at = models.DateTimeField(_("Voided at"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Survey invitation")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["kind", "created_at"], name="invitation_kind"),
            models.Index(fields=["contact", "created_at"], name="invitation_contact"),
            models.Index(
                fields=["round", "channel", "reminders"],
                condition=Q(answered_at=None, voided_at=None, refused_at=None),
                name="invitation_waiting",
            ),
        ]

"""The customer panel 客户委员会: members, questions and opinions (A9)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from ..enums import Channel
from .customer import Contact, Customer


class PanelMember(models.Model):
    """A person at a customer who agreed to advise: topics, and how to contact them."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="panel_members", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, related_name="panel_memberships", verbose_name=_("contact")
    )
    agreed_on = models.DateField(_("agreed on"))
    until = models.DateField(_("member until"), null=True, blank=True)
    topics = models.CharField(_("areas of interest"), max_length=200, blank=True)
    ask_by = models.CharField(_("how to ask"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Member of the customer panel")
        ordering = ("customer__name", "pk")
        constraints = [
            models.UniqueConstraint(fields=["contact"], condition=Q(until=None), name="one_membership_per_contact")
        ]

    def __str__(self) -> str:
        return self.contact.name if self.contact else str(self.customer)


class PanelQuestion(models.Model):
    """A question on which the company wants the panel's opinion. outcome: the result."""

    title = models.CharField(_("question"), max_length=200)
    body = models.TextField(_("full question"), blank=True)
    asked_at = models.DateTimeField(_("requested"))
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Requested by")
    )
    outcome = models.TextField(_("outcome of the question"), blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Closed by")
    )
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Customer panel question")
        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("panel_question", args=[self.pk])


class PanelAnswer(models.Model):
    """One member's opinion on one question."""

    question = models.ForeignKey(
        PanelQuestion, models.CASCADE, related_name="answers", verbose_name=pgettext_lazy("asked", "Question")
    )
    member = models.ForeignKey(PanelMember, models.PROTECT, related_name="answers", verbose_name=_("member"))
    body = models.TextField(_("opinion"))
    at = models.DateTimeField(_("Date and time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Opinion of the customer panel")
        ordering = ("at", "pk")
        constraints = [models.UniqueConstraint(fields=["question", "member"], name="one_answer_per_member")]

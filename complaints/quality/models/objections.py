"""Objections of customers, and the verdict of the inspection body."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from complaints.models import Ticket
from customers.enums import Channel

from ..enums import ObjectionState, ObjectionTo, Payer, Verdict
from .investigations import Investigation
from .samples import Sample


class Objection(models.Model):
    """A customer objects to what was found or decided; the inspection body named in the contract examines (Q5).

    body_reason: why another body than that of the contract examines. cost: of the inspection, once it is known.
    settled_by: who recorded that the customer accepts the verdict or not, or that we accept the objection.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    ticket = models.ForeignKey(Ticket, models.PROTECT, related_name="objections", verbose_name=_("Ticket"))
    investigation = models.ForeignKey(
        Investigation, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("Investigation")
    )
    state = models.CharField(_("Status"), max_length=10, choices=ObjectionState.choices, default=ObjectionState.OPEN)
    about = models.CharField(_("objects to"), max_length=16, choices=ObjectionTo.choices)
    statement = models.TextField(_("in the customer’s words"))
    raised_at = models.DateTimeField(_("Raised"))
    channel = models.CharField(_("Channel"), max_length=12, choices=Channel.choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Recorded by")
    )
    body = models.CharField(_("inspection body"), max_length=100, blank=True)
    body_reason = models.CharField(_("why this body"), max_length=300, blank=True)
    samples = models.ManyToManyField(Sample, blank=True, related_name="objections", verbose_name=_("Samples"))
    sent_on = models.DateField(_("Sent"), null=True, blank=True)
    verdict_due_on = models.DateField(_("verdict due"), null=True, blank=True)
    payer = models.CharField(_("who pays"), max_length=10, choices=Payer.choices, blank=True)
    cost = models.DecimalField(_("cost of the inspection"), max_digits=12, decimal_places=2, null=True, blank=True)
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict.choices, blank=True)
    verdict_text = models.TextField(_("what the inspection body says"), blank=True)
    verdict_on = models.DateField(_("Verdict of"), null=True, blank=True)
    document = models.OneToOneField(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Inspection report")
    )
    settled_on = models.DateField(_("Settled"), null=True, blank=True)
    settled_with = models.CharField(_("agreed with"), max_length=100, blank=True)
    settlement = models.TextField(_("what was agreed"), blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Settled by")
    )
    reminded_on = models.DateField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(m2m_fields=[samples], excluded_fields=["reminded_on"])

    class Meta:
        verbose_name = _("Objection")
        ordering = ("-raised_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state__in=["open", "examining", "verdict"]),
                name="one_open_objection_per_ticket",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-raised_at", "-id"], name="objection_list"),
            models.Index(fields=["verdict_due_on"], condition=Q(state="examining"), name="objection_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def title(self) -> str:
        return self.ticket.subject

    @property
    def payer_in_the_end(self) -> str:
        """Who pays after the verdict: company, customer, both, or "" while nobody knows."""
        if self.payer != Payer.LOSER:
            return self.payer
        return {"upheld": "company", "rejected": "customer", "partly": "both"}.get(self.verdict, "")

    def get_absolute_url(self) -> str:
        return reverse("objection", args=[self.number])

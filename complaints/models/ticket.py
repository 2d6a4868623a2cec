"""The ticket and its conversation."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.office.models import StoredFile
from aftersales.staff.models import Department, Region
from aftersales.store.fields import CodeField
from customers.enums import Channel
from customers.models import Contact, Customer, Interaction, Purchase

from ..enums import EntryKind, InvestigateNeed, Kind, QualityClass, Remedy, Safety, Severity, State


def short_number(number: str) -> str:
    """The last part of the number, which people use when they talk: 01873."""
    return number.rsplit("-", 1)[-1]


class Ticket(models.Model):
    """An inquiry, opinion, suggestion, complaint, return, exchange or repair (T1).

    grade, batch and purchased_on are copied from the purchase when the ticket is logged, and can be corrected here.
    is_history: imported on a later day than it was received, or as closed. It was reported when it was received, no
    promise is made for it, and it raises no risk flags until it is reopened or the customer writes again.
    next_due_at is the due time of the earliest open SLA target, by which lists are sorted. The services update it; it
    is None while the ticket is paused.
    """

    number = CodeField(_("number"), max_length=20, unique=True)
    kind = models.CharField(_("type"), max_length=12, choices=Kind.choices)
    state = models.CharField(_("status"), max_length=12, choices=State.choices, default=State.NEW)
    prices_unclear = models.BooleanField(_("prices not made plain"), default=False)
    severity = models.CharField(_("severity"), max_length=10, choices=Severity.choices, default=Severity.MINOR)
    quality_class = models.CharField(
        _("quality class"), max_length=10, choices=QualityClass.choices, blank=True, default=""
    )
    class_reason = models.CharField(_("reason for the quality class"), max_length=500, blank=True)
    # Quality says when what is investigated is opened; see services/triage.py.
    investigate = models.CharField(
        _("investigate"), max_length=10, choices=InvestigateNeed.choices, blank=True, default=""
    )
    investigate_reason = models.CharField(_("why not investigated"), max_length=1000, blank=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact")
    )
    purchase = models.ForeignKey(
        Purchase, models.PROTECT, null=True, blank=True, related_name="tickets", verbose_name=_("product")
    )
    category = models.CharField(_("product category"), max_length=60, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    description = models.TextField(_("customer message"))
    problem_found = models.TextField(_("problem"), blank=True)
    # What the words name, by complaints/rules/problems.py: kept with the search text, and without history.
    problem_kind = models.PositiveSmallIntegerField(_("kind of problem"), null=True, editable=False)
    grade = models.CharField(_("product grade"), max_length=40, blank=True)
    batch = CodeField(_("batch"), max_length=40, blank=True)
    purchased_on = models.DateField(_("purchase date"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices)
    remedy_sought = models.CharField(
        _("requested remedy"), max_length=12, choices=Remedy.choices, blank=True, default=""
    )
    safety = models.CharField(_("safety implication"), max_length=10, choices=Safety.choices, blank=True, default="")
    alternatives_told = models.CharField(_("alternatives told"), max_length=1000, blank=True)
    complained_of = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("person complained of"),
    )
    received_at = models.DateTimeField(_("received at"))
    reported_at = models.DateTimeField(_("logged at"))
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="tickets", verbose_name=_("owner"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Opened by")
    )
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, verbose_name=_("department"))
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, verbose_name=_("region"))
    next_due_at = models.DateTimeField(_("due"), null=True, blank=True)
    paused_since = models.DateTimeField(_("Clock paused since"), null=True, blank=True)
    # When the ticket was not with us: paused, waiting for the customer's confirmation, or closed.
    waiting_since = models.DateTimeField(null=True, blank=True, editable=False)
    waited_seconds = models.PositiveBigIntegerField(default=0, editable=False)
    first_replied_at = models.DateTimeField(_("First reply"), null=True, blank=True)
    confirmed_at = models.DateTimeField(_("confirmed by the customer"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    reopened_count = models.PositiveSmallIntegerField(_("Times reopened"), default=0)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="merged", verbose_name=_("merged into")
    )
    is_history = models.BooleanField(_("imported from the past"), default=False)
    updated_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)
    import_key = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)
    search_text = models.TextField(blank=True, editable=False)
    history = HistoricalRecords(
        excluded_fields=[
            "search_text",
            "problem_kind",
            "next_due_at",
            "waiting_since",
            "waited_seconds",
            "updated_at",
            "version",
        ]
    )

    class Meta:
        verbose_name = _("Ticket")
        ordering = ("-reported_at", "-pk")
        indexes = [
            models.Index(fields=["next_due_at", "id"], name="ticket_due"),
            models.Index(fields=["state", "next_due_at", "id"], name="ticket_state_due"),
            models.Index(fields=["owner", "state", "next_due_at"], name="ticket_owner"),
            models.Index(fields=["-reported_at", "-id"], name="ticket_reported"),
            models.Index(fields=["-updated_at", "-id"], name="ticket_updated"),
            models.Index(fields=["kind", "-reported_at", "batch", "purchase"], name="ticket_kind"),
            models.Index(fields=["customer", "-reported_at"], name="ticket_customer"),
            models.Index(fields=["region", "-reported_at"], name="ticket_region"),
            models.Index(fields=["batch", "-reported_at"], name="ticket_batch", condition=~Q(batch="")),
            models.Index(fields=["problem_kind", "-reported_at", "-id"], name="ticket_problem"),
            models.Index(fields=["state", "closed_at"], name="ticket_closed"),
            models.Index(
                fields=["reported_at", "region", "channel", "received_at", "first_replied_at"], name="ticket_answering"
            ),
            models.Index(fields=["-reported_at"], name="ticket_unidentified", condition=Q(customer=None)),
            models.Index(
                fields=["reported_at"],
                name="ticket_to_investigate",
                condition=Q(investigate=InvestigateNeed.NEEDED),
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="closed") | Q(closed_at__isnull=False), name="closed_ticket_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.subject}"

    def get_absolute_url(self) -> str:
        return reverse("ticket", args=[self.number])

    @property
    def quality_class_words(self) -> str:
        """Empty if nobody has classified it yet; whoever says that it is no quality problem gives a reason."""
        return str(self.get_quality_class_display()) if self.quality_class or self.class_reason else ""

    @property
    def short_number(self) -> str:
        return short_number(self.number)

    @property
    def is_paused(self) -> bool:
        return self.paused_since is not None

    @property
    def product(self) -> Any:
        return self.purchase.product if self.purchase else None


class TicketEntry(models.Model):
    """An entry of a ticket's conversation: an interaction (linked), an internal note, or an event."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="entries", verbose_name=_("Ticket"))
    kind = models.CharField(_("Type"), max_length=8, choices=EntryKind.choices)
    at = models.DateTimeField(_("Date and time"))
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Author")
    )
    interaction = models.OneToOneField(
        Interaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="ticket_entry",
        verbose_name=_("Customer interaction"),
    )
    body = models.TextField(_("Text"), blank=True)
    event = models.CharField(_("Event"), max_length=40, blank=True)
    params = models.JSONField(_("Details"), default=dict, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Ticket entry")
        ordering = ("at", "pk")
        indexes = [
            models.Index(fields=["ticket", "at", "id"], name="entry_conversation"),
            # Whether the customer wrote or called again.
            models.Index(fields=["ticket", "at"], condition=Q(kind=EntryKind.CUSTOMER), name="entry_of_customer"),
        ]


class TicketFile(models.Model):
    """A photo or document that belongs to a ticket."""

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="files", verbose_name=_("Ticket"))
    entry = models.ForeignKey(
        TicketEntry, models.SET_NULL, null=True, blank=True, related_name="files", verbose_name=_("Entry")
    )
    stored = models.OneToOneField(StoredFile, models.PROTECT, related_name="+", verbose_name=_("File"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Ticket attachment")
        ordering = ("pk",)


class TicketGuest(models.Model):
    """A user who sees a ticket because of other work about it. reason: the number of that work.

    The rows have no history, because the history of that work records who had it and when.
    """

    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="guests", verbose_name=_("Ticket"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("Person"))
    reason = models.CharField(_("Number"), max_length=20)

    class Meta:
        verbose_name = _("Access to a ticket")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["user", "ticket", "reason"], name="one_guest_per_reason")]
        indexes = [models.Index(fields=["reason"], name="guest_reason")]

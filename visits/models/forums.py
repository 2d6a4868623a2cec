"""User forums 座谈会: a meeting with customers of a region, its guests, and the opinions said there."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Region
from complaints.models import Ticket
from complaints.quality.models import Action
from customers.models import Contact, Customer

from ..enums import Coming, ForumState, GuestChannel, GuestGroup, GuestLoss, OpinionFate


class Forum(models.Model):
    """A user forum. answer_by: the last of the working days within which each opinion must have a fate; set when it was
    held. rating: what the guests thought of it, from 1 to 5, and how many said so."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("Status"), max_length=10, choices=ForumState.choices, default=ForumState.PLANNED, db_index=False
    )
    region = models.ForeignKey(Region, models.PROTECT, related_name="+", verbose_name=_("region"), db_index=False)
    starts_at = models.DateTimeField(_("starts"))
    place = models.CharField(_("place"), max_length=200)
    purpose = models.CharField(_("purpose"), max_length=500, blank=True)
    agenda = models.TextField(_("agenda"), blank=True)
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, default=Decimal(0))
    cost = models.DecimalField(_("cost"), max_digits=12, decimal_places=2, null=True, blank=True)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="forums", verbose_name=_("host"), db_index=False
    )
    minutes = models.TextField(_("minutes"), blank=True)
    minutes_at = models.DateTimeField(_("Minutes written"), null=True, blank=True)
    minutes_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Recorder")
    )
    rating = models.DecimalField(_("rating"), max_digits=2, decimal_places=1, null=True, blank=True)
    rated_by = models.PositiveSmallIntegerField(_("ratings"), null=True, blank=True)
    next_forum = models.CharField(_("next forum"), max_length=200, blank=True)
    cancel_reason = models.CharField(_("why it was cancelled"), max_length=500, blank=True)
    held_on = models.DateField(_("held on"), null=True, blank=True)
    answer_by = models.DateField(_("opinions due"), null=True, blank=True)
    told_at = models.DateTimeField(_("Guests told"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("User forum")
        ordering = ("-starts_at", "-pk")
        indexes = [
            models.Index(fields=["state", "-starts_at", "-id"], name="forum_state"),
            models.Index(fields=["region", "-starts_at", "-id"], name="forum_region"),
            models.Index(fields=["-starts_at", "-id"], name="forum_newest"),
            models.Index(fields=["host", "state"], name="forum_host"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(budget__gte=0), name="forum_budget_not_negative"),
            models.CheckConstraint(
                condition=~Q(state__in=["held", "closed"]) | Q(held_on__isnull=False), name="held_forum_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("forum", args=[self.number])


class ForumGuest(models.Model):
    """A customer who is to be invited. key: forum, customer and contact when it was made, so that nobody is invited
    twice. invited_at: when the mail went to the outbox, the letter was printed or the call is to be made."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="guests", verbose_name=_("User forum"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="forum_guests", verbose_name=_("customer"))
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact"), db_index=False
    )
    key = models.CharField(max_length=60, unique=True, editable=False)
    group = models.CharField(_("group"), max_length=12, choices=GuestGroup.choices, default=GuestGroup.OTHER)
    channel = models.CharField(_("invited by"), max_length=10, choices=GuestChannel.choices)
    invited_at = models.DateTimeField(_("Invited"), null=True, blank=True)
    loss = models.CharField(_("why not"), max_length=12, choices=GuestLoss.choices, blank=True)
    coming = models.CharField(_("answer"), max_length=5, choices=Coming.choices, blank=True)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    attended = models.BooleanField(_("attended"), null=True, blank=True)
    told_at = models.DateTimeField(_("Told of the result"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(no_db_index=["contact"])

    class Meta:
        verbose_name = _("Guest of a forum")
        ordering = ("pk",)

    def __str__(self) -> str:
        return " ".join(filter(None, (self.customer.name, self.contact.name if self.contact else "")))

    def get_absolute_url(self) -> str:
        return reverse("forum_guests", args=[self.forum.number])


class ForumOpinion(models.Model):
    """An opinion in the words of who said it, how many agree, and what became of it."""

    forum = models.ForeignKey(Forum, models.CASCADE, related_name="opinions", verbose_name=_("User forum"))
    place = models.PositiveSmallIntegerField(_("item"))
    words = models.CharField(_("in their words"), max_length=1000)
    said_by = models.CharField(_("said by"), max_length=120)
    guest = models.ForeignKey(
        ForumGuest, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Guest of a forum")
    )
    agree = models.PositiveSmallIntegerField(_("how many agree"), default=0)
    fate = models.CharField(_("fate"), max_length=10, choices=OpinionFate.choices, default=OpinionFate.OPEN)
    answer = models.CharField(_("answer or reason"), max_length=1000, blank=True)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ticket"), db_index=False
    )
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Action"), db_index=False
    )
    due_on = models.DateField(_("due"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    # When the host is told that nobody has taken it; empty after that. Not in the history.
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["remind_at"], no_db_index=["ticket", "action"])

    class Meta:
        verbose_name = _("Opinion of a forum")
        ordering = ("place", "pk")
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(fate="open"), name="opinion_reminders"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["forum", "place"], name="opinion_place"),
            models.CheckConstraint(
                condition=Q(fate="open") | Q(decided_at__isnull=False), name="opinion_fate_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        return f"{self.forum.get_absolute_url()}#opinion-{self.place}"

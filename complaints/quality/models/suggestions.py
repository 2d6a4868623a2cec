"""Opinions and suggestions of customers: what the company decides on each, and the list of a month."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from simple_history.models import HistoricalRecords

from aftersales.staff.models import in_language
from complaints.models import Ticket
from customers.enums import Channel

from ..enums import ReviewDecision, ReviewState, Telling
from .actions import Action


class SuggestionReview(models.Model):
    """What the company decides on an opinion or suggestion, and what the customer hears of it (T8). One per ticket.

    received_at, received_on: copied from the ticket, because lists and themes are ordered and counted by them.
    owner, due_on: who carries out what was adopted, or studies it, and until when. message: what the customer is told.
    telling: whether the customer has heard it; told_at: when.

    said, did, came: for "you said, we did", in both languages; without them customers read the subject of the ticket,
    what is done and the result, in the one language in which they were written.
    """

    ticket = models.OneToOneField(Ticket, models.PROTECT, related_name="suggestion_review", verbose_name=_("Ticket"))
    state = models.CharField(_("Status"), max_length=10, choices=ReviewState.choices, default=ReviewState.WAITING)
    received_at = models.DateTimeField(pgettext_lazy("suggestion", "Received"))
    received_on = models.DateField(_("Received on"))
    proposed = models.CharField(_("proposed decision"), max_length=8, choices=ReviewDecision.choices, blank=True)
    proposed_reason = models.TextField(_("why it is proposed"), blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Proposed by")
    )
    reason = models.TextField(_("reason"), blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="suggestions",
        verbose_name=_("owner"),
    )
    due_on = models.DateField(_("due"), null=True, blank=True)
    action = models.ForeignKey(
        Action, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Improvement measure")
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided"), null=True, blank=True)
    result = models.TextField(_("result"), blank=True)
    result_at = models.DateTimeField(_("Result recorded"), null=True, blank=True)
    message = models.TextField(_("what the customer is told"), blank=True)
    telling = models.CharField(_("Customer told"), max_length=8, choices=Telling.choices, blank=True, default="")
    told_at = models.DateTimeField(_("Told"), null=True, blank=True)
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Told by")
    )
    told_channel = models.CharField(_("Told by channel"), max_length=12, choices=Channel.choices, blank=True)
    said_zh = models.CharField(_("You said, in Chinese"), max_length=300, blank=True)
    said_en = models.CharField(_("You said, in English"), max_length=300, blank=True)
    did_zh = models.CharField(_("We did, in Chinese"), max_length=300, blank=True)
    did_en = models.CharField(_("We did, in English"), max_length=300, blank=True)
    came_zh = models.CharField(_("Result, in Chinese"), max_length=300, blank=True)
    came_en = models.CharField(_("Result, in English"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Opinion or suggestion")
        ordering = ("received_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["adopted", "studying"]) | Q(owner__isnull=False, due_on__isnull=False),
                name="review_has_owner_and_date",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "received_at", "id"], name="review_state"),
            models.Index(fields=["-received_at", "-id"], name="review_newest"),
            models.Index(fields=["received_on"], name="review_month"),
            models.Index(fields=["decided_at"], name="review_decided"),
            models.Index(fields=["telling", "received_at", "id"], name="review_telling"),
            models.Index(fields=["owner", "state", "due_on"], name="review_owner"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def number(self) -> str:
        return self.ticket.number

    @property
    def title(self) -> str:
        return self.ticket.subject

    @property
    def said(self) -> str:
        return in_language(self.said_zh, self.said_en)

    @property
    def did(self) -> str:
        return in_language(self.did_zh, self.did_en)

    @property
    def came(self) -> str:
        return in_language(self.came_zh, self.came_en)

    def get_absolute_url(self) -> str:
        return reverse("suggestion", args=[self.number])


class SuggestionTheme(models.Model):
    """A pair of characters or words in an opinion or suggestion (rules/themes.py). They are stored once, so that
    counting what recurs reads no text."""

    review = models.ForeignKey(
        SuggestionReview,
        models.CASCADE,
        related_name="themes",
        verbose_name=_("Opinion or suggestion"),
        db_index=False,
    )
    key = models.CharField(_("Theme"), max_length=40)
    received_on = models.DateField()

    class Meta:
        verbose_name = _("Theme of a suggestion")
        ordering = ("pk",)
        constraints = [models.UniqueConstraint(fields=["review", "key"], name="one_theme_per_review")]
        indexes = [
            models.Index(fields=["received_on", "key"], name="theme_month"),
            models.Index(fields=["key", "received_on"], name="theme_key"),
        ]


class SuggestionList(models.Model):
    """The opinions and suggestions of a month, put together for the company (T8). It never changes.

    month: its first day. snapshot: the facts, independent of language; documents/suggestion_list.py prints them.
    """

    number = models.CharField(_("number"), max_length=20, unique=True)
    month = models.DateField(_("Month"), unique=True)
    made_at = models.DateTimeField(_("Made"))
    snapshot = models.JSONField(_("Contents"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Monthly list of suggestions")
        ordering = ("-month",)

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("suggestion_list", args=[self.number])

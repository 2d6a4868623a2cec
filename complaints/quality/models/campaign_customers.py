"""The customers of a campaign: how far it came with each, the attempts to tell them, and the check calls."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from complaints.models import Ticket
from customers.models import Customer

from ..enums import AttemptResult, HolderRole, NoticeChannel, Reach, UnreachableReason
from .campaigns import Campaign

# Lists begin with those for whom something has to be done.
RANKS = {Reach.UNTOLD: 0, Reach.TOLD: 1, Reach.ANSWERED: 2, Reach.UNREACHABLE: 3, Reach.REMEDIED: 4}


class CampaignCustomer(models.Model):
    """One customer of a campaign, with the pieces they had when they were put on the list.

    pieces: serial numbers, as far as they are known. came_later: put on the list by the sweep while the campaign ran.
    notice_due_at: when the first notice goes out; None before the start, and once it is in the outbox. told_at,
    answered_at and remedied_at are each set together with those before, so that no step of the funnel is larger than
    the one above it.
    """

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="customers", verbose_name=_("Campaign"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="campaigns", verbose_name=_("customer"))
    role = models.CharField(_("Role"), max_length=8, choices=HolderRole.choices)
    units = models.PositiveIntegerField(_("Units"))
    pieces = models.TextField(_("serial numbers"), blank=True)
    came_later = models.BooleanField(_("Came later"), default=False)
    added_at = models.DateTimeField(_("Added"))
    reach = models.CharField(_("Status"), max_length=12, choices=Reach.choices, default=Reach.UNTOLD)
    rank = models.PositiveSmallIntegerField(default=0, editable=False)
    notice_due_at = models.DateTimeField(null=True, blank=True, editable=False)
    told_at = models.DateTimeField(_("Told"), null=True, blank=True)
    answered_at = models.DateTimeField(_("Answered"), null=True, blank=True)
    stopped = models.BooleanField(_("stopped using it"), null=True, blank=True)
    units_confirmed = models.PositiveIntegerField(_("units confirmed"), null=True, blank=True)
    moved_on_to = models.TextField(_("passed on to"), blank=True)
    answer_note = models.TextField(_("answer"), blank=True)
    answered_by_link = models.BooleanField(_("Answered by link"), default=False)
    remedied_units = models.PositiveIntegerField(_("units remedied"), default=0)
    remedied_at = models.DateTimeField(_("Remedied"), null=True, blank=True)
    remedied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Remedied by")
    )
    remedy_note = models.CharField(_("what was done"), max_length=200, blank=True)
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Ticket")
    )
    unreachable_reason = models.CharField(
        _("why unreachable"), max_length=12, choices=UnreachableReason.choices, blank=True
    )
    unreachable_note = models.CharField(_("note"), max_length=200, blank=True)
    given_up_at = models.DateTimeField(_("Given up"), null=True, blank=True)
    last_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Last by")
    )
    # The link of the notice is derived from link_key and the key of the installation; only its hash is stored.
    link_key = models.CharField(max_length=32, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords(excluded_fields=["rank", "notice_due_at", "link_key", "token_hash"])

    class Meta:
        verbose_name = _("Customer of a campaign")
        ordering = ("rank", "pk")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "customer"], name="customer_once_a_campaign"),
            models.CheckConstraint(
                condition=Q(reach=Reach.UNREACHABLE) ^ Q(unreachable_reason=""), name="unreachable_has_a_reason"
            ),
            models.CheckConstraint(condition=Q(remedied_units__lte=F("units")), name="remedied_what_is_there"),
        ]
        indexes = [
            models.Index(fields=["campaign", "rank", "id"], name="campaign_rows"),
            models.Index(fields=["campaign", "reach", "rank", "id"], name="campaign_rows_by_reach"),
            models.Index(fields=["notice_due_at"], condition=Q(notice_due_at__isnull=False), name="notice_due"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign.number} {self.customer}"

    def get_absolute_url(self) -> str:
        return reverse("campaign_customer", args=[self.campaign.number, self.pk])

    def set_reach(self, reach: str) -> None:
        self.reach, self.rank = reach, RANKS[Reach(reach)]


class CampaignAttempt(models.Model):
    """One attempt to tell a customer: who, when, by which channel, with what result.

    key: the key of the mail in the outbox, or of the letter; by it, nobody is told twice.
    """

    row = models.ForeignKey(
        CampaignCustomer, models.PROTECT, related_name="attempts", verbose_name=_("Customer of a campaign")
    )
    at = models.DateTimeField(_("Date and time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("By")
    )
    channel = models.CharField(_("channel"), max_length=8, choices=NoticeChannel.choices)
    result = models.CharField(_("result"), max_length=10, choices=AttemptResult.choices)
    note = models.CharField(_("note"), max_length=200, blank=True)
    key = models.CharField(max_length=120, null=True, unique=True, editable=False)
    history = HistoricalRecords(excluded_fields=["key"])

    class Meta:
        verbose_name = _("Attempt to tell a customer")
        ordering = ("at", "pk")
        indexes = [models.Index(fields=["id"], condition=Q(result="queued"), name="attempt_being_sent")]


class CampaignDraw(models.Model):
    """The random draw of the check calls: seed and population are kept, so that it can be repeated."""

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="draw", verbose_name=_("Campaign"))
    seed = models.PositiveIntegerField(_("seed"))
    share = models.PositiveSmallIntegerField(_("check calls, percent"))
    least = models.PositiveSmallIntegerField(_("check calls at least"))
    population = models.JSONField(_("drawn from"), default=list)
    at = models.DateTimeField(_("Drawn"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("By"))
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Draw of the check calls")


class CampaignCheck(models.Model):
    """One check call: whether the customer knew of the campaign, has stopped, and was helped. called_at: None before
    the call."""

    draw = models.ForeignKey(CampaignDraw, models.PROTECT, related_name="checks", verbose_name=_("Draw"))
    row = models.ForeignKey(
        CampaignCustomer, models.PROTECT, related_name="checks", verbose_name=_("Customer of a campaign")
    )
    position = models.PositiveIntegerField(_("Position"))
    called_at = models.DateTimeField(_("Called"), null=True, blank=True)
    called_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Called by")
    )
    reached = models.BooleanField(_("reached"), null=True, blank=True)
    knew = models.BooleanField(_("knew of it"), null=True, blank=True)
    stopped = models.BooleanField(_("stopped using it"), null=True, blank=True)
    remedied = models.BooleanField(_("remedied"), null=True, blank=True)
    is_proof = models.BooleanField(_("shows that it worked"), default=False)
    note = models.CharField(_("note"), max_length=200, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Check call")
        ordering = ("position", "pk")
        constraints = [
            models.UniqueConstraint(fields=["draw", "position"], name="check_position_once"),
            models.UniqueConstraint(fields=["draw", "row"], name="check_row_once"),
        ]

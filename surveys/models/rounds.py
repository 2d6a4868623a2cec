"""Survey rounds: the frozen frame, its strata, the draw, and what was excluded (S1, S4)."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import Region
from customers.enums import Tier
from customers.models import Contact, Customer
from customers.models.rules import DatedRule

from ..enums import Channel, ExclusionState, Loss, RoundState
from .questionnaires import Questionnaire


class SurveyRule(DatedRule):
    """How the rounds of a quarter are planned. One row is in effect a day; each round keeps the values it was made
    with.

    margin: half the 95% interval of a share that is wanted, as a share (0.05 is 5 percentage points). expected_rate:
    the share of those drawn who answer, for the number of invitations. open_day: the day of the quarter on which the
    round opens (1 is its first). days: how long it is open. first_reminder, second_reminder: days after opening.
    check_share: the percentage of telephone interviews that somebody else repeats.
    """

    margin = models.DecimalField(_("margin of error"), max_digits=4, decimal_places=3, default=Decimal("0.050"))
    expected_rate = models.DecimalField(
        _("expected response rate"), max_digits=4, decimal_places=3, default=Decimal("0.400")
    )
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    open_day = models.PositiveSmallIntegerField(_("opens on day"), default=71)
    days = models.PositiveSmallIntegerField(_("days open"), default=14)
    first_reminder = models.PositiveSmallIntegerField(_("first reminder after days"), default=4)
    second_reminder = models.PositiveSmallIntegerField(_("second reminder after days"), default=9)
    check_share = models.PositiveSmallIntegerField(_("interviews called again, percent"), default=10)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Survey rule")
        ordering = ("-effective_from",)

    def __str__(self) -> str:
        return str(_("Survey rounds"))


class Round(models.Model):
    """The survey of a quarter.

    seed: 64 random hexadecimal digits, stored before the draw, so that it can be drawn again. frame_hash: SHA-256
    over the frozen frame (surveys/rules/sampling.py says how). changed_by_hand: a manager has set dates or margin of
    the plan, which a later change of the rule then leaves alone. invited_at: when the last of those drawn was dealt
    with. first_reminded_at, second_reminded_at: when the first of these reminders went out; None as long as nobody had
    to be reminded. population: customers in the frame; sample_size: how many were drawn; needed: how many answers the
    margin needs.
    code_version: of the program that computed the figures. seal: SHA-256 over what is exported, set when the round is
    computed.
    """

    quarter = models.CharField(_("quarter"), max_length=7, unique=True)
    questionnaire = models.ForeignKey(
        Questionnaire, models.PROTECT, related_name="rounds", verbose_name=_("Questionnaire")
    )
    state = models.CharField(_("Status"), max_length=9, choices=RoundState.choices, default=RoundState.PLANNED)
    is_anonymous = models.BooleanField(_("anonymous"), default=False)
    margin = models.DecimalField(_("margin of error"), max_digits=4, decimal_places=3)
    expected_rate = models.DecimalField(_("expected response rate"), max_digits=4, decimal_places=3)
    check_share = models.PositiveSmallIntegerField(_("interviews called again, percent"), default=10)
    opens_at = models.DateTimeField(_("opens"))
    closes_at = models.DateTimeField(_("closes"))
    first_reminder_at = models.DateTimeField(_("first reminder"), null=True, blank=True)
    second_reminder_at = models.DateTimeField(_("second reminder"), null=True, blank=True)
    changed_by_hand = models.BooleanField(default=False)
    seed = models.CharField(_("seed"), max_length=64, blank=True)
    frame_hash = models.CharField(_("hash of the frame"), max_length=64, blank=True)
    population = models.PositiveIntegerField(_("customers in the frame"), default=0)
    needed = models.PositiveIntegerField(_("answers needed"), default=0)
    sample_size = models.PositiveIntegerField(_("drawn"), default=0)
    frozen_at = models.DateTimeField(_("Frame frozen"), null=True, blank=True)
    invited_at = models.DateTimeField(_("Invited"), null=True, blank=True)
    first_reminded_at = models.DateTimeField(_("First reminder sent"), null=True, blank=True)
    second_reminded_at = models.DateTimeField(_("Second reminder sent"), null=True, blank=True)
    closed_at = models.DateTimeField(_("Closed"), null=True, blank=True)
    computed_at = models.DateTimeField(_("Computed"), null=True, blank=True)
    reported_at = models.DateTimeField(_("Reported"), null=True, blank=True)
    code_version = models.CharField(max_length=40, blank=True)
    seal = models.CharField(_("seal"), max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Survey round")
        ordering = ("-quarter",)
        indexes = [models.Index(fields=["state", "closes_at"], name="round_state")]

    def __str__(self) -> str:
        return self.quarter

    def get_absolute_url(self) -> str:
        return reverse("round", args=[self.quarter])


class Stratum(models.Model):
    """A part of the frame that is drawn from by itself: the customers of one region and tier."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="strata", verbose_name=_("Survey round"))
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Region")
    )
    tier = models.CharField(_("Tier"), max_length=10, choices=Tier.choices, blank=True)
    population = models.PositiveIntegerField(_("customers in the frame"))
    sample_size = models.PositiveIntegerField(_("drawn"))

    class Meta:
        verbose_name = _("Stratum")
        ordering = ("round", "pk")
        constraints = [models.UniqueConstraint(fields=["round", "region", "tier"], name="one_stratum_a_cell")]


class FrameMember(models.Model):
    """A customer of the frozen frame.

    number: the customer's number on that day; number, region and tier of the stratum, and channel are what is hashed,
    whatever happens to the customer later (customer is empty when the record was merged into another one of the
    frame). position: in the order that is hashed; drawn: the rank in the draw of its stratum, None if not drawn.
    channel: how the customer is asked. address_hash: a keyed hash of the address on that day. handled: the customer
    who was drawn has been invited, or was lost for the reason in `loss`. address_changed: the address was another one
    when the invitation was sent.
    """

    round = models.ForeignKey(Round, models.CASCADE, related_name="members", verbose_name=_("Survey round"))
    stratum = models.ForeignKey(Stratum, models.CASCADE, related_name="members", verbose_name=_("Stratum"))
    position = models.PositiveIntegerField()
    number = models.CharField(_("customer number"), max_length=20)
    customer = models.ForeignKey(
        Customer, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Customer")
    )
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("Contact")
    )
    channel = models.CharField(_("channel"), max_length=6, choices=Channel.choices)
    address_hash = models.CharField(max_length=64, blank=True)
    drawn = models.PositiveIntegerField(_("drawn"), null=True, blank=True)
    handled = models.BooleanField(default=False)
    loss = models.CharField(_("not asked because"), max_length=16, choices=Loss.choices, blank=True)
    address_changed = models.BooleanField(_("address changed"), default=False)

    class Meta:
        verbose_name = _("Frame member")
        ordering = ("round", "position")
        constraints = [
            models.UniqueConstraint(fields=["round", "customer"], name="one_frame_member_a_customer"),
            models.UniqueConstraint(fields=["round", "position"], name="one_frame_member_a_position"),
        ]
        indexes = [
            models.Index(fields=["round", "stratum", "drawn"], condition=Q(drawn__isnull=False), name="frame_drawn"),
            models.Index(
                fields=["round", "position"], condition=Q(drawn__isnull=False, handled=False), name="frame_to_invite"
            ),
        ]


class Exclusion(models.Model):
    """A customer who is left out of a round, with a reason; a second person decides (S4). The report counts them."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="exclusions", verbose_name=_("Survey round"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="+", verbose_name=_("Customer"))
    reason = models.CharField(_("reason"), max_length=500)
    state = models.CharField(_("Status"), max_length=8, choices=ExclusionState.choices, default=ExclusionState.PROPOSED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("Proposed by")
    )
    proposed_at = models.DateTimeField(_("Proposed at"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Decided by")
    )
    decided_at = models.DateTimeField(_("Decided at"), null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Exclusion")
        ordering = ("round", "pk")
        constraints = [
            models.UniqueConstraint(fields=["round", "customer"], name="one_exclusion_a_customer"),
        ]

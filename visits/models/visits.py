"""Follow-up visits 回访."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from complaints.models import Ticket
from customers.enums import Channel
from customers.models import Contact, Customer, Interaction, Purchase

from ..enums import Mood, VisitKind, VisitOutcome, VisitState


class Visit(models.Model):
    """One follow-up visit.

    due_on: the last day that the cadence allows, counted from counted_from. planned_on: the day for which it is
    planned; the planner chooses it and the rep may change it. cycle is unique: a customer has one visit per cycle and
    attempt, and one planned visit of care at a time; a purchase has one planned visit of each other kind.

    undecided_since: since when a planned visit waits for the manager, because the last three attempts failed. Until the
    decision nobody is reminded of it.

    The planner writes many rows at once (services/planning.py), and every index slows it down. Therefore the indexes
    that are only needed for visits which took place are partial.
    """

    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="visits", verbose_name=_("customer"), db_index=False
    )
    kind = models.CharField(_("kind of visit"), max_length=12, choices=VisitKind.choices, default=VisitKind.CARE)
    # What is maintained or installed.
    purchase = models.ForeignKey(
        Purchase,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("Purchase"),
        db_index=False,
    )
    cycle = models.CharField(_("Visit round"), max_length=40)
    counted_from = models.DateField(_("counted from"), null=True, blank=True)
    state = models.CharField(_("Status"), max_length=10, choices=VisitState.choices, default=VisitState.PLANNED)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("rep"),
        db_index=False,
    )
    due_on = models.DateField(_("due"))
    planned_on = models.DateField(_("planned for"))
    # Agreed with the customer for that day; the planner leaves it open.
    planned_time = models.TimeField(_("agreed time"), null=True, blank=True)
    # City and district of the customer when the visit was planned (rules/towns.py), by which days are put together.
    town = models.CharField(_("town"), max_length=40, blank=True, editable=False)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.PHONE)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=VisitOutcome.choices, blank=True)
    contact = models.ForeignKey(
        Contact, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("contact"), db_index=False
    )
    met_whom = models.CharField(_("person met"), max_length=100, blank=True)
    opinions = models.TextField(_("opinions"), blank=True)
    suggestions = models.TextField(_("suggestions"), blank=True)
    requirements = models.TextField(_("requirements"), blank=True)
    mood = models.CharField(_("mood"), max_length=10, choices=Mood.choices, blank=True)
    promised = models.TextField(_("promised to the customer"), blank=True)
    correction = models.TextField(_("correction of customer data"), blank=True)
    undecided_since = models.DateTimeField(_("waits for a decision since"), null=True, blank=True)
    took_place_at = models.DateTimeField(_("completed at"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Recorded by"),
    )
    interaction = models.ForeignKey(
        Interaction,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name=_("Customer interaction"),
    )
    ticket = models.ForeignKey(
        Ticket, models.PROTECT, null=True, blank=True, related_name="visits", verbose_name=_("ticket"), db_index=False
    )
    copy_sent_at = models.DateTimeField(_("copy of the record sent"), null=True, blank=True)
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    # Not in the history: the run of the planner that made the row, and the fields by which overdue visits climb.
    plan_run = models.CharField(max_length=32, blank=True, editable=False)
    remind_at = models.DateTimeField(null=True, blank=True)
    remind_level = models.PositiveSmallIntegerField(default=0)
    history = HistoricalRecords(
        excluded_fields=["town", "plan_run", "remind_at", "remind_level"],
        no_db_index=["cycle", "customer", "purchase", "rep", "contact", "recorded_by", "interaction", "ticket"],
    )

    class Meta:
        verbose_name = _("Follow-up visit")
        ordering = ("planned_on", "pk")
        indexes = [
            models.Index(fields=["rep", "planned_on", "id"], condition=Q(state="planned"), name="visit_of_rep"),
            models.Index(fields=["planned_on", "id"], condition=Q(state="planned"), name="visit_planned"),
            models.Index(fields=["due_on", "id"], condition=Q(state="planned"), name="visit_due"),
            models.Index(fields=["remind_at"], condition=Q(state="planned"), name="visit_reminders"),
            models.Index(fields=["rep", "-took_place_at", "-id"], condition=Q(state="done"), name="visit_done_by_rep"),
            models.Index(fields=["-took_place_at", "-id"], condition=Q(state="done"), name="visit_done"),
            models.Index(fields=["customer", "-took_place_at"], name="visit_last"),
            models.Index(fields=["purchase", "kind"], condition=Q(purchase__isnull=False), name="visit_of_purchase"),
            models.Index(
                fields=["undecided_since", "id"], condition=Q(undecided_since__isnull=False), name="visit_undecided"
            ),
            models.Index(fields=["ticket"], condition=Q(ticket__isnull=False), name="visit_of_ticket"),
            models.Index(fields=["interaction"], condition=Q(interaction__isnull=False), name="visit_of_interaction"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["cycle"], name="one_visit_per_cycle"),
            models.UniqueConstraint(
                fields=["customer"], condition=Q(state="planned", kind="care"), name="one_planned_visit"
            ),
            models.UniqueConstraint(
                fields=["purchase", "kind"],
                condition=Q(state="planned", purchase__isnull=False),
                name="one_planned_visit_of_purchase",
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(took_place_at__isnull=False), name="done_visit_has_a_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer} {self.planned_on}"

    def get_absolute_url(self) -> str:
        return reverse("visit", args=[self.pk])

    @property
    def is_undecided(self) -> bool:
        return self.is_planned and self.undecided_since is not None

    @property
    def is_planned(self) -> bool:
        return self.state == VisitState.PLANNED

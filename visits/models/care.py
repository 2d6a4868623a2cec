"""Care plans 关怀计划 for key customers: needs with a goal that is measured, actions, and what dates suggest."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from aftersales.staff.models import in_language
from customers.models import Customer

from ..enums import CareActionState, CareOccasion, CarePlanState, SuggestionState
from ..rules import care as rules

ZERO = Decimal(0)


class CareTemplate(models.Model):
    """What a new care plan begins with. needs: [{need, need_en, measure, measure_en, unit, unit_en, start, target}].
    actions: [{title, title_en, after_days, budget}]; after_days counts from the start of the plan."""

    code = models.CharField(_("code"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    needs = models.JSONField(_("needs"), default=list, blank=True)
    actions = models.JSONField(_("actions"), default=list, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    place = models.PositiveSmallIntegerField(_("order"), default=0)
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Template of care plans")
        ordering = ("place", "code")

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class CarePlan(models.Model):
    """What is done for a customer within a period. worth: what it has brought, in words."""

    number = models.CharField(_("number"), max_length=20, unique=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="care_plans", verbose_name=_("customer"), db_index=False
    )
    title = models.CharField(_("title"), max_length=200)
    state = models.CharField(
        _("Status"), max_length=10, choices=CarePlanState.choices, default=CarePlanState.DRAFT, db_index=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="care_plans", verbose_name=_("owner"), db_index=False
    )
    template = models.ForeignKey(
        CareTemplate, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("template")
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, default=ZERO)
    meets_on = models.DateField(_("next review"), null=True, blank=True)
    worth = models.TextField(_("what it is worth"), blank=True)
    result = models.TextField(_("result"), blank=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("Approved by")
    )
    approved_at = models.DateTimeField(_("Approved"), null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    # When the dates of the customer are next looked at for suggestions. Not in the history.
    looks_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords(excluded_fields=["looks_at"])

    class Meta:
        verbose_name = _("Care plan")
        ordering = ("-created_at", "-pk")
        indexes = [
            models.Index(fields=["state", "ends_on", "id"], name="care_plan_state"),
            models.Index(fields=["owner", "state"], name="care_plan_owner"),
            models.Index(fields=["customer", "-created_at", "-id"], name="care_plan_customer"),
            models.Index(fields=["looks_at"], condition=Q(state="running"), name="care_plan_looks"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(budget__gte=0), name="care_plan_budget_not_negative"),
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="care_plan_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("care_plan", args=[self.number])

    @property
    def money(self) -> rules.Money:
        """What became of the budget. It reads the actions; prefetch them."""
        costs = [rules.Cost(row.state, row.budget, row.spent) for row in self.actions.all()]
        return rules.money_of(self.budget, costs)


class CareNeed(models.Model):
    """What the customer needs, how it is measured, and how far it is: from, now, target."""

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="needs", verbose_name=_("Care plan"))
    need = models.CharField(_("need"), max_length=200)
    why = models.CharField(_("why"), max_length=300, blank=True)
    measure = models.CharField(_("measure"), max_length=200)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    start = models.DecimalField(_("at the start"), max_digits=12, decimal_places=2)
    current = models.DecimalField(_("now"), max_digits=12, decimal_places=2)
    target = models.DecimalField(_("target"), max_digits=12, decimal_places=2)
    measured_on = models.DateField(_("measured on"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Need in a care plan")
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.need

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url()

    @property
    def is_met(self) -> bool:
        return rules.is_met(self.start, self.current, self.target)


class CareAction(models.Model):
    """An action of a care plan: who does what by when for how much, and what came of it.

    due_on is stored; remind_at and remind_level are claimed by the sweep of reminders.
    """

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="actions", verbose_name=_("Care plan"))
    title = models.CharField(_("action"), max_length=200)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="care_actions", verbose_name=_("owner"), db_index=False
    )
    state = models.CharField(
        _("Status"), max_length=10, choices=CareActionState.choices, default=CareActionState.OPEN, db_index=False
    )
    due_on = models.DateField(_("due"))
    budget = models.DecimalField(_("budget"), max_digits=12, decimal_places=2, default=ZERO)
    spent = models.DecimalField(
        _("spent"), max_digits=12, decimal_places=2, default=ZERO, validators=[MinValueValidator(0)]
    )
    result = models.CharField(_("result"), max_length=500, blank=True)
    done_on = models.DateField(_("done on"), null=True, blank=True)
    # What above or beside the plan asked for it; a source has one action.
    source_key = models.CharField(max_length=80, null=True, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("Created by")
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    remind_at = models.DateTimeField(null=True, blank=True, editable=False)
    remind_level = models.PositiveSmallIntegerField(default=0, editable=False)
    history = HistoricalRecords(excluded_fields=["remind_at", "remind_level", "source_key"])

    class Meta:
        verbose_name = _("Action of a care plan")
        ordering = ("due_on", "pk")
        indexes = [
            models.Index(fields=["owner", "due_on", "id"], condition=Q(state="open"), name="care_action_of_owner"),
            models.Index(fields=["due_on", "id"], name="care_action_due"),
            models.Index(fields=["remind_at"], condition=Q(state="open"), name="care_action_reminders"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(budget__gte=0, spent__gte=0), name="care_action_money_not_negative"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(done_on__isnull=False), name="care_action_done_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{self.plan.get_absolute_url()}#action-{self.pk}"

    def dot(self, today: date) -> str:
        return rules.due_state(self.state, self.due_on, today)


class CareSuggestion(models.Model):
    """An action that a date of the customer suggests. It is taken or put away, once."""

    plan = models.ForeignKey(CarePlan, models.CASCADE, related_name="suggestions", verbose_name=_("Care plan"))
    key = models.CharField(max_length=120, editable=False)
    kind = models.CharField(_("occasion"), max_length=15, choices=CareOccasion.choices)
    on = models.DateField(_("date"))
    due_on = models.DateField(_("due"))
    since = models.DateField(_("counted from"))
    years = models.PositiveSmallIntegerField(_("years"), default=0)
    product = models.CharField(_("product"), max_length=200, blank=True)
    quantity = models.PositiveIntegerField(_("quantity"), default=0)
    state = models.CharField(
        _("Status"), max_length=10, choices=SuggestionState.choices, default=SuggestionState.OFFERED
    )
    action = models.OneToOneField(
        CareAction,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="suggestion",
        verbose_name=_("Action of a care plan"),
    )
    created_at = models.DateTimeField(_("Created"))
    version = models.PositiveIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Suggested action")
        ordering = ("due_on", "pk")
        constraints = [models.UniqueConstraint(fields=["plan", "key"], name="one_suggestion_per_date")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"

    def get_absolute_url(self) -> str:
        return self.plan.get_absolute_url()

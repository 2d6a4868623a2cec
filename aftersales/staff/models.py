"""Users, departments, regions, outlets, stand-ins and API tokens."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from .enums import Role, TeamFunction, Theme


def in_language(chinese: str, english: str) -> str:
    """The name in the current language, or the other one if it is empty."""
    return (english or chinese) if get_language() == "en" else (chinese or english)


class Named(models.Model):
    """Something with a name in both languages."""

    name = models.CharField(_("name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return in_language(self.name, self.name_en)


class Place(Named):
    """Where users, tickets and customers belong. An inactive one stays where it is used, and can no longer be
    chosen."""

    is_active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class Department(Place):
    """A department that tickets, findings and actions can be given to."""

    code = models.SlugField(_("code"), unique=True)
    function = models.CharField(
        _("function in investigations"), max_length=10, choices=TeamFunction.choices, blank=True, default=""
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Department")
        ordering = ("code",)


class Region(Place):
    """A sales region (A7)."""

    code = models.SlugField(_("code"), unique=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Region")
        ordering = ("code",)


class Outlet(Place):
    """A service outlet 服务网点 of a region (A7)."""

    region = models.ForeignKey(Region, models.PROTECT, related_name="outlets", verbose_name=_("region"))
    address = models.CharField(_("address"), max_length=200, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Service outlet")
        ordering = ("region_id", "name")


class User(AbstractUser):
    """A person with an account. A user has one role; who needs another one for a time is a stand-in."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(_("name"), max_length=100, blank=True)
    name_en = models.CharField(_("English name"), max_length=100, blank=True)
    role = models.CharField(_("role"), max_length=20, choices=Role.choices, default=Role.COLLEAGUE)
    department = models.ForeignKey(
        Department, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("department")
    )
    region = models.ForeignKey(
        Region, models.PROTECT, null=True, blank=True, related_name="people", verbose_name=_("region")
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    theme = models.CharField(_("theme"), max_length=5, choices=Theme.choices, blank=True, default="")
    # Of lists whose columns the user chose: the keys in order (aftersales/web/list_columns.py).
    columns = models.JSONField(_("columns of lists"), default=dict, blank=True, editable=False)
    tour_over = models.BooleanField(_("tour put away"), default=False, editable=False)
    is_demo = models.BooleanField(default=False, editable=False)
    # An administrator has set the password, so the user must choose a new one before doing anything else.
    must_change_password = models.BooleanField(_("Must choose a new password"), default=False, editable=False)
    # Part of the hash that signs each session, so that increasing it ends all sessions.
    session_epoch = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords(excluded_fields=["password", "last_login"])

    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("Account")
        ordering = ("username",)

    def __str__(self) -> str:
        return self.get_full_name()

    def get_full_name(self) -> str:
        return in_language(self.name, self.name_en) or self.username

    def get_short_name(self) -> str:
        return self.get_full_name()

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        inherited = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]
        return f"{inherited}.{self.session_epoch}" if self.session_epoch else inherited

    @property
    def initials(self) -> str:
        """The text in the round badge: 林, or LX."""
        shown = self.get_full_name()
        if shown.isascii():
            return "".join(part[0] for part in shown.split()[:2]).upper()
        return shown[:1]


class StandIn(models.Model):
    """A user who acts for another during an absence 代理; what they do names both (T6).

    The first and the last day are included. ended_at: when the absence was ended early.
    """

    absent = models.ForeignKey(User, models.PROTECT, related_name="absences", verbose_name=_("person away"))
    deputy = models.ForeignKey(User, models.PROTECT, related_name="deputyships", verbose_name=_("stand-in"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"))
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    ended_at = models.DateTimeField(_("Ended"), null=True, blank=True, editable=False)
    ended_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name=_("Ended by")
    )
    history = HistoricalRecords()

    class Meta:
        verbose_name = _("Stand-in")
        ordering = ("-starts_on", "-pk")
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="standin_dates_in_order"),
            models.CheckConstraint(condition=~Q(absent=F("deputy")), name="standin_is_another"),
        ]

    def __str__(self) -> str:
        return f"{self.deputy} → {self.absent}"


class ApiToken(models.Model):
    """A token for programs. Only its digest is stored."""

    user = models.ForeignKey(User, models.CASCADE, related_name="api_tokens", verbose_name=_("Person"))
    label = models.CharField(_("label"), max_length=100, blank=True)
    prefix = models.CharField(max_length=8)
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(_("Created"))
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("API token")
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.prefix}…"

    def get_absolute_url(self) -> str:
        return reverse("account")


class SignIn(models.Model):
    """A session of a user: where they signed in. It counts as long as the session exists."""

    user = models.ForeignKey(User, models.CASCADE, related_name="sign_ins", verbose_name=_("Person"))
    session = models.CharField(_("Session"), max_length=40, unique=True)
    agent = models.CharField(_("Browser"), max_length=200, blank=True)
    started_at = models.DateTimeField(_("Started"))

    class Meta:
        verbose_name = _("Sign-in")
        ordering = ("-started_at",)


Actor = User | None  # None is the system

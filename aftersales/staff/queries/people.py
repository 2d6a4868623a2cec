"""Queries about accounts: users, their sessions, the history of changes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet, Sum
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.web.history import Change, Source, changes

from ..enums import Role
from ..models import ApiToken, SignIn, User

FIELDS = {
    "name": gettext_lazy("Name"),
    "name_en": gettext_lazy("English name"),
    "username": gettext_lazy("Username"),
    "role": gettext_lazy("Role"),
    "department": gettext_lazy("Department"),
    "region": gettext_lazy("Region"),
    "email": gettext_lazy("Email"),
    "phone": gettext_lazy("Phone"),
    "language": gettext_lazy("Language"),
    "is_active": gettext_lazy("Active"),
    "must_change_password": gettext_lazy("One-time password"),
    "code": gettext_lazy("Code"),
    "address": gettext_lazy("Address"),
}
# Text for each reason code that services write.
REASONS = {
    "created": gettext_lazy("Created"),
    "changed": gettext_lazy("Changed"),
    "disabled": gettext_lazy("Deactivated"),
    "enabled": gettext_lazy("Activated"),
    "password reset": gettext_lazy("Password reset"),
    "password printed": gettext_lazy("One-time password printed"),
    "password chosen": gettext_lazy("Password set"),
    "signed out everywhere": gettext_lazy("Signed out everywhere"),
    "unlocked": gettext_lazy("Unlocked"),
    "signed in": gettext_lazy("Signed in"),
    "default": gettext_lazy("Installation default"),
    "first administrator": gettext_lazy("First administrator"),
    "language": gettext_lazy("Language"),
    "theme": gettext_lazy("Appearance"),
    "columns": gettext_lazy("Columns of lists"),
    "tour": gettext_lazy("Tour put away"),
    "work handed over": gettext_lazy("Work reassigned"),
    "reassigned": gettext_lazy("Reassigned"),
}


def accounts(text: str = "", *, role: str = "", department: Any = None, state: str = "") -> QuerySet[User]:
    """All accounts, active ones first. state: on, off or any."""
    rows = User.objects.select_related("department", "region").order_by("-is_active", "username")
    if text:
        wanted = [f"{name}__icontains" for name in ("username", "name", "name_en", "email", "phone")]
        found = Q()
        for field in wanted:
            found |= Q(**{field: text})
        rows = rows.filter(found)
    if role:
        rows = rows.filter(role=role)
    if department:
        rows = rows.filter(department=department)
    return rows if state not in ("on", "off") else rows.filter(is_active=state == "on")


def has_admin() -> bool:
    """Whether an active administrator exists."""
    return User.objects.filter(role=Role.ADMIN, is_active=True).exists()


def heirs_of(user: User) -> QuerySet[User]:
    """Users who might take over a user's work. The services of that work decide who really may."""
    return User.objects.filter(is_active=True).exclude(pk=user.pk).order_by("role", "username")


def is_locked(user: User) -> bool:
    """Whether sign-in is locked after too many failed tries."""
    since = timezone.now() - timedelta(hours=settings.AXES_COOLOFF_TIME)
    rows = AccessAttempt.objects.filter(username=user.username, attempt_time__gte=since)
    return (rows.aggregate(tries=Sum("failures_since_start"))["tries"] or 0) >= settings.AXES_FAILURE_LIMIT


def without_own_password(user: User) -> QuerySet[User]:
    """Other active accounts whose owner has not chosen a password yet, such as imported ones."""
    rows = User.objects.filter(is_active=True, last_login=None).exclude(pk=user.pk)
    return rows.order_by("department__code", "username")


def is_mailed(user: User) -> bool:
    """Whether a mail can reach this user; otherwise the administrator must hand over a one-time password."""
    return bool(settings.EMAIL_URL_HOST and user.email)


def sign_ins_of(user: User) -> list[SignIn]:
    """The open sessions of a user, latest first."""
    rows = list(user.sign_ins.all()[:100])
    living = Session.objects.filter(session_key__in=[row.session for row in rows], expire_date__gt=timezone.now())
    keys = set(living.values_list("session_key", flat=True))
    return [row for row in rows if row.session in keys]


def tokens_of(user: User) -> QuerySet[ApiToken]:
    return user.api_tokens.filter(revoked_at=None)


def reason_of(text: str) -> str:
    """A stored reason as text; text that a user wrote follows it."""
    code, colon, rest = text.partition(": ")
    if colon and code in REASONS:
        return _("%(what)s: %(why)s") % {"what": REASONS[code], "why": rest}
    return str(REASONS.get(text, text))


def changes_of(row: Any) -> list[Change]:
    """The history of an account, a department, a region or an outlet."""
    history = type(row).history.filter(id=row.pk)
    names = {field.name for field in history.model._meta.fields}
    fields: dict[str, Any] = {name: label for name, label in FIELDS.items() if name in names}
    if "is_active" in fields and not isinstance(row, User):
        fields["is_active"] = _("Active")
    return changes([Source(history, lambda _row: "", fields)], reason_of)


def password_link(user: User) -> str:
    """The URL where the user can choose a password. It works once, for one day."""
    return settings.SITE_URL + reverse("password_link", args=[f"{user.pk}-{default_token_generator.make_token(user)}"])


def user_of_link(token: str) -> User | None:
    """The user of a password link; None if the link is used, expired or invalid."""
    pk, _dash, secret = token.partition("-")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    user = User.objects.filter(pk=pk, is_active=True).first()
    return user if user is not None and default_token_generator.check_token(user, secret) else None

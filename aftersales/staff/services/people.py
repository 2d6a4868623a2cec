"""Creates, changes, deactivates and activates accounts, for the administrator."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.store.in_use import require_in_use
from aftersales.store.writing import same_version, save_with_history

from ..backends import DEMO_PASSWORD
from ..enums import Role
from ..models import Actor, User
from ..permissions import ADMIN_ONLY, can_administer
from ..queries.people import has_admin, is_mailed
from ..rules import offboarding as rules
from ..rules.people import AccountStatus, check_change
from ..signals import access_ended, open_work_of, password_link_wanted
from .offboarding import Successors, hand_over

FACTS = frozenset({"name", "name_en", "role", "department", "region", "email", "phone", "language"})
# no characters that are easily mixed up when they are read out
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
UNSEEN = ("password", "last_login")


@transaction.atomic
def create_first_admin(*, username: str, name: str, password: str, now: datetime) -> User:
    """Create the administrator of a new installation, from the command line. Administrators create all later
    accounts."""
    if has_admin():
        raise RuleViolation(_("There is already an administrator. Ask them for an account."), code="has_admin")
    user = User(username=username.strip(), name=name.strip(), role=Role.ADMIN)
    check_facts(user)
    check_password(user, password)
    user.set_password(password)
    return save_with_history(user, actor=None, reason="first administrator")


@transaction.atomic
def create_user(
    *, actor: Actor, now: datetime, username: str, with_password: bool = True, **facts: Any
) -> tuple[User, str]:
    """Create an account. The second value is a one-time password to hand over, or "" if a link was mailed.

    with_password=False: make no one-time password, because nobody could hand it over now; reset_password makes one
    later.
    """
    ensure(can_administer(actor), ADMIN_ONLY)
    user = _set_facts(User(username=username.strip()), facts)
    if not user.name:
        raise InvalidInput(_("Enter a name that colleagues will recognize."), code="empty", field="name")
    check_facts(user)
    if not (with_password or is_mailed(user)):
        user.set_unusable_password()
        return save_with_history(user, actor=actor, reason="created"), ""
    password = _new_password(user)
    save_with_history(user, actor=actor, reason="created")
    return user, _with_link(user, password, now)


@transaction.atomic
def update_user(
    *,
    user_id: int,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    heir: User | None = None,
    heirs: Mapping[str, User] | None = None,
    note: str = "",
    **facts: Any,
) -> User:
    """Change an account. With a new role, successors take over the work that the role may not hold."""
    successors = Successors(heir, heirs or {}, note)
    user, others = _locked(user_id, successors.people)
    ensure(can_administer(actor), ADMIN_ONLY)
    same_version(user, version)
    before, role = AccountStatus(user.role, user.is_active), facts.get("role", user.role)
    works = open_work_of(user) if role != user.role and user.is_active else []
    _set_facts(user, facts)
    check_change(
        before, AccountStatus(user.role, user.is_active), is_oneself=_is_oneself(actor, user), other_admins=others
    )
    check_facts(user)
    _save(user, actor, "changed")
    if works:
        hand_over(user=user, works=works, role=role, successors=successors, actor=actor, now=now)
    return user


@transaction.atomic
def disable_user(
    *,
    user_id: int,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    heir: User | None = None,
    heirs: Mapping[str, User] | None = None,
    note: str = "",
) -> User:
    """Deactivate an account at once, and end its sessions and tokens. heir: who takes over all open work. heirs:
    successors for single kinds, by name (rules/offboarding.py). Raises an error if needed work has no successor."""
    successors = Successors(heir, heirs or {}, note)
    user, others = _locked(user_id, successors.people)
    ensure(can_administer(actor), ADMIN_ONLY)
    same_version(user, version)
    if not user.is_active:
        raise Conflict(_("This account is already disabled."), code="disabled")
    check_change(
        AccountStatus(user.role, True),
        AccountStatus(user.role, False),
        is_oneself=_is_oneself(actor, user),
        other_admins=others,
    )
    works = open_work_of(user)
    user.is_active = False
    end_sessions(user, now)
    _save(user, actor, "disabled")
    hand_over(user=user, works=works, role=None, successors=successors, actor=actor, now=now)
    return user


@transaction.atomic
def reassign_rest(
    *,
    user_id: int,
    actor: Actor,
    now: datetime,
    heir: User | None = None,
    heirs: Mapping[str, User] | None = None,
    note: str = "",
) -> User:
    """Give away the work that a deactivated account still has: from a concurrent change, an import, or before
    successors were asked for."""
    successors = Successors(heir, heirs or {}, note)
    user, _others = _locked(user_id, successors.people)
    ensure(can_administer(actor), ADMIN_ONLY)
    if user.is_active:
        raise RuleViolation(_("This account is active. Its work is reassigned when it’s deactivated."), code="in_use")
    if not rules.going(works := open_work_of(user), None):
        raise Conflict(_("This account has no open work left."), code="nothing_left")
    hand_over(user=user, works=works, role=None, successors=successors, actor=actor, now=now)
    return _save(user, actor, "work handed over")


@transaction.atomic
def enable_user(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Activate an account with the password it had. Ended sessions and tokens stay ended."""
    user, _others = _locked(user_id)
    ensure(can_administer(actor), ADMIN_ONLY)
    if user.is_active:
        raise Conflict(_("This account is already active."), code="enabled")
    user.is_active = True
    return _save(user, actor, "enabled")


@transaction.atomic
def reset_password(*, user_id: int, actor: Actor, now: datetime) -> tuple[User, str]:
    """Remove the password and mail a link. If no mail is possible, the second value is a one-time password to hand
    over."""
    user, _others = _locked(user_id)
    ensure(can_administer(actor), ADMIN_ONLY)
    if not user.is_active:
        raise RuleViolation(_("This account is deactivated. Activate it first."), code="disabled")
    if _is_oneself(actor, user):
        raise RuleViolation(_("Change your own password on your account page."), code="own_account")
    password = _new_password(user)
    end_sessions(user, now)
    forget_tries(user)
    _save(user, actor, "password reset")
    return user, _with_link(user, password, now)


@transaction.atomic
def sign_out_everywhere(*, user_id: int, actor: Actor, now: datetime) -> User:
    """End all sessions and tokens of an account. Users may do it for their own account, an administrator for any."""
    user, _others = _locked(user_id)
    ensure(_is_oneself(actor, user) or can_administer(actor), ADMIN_ONLY)
    end_sessions(user, now)
    return _save(user, actor, "signed out everywhere")


@transaction.atomic
def unlock_user(*, user_id: int, actor: Actor, now: datetime) -> User:
    """Forget the failed sign-ins, so that the right password works at once."""
    user, _others = _locked(user_id)
    ensure(can_administer(actor), ADMIN_ONLY)
    forget_tries(user)
    return _save(user, actor, "unlocked")


def check_facts(user: User) -> None:
    """Raise InvalidInput for the field that is not valid."""
    if user.language and user.language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("This language isn’t available."), code="unknown", field="language")
    try:
        user.full_clean(exclude=UNSEEN)
    except ValidationError as error:
        field, found = next(iter(error.error_dict.items()))
        raise InvalidInput(found[0].message, code="invalid", field=field, params=found[0].params) from error


def check_password(user: User, password: str) -> None:
    """Raise InvalidInput for a password that is published or easy to guess."""
    if password == DEMO_PASSWORD:
        raise InvalidInput(
            _("This password is publicly known. Choose another one."), code="published", field="password"
        )
    try:
        validate_password(password, user)
    except ValidationError as error:
        first = error.error_list[0]
        raise InvalidInput(first.message, code="weak", field="password", params=first.params) from error


def _locked(user_id: int, also: Collection[User] = ()) -> tuple[User, int]:
    """The account, and how many other administrators there are. All are locked in a fixed order, together with the
    successors, so that two concurrent changes cannot remove the last administrator."""
    wanted = Q(pk=user_id) | Q(role=Role.ADMIN, is_active=True) | Q(pk__in=[person.pk for person in also])
    list(User.objects.filter(wanted).order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True))
    rows = {row.pk: row for row in User.objects.filter(wanted)}
    if (user := rows.get(user_id)) is None:
        raise NotVisible()
    return user, sum(AccountStatus(row.role, row.is_active).administers for pk, row in rows.items() if pk != user_id)


def _set_facts(user: User, facts: dict[str, Any]) -> User:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    require_in_use(facts, user)
    for name, value in facts.items():
        setattr(user, name, value.strip() if isinstance(value, str) else value)
    return user


def _is_oneself(actor: Actor, user: User) -> bool:
    return actor is not None and actor.pk == user.pk


def _save(user: User, actor: Actor, reason: str) -> User:
    user.version += 1
    return save_with_history(user, actor=actor, reason=reason)


def end_sessions(user: User, now: datetime) -> None:
    user.session_epoch += 1
    user.sign_ins.all().delete()
    user.api_tokens.filter(revoked_at=None).update(revoked_at=now)
    access_ended.send(sender=None, user=user, now=now)


def forget_tries(user: User) -> None:
    """Those of strangers, and those at each known device (backends/devices.py)."""
    tries = Q(username=user.username) | Q(username__startswith=f"{user.username}\n")
    AccessAttempt.objects.filter(tries).delete()


def one_time_password() -> str:
    return "-".join("".join(secrets.choice(SIGNS) for _sign in range(4)) for _group in range(4))


def _new_password(user: User) -> str:
    """Set a one-time password and return it; if a link can be mailed instead, set no usable password and return ""."""
    if is_mailed(user):
        user.set_unusable_password()
        return ""
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    return password


def _with_link(user: User, password: str, now: datetime) -> str:
    """The one-time password. If it is empty, mail a link."""
    if not password:
        password_link_wanted.send(sender=None, user=user, now=now)
    return password

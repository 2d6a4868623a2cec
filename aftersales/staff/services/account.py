"""Changes that users make to their own account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, NotVisible, RuleViolation
from aftersales.store.writing import lock, save_with_history
from aftersales.web.list_columns import columns_of

from ..models import SignIn, User
from ..queries.people import user_of_link
from ..signals import account_locked, password_link_wanted
from .people import check_password

MOST_LINKS = 5  # accounts with the same address that are sent a link


@transaction.atomic
def signed_in(*, actor: User, now: datetime, session: SessionBase | None = None, agent: str = "") -> User:
    """Record a sign-in: the time, the session and the browser."""
    user = lock(User, pk=actor.pk)
    if session is not None:
        _note_session(user, session, agent, now)
    user.last_login = now
    return save_with_history(user, actor=actor, reason="signed in")


@transaction.atomic
def sign_in_locked(*, username: str, address: str, now: datetime) -> None:
    """Tell the owner of an account that wrong passwords have locked it for strangers."""
    for user in User.objects.filter(username=username, is_active=True):
        account_locked.send(sender=None, user=user, address=address, now=now)


@transaction.atomic
def set_language(*, actor: User, language: str) -> User:
    """Set the language of the actor."""
    user = lock(User, pk=actor.pk)
    user.language = language
    return save_with_history(user, actor=actor, reason="language")


@transaction.atomic
def set_theme(*, actor: User, theme: str) -> User:
    """Set the theme of the actor: light, dark, or as the system ("")."""
    user = lock(User, pk=actor.pk)
    user.theme = theme
    return save_with_history(user, actor=actor, reason="theme")


@transaction.atomic
def choose_columns(*, actor: User, name: str, keys: Sequence[str]) -> User:
    """Choose the columns of a list and their order; no keys: as the list has them by itself."""
    found = columns_of(name)
    if found is None:
        raise NotVisible()
    user = lock(User, pk=actor.pk)
    chosen = found.checked(keys)
    others = {each: kept for each, kept in user.columns.items() if each != name}
    user.columns = {**others, name: chosen} if chosen else others
    return save_with_history(user, actor=actor, reason="columns")


@transaction.atomic
def put_tour_away(*, actor: User) -> User:
    """Do not show the tour again."""
    user = lock(User, pk=actor.pk)
    user.tour_over = True
    return save_with_history(user, actor=actor, reason="tour")


@transaction.atomic
def change_password(*, actor: User, now: datetime, old: str, password: str) -> User:
    """Change the actor's password. All other sessions end; tokens stay valid."""
    user = lock(User, pk=actor.pk)
    if not user.check_password(old):
        raise InvalidInput(_("Your current password is incorrect."), code="wrong", field="old")
    if old == password:
        raise InvalidInput(_("This is your current password. Choose a different one."), code="same", field="password")
    return _choose(user, password)


@transaction.atomic
def choose_by_link(*, token: str, password: str, now: datetime) -> User:
    """Set the password of the user who a link was mailed to. The link works once."""
    found = user_of_link(token)
    user = found and lock(User, pk=found.pk)
    if user is None or user_of_link(token) is None:
        raise RuleViolation(_("This link was already used or has expired. Request a new one."), code="link_over")
    return _choose(user, password)


def _choose(user: User, password: str) -> User:
    check_password(user, password)
    user.set_password(password)
    user.must_change_password = False
    user.session_epoch += 1
    user.sign_ins.all().delete()
    user.version += 1
    return save_with_history(user, actor=user, reason="password chosen")


@transaction.atomic
def ask_for_link(*, who: str, now: datetime) -> None:
    """Mail a link to the account with this username or address. The caller does not learn whether the account
    exists."""
    wanted = Q(username=who) | Q(email__iexact=who)
    for user in User.objects.filter(wanted, is_active=True).exclude(email="")[:MOST_LINKS]:
        password_link_wanted.send(sender=None, user=user, now=now)


def _note_session(user: User, session: SessionBase, agent: str, now: datetime) -> None:
    """Record a session, and delete the records of sessions that have ended."""
    if not session.session_key:
        session.create()
    living = Session.objects.filter(expire_date__gt=now).values("session_key")
    user.sign_ins.exclude(session__in=living).delete()
    facts = {"user": user, "agent": agent[:200], "started_at": now}
    SignIn.objects.update_or_create(session=session.session_key, defaults=facts)


@transaction.atomic
def end_session(*, sign_in_id: int, actor: User, now: datetime) -> None:
    """End one of the actor's sessions."""
    row = lock(SignIn, pk=sign_in_id, user=actor)
    Session.objects.filter(session_key=row.session).delete()
    row.delete()

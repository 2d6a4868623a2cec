"""What people set for themselves."""

from datetime import datetime

from django.db import transaction

from aftersales.web.service import lock, record

from ..models import User


@transaction.atomic
def signed_in(*, actor: User, now: datetime) -> User:
    """The moment of the last sign-in, and that there was one."""
    user = lock(User, pk=actor.pk)
    user.last_login = now
    return record(user, actor=actor, reason="signed in")


@transaction.atomic
def set_language(*, actor: User, language: str) -> User:
    """The language that the actor reads."""
    user = lock(User, pk=actor.pk)
    user.language = language
    return record(user, actor=actor, reason="language")


@transaction.atomic
def set_theme(*, actor: User, theme: str) -> User:
    """Light, dark, or as the system ("")."""
    user = lock(User, pk=actor.pk)
    user.theme = theme
    return record(user, actor=actor, reason="theme")

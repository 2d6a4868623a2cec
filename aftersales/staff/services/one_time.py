"""One-time passwords for many accounts at once, to be printed and handed out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, ensure
from aftersales.store.writing import lock_all, save_with_history

from ..models import Actor, User
from ..permissions import ADMIN_ONLY, can_administer
from .people import end_sessions, forget_tries, one_time_password

MOST = 300


@dataclass(frozen=True)
class OneTime:
    """An account and its new password. Only `digest` is ever stored."""

    user: User
    password: str
    digest: str


def make_passwords(*, usernames: Sequence[str], actor: Actor, now: datetime) -> list[OneTime]:
    """New passwords for these accounts; nothing is changed yet. Hashing takes seconds, so it is done before the
    transaction that stores them."""
    ensure(can_administer(actor), ADMIN_ONLY)
    if not usernames:
        raise InvalidInput(_("Enter at least one username."), code="empty", field="usernames")
    if len(usernames) > MOST:
        raise InvalidInput(
            _("Up to %(count)s accounts at once."), code="too_many", field="usernames", params={"count": MOST}
        )
    found = {user.username: user for user in User.objects.filter(username__in=usernames, is_active=True)}
    for username in usernames:
        if username not in found:
            raise InvalidInput(
                _("There is no active account “%(name)s”."),
                code="unknown",
                field="usernames",
                params={"name": username[:60]},
            )
        if actor is not None and found[username].pk == actor.pk:
            raise InvalidInput(
                _("Change your own password on your account page."), code="own_account", field="usernames"
            )
    made = [(found[username], one_time_password()) for username in dict.fromkeys(usernames)]
    return [OneTime(user, password, make_password(password)) for user, password in made]


@transaction.atomic
def set_passwords(*, made: Sequence[OneTime], actor: Actor, now: datetime) -> None:
    """Store the passwords; all of them or none. The sessions and tokens of these accounts end."""
    ensure(can_administer(actor), ADMIN_ONLY)
    keys = [row.user.pk for row in made]
    users = {user.pk: user for user in lock_all(User.objects.filter(pk__in=keys))}
    for row in made:
        user = users.get(row.user.pk)
        if user is None or not user.is_active or user.version != row.user.version:
            raise Conflict(_("An account has changed meanwhile. Print the sheet again."), code="changed")
        user.password, user.must_change_password = row.digest, True
        end_sessions(user, now)
        forget_tries(user)
        user.version += 1
        save_with_history(user, actor=actor, reason="password printed")

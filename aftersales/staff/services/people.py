"""Accounts of people."""

from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, RuleViolation
from aftersales.web.service import record

from ..backends import DEMO_PASSWORD
from ..enums import Role
from ..models import User


@transaction.atomic
def create_first_admin(*, username: str, name: str, password: str, now: datetime) -> User:
    """The administrator of a new installation, made on the machine itself; later ones are made by an administrator."""
    if User.objects.filter(role=Role.ADMIN, is_active=True).exists():
        raise RuleViolation(_("There is an administrator already. Ask them for an account."), code="has_admin")
    user = User(username=username.strip(), name=name.strip(), role=Role.ADMIN)
    _check(user, password)
    user.set_password(password)
    return record(user, actor=None, reason="first administrator")


def _check(user: User, password: str) -> None:
    """Raise InvalidInput at the field that cannot be."""
    if password == DEMO_PASSWORD:
        raise InvalidInput(_("This password is published. Choose another one."), code="published", field="password")
    try:
        user.full_clean(exclude=["password"])
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise InvalidInput(error.message_dict[field][0], code="invalid", field=field) from error
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise InvalidInput(error.messages[0], code="weak", field="password") from error

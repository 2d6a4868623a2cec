"""Changes of accounts that are not allowed."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation

from ..enums import Role


@dataclass(frozen=True)
class AccountStatus:
    """The status of an account, before or after a change."""

    role: str
    is_active: bool

    @property
    def administers(self) -> bool:
        return self.role == Role.ADMIN and self.is_active


def check_change(before: AccountStatus, after: AccountStatus, *, is_oneself: bool, other_admins: int) -> None:
    """Raise an error if the change is not allowed. other_admins: how many other active administrators exist."""
    if is_oneself and before.role != after.role:
        raise RuleViolation(
            _("You can’t change your own role. Ask another administrator."), code="own_role", field="role"
        )
    if is_oneself and before.is_active and not after.is_active:
        raise RuleViolation(_("You can’t deactivate your own account. Ask another administrator."), code="own_account")
    if before.administers and not after.administers and other_admins == 0:
        raise RuleViolation(
            _("This is the last administrator. Make another user an administrator first."),
            code="last_admin",
            field="role",
        )

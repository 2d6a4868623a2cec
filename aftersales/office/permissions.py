"""Who sees and changes the company's settings, and who shares saved views."""

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.web.policy import Policy, policy_of

from .models import SavedView

SHARERS = frozenset({Role.MANAGER, Role.GM, Role.QUALITY_MANAGER})
# Who may see the settings. Only the administrator changes them.
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})
SETTERS = frozenset({Role.ADMIN})


def can_open(user: User, page: str) -> bool:
    """Whether the user may see the list with this route name."""
    try:
        rule = policy_of(resolve(reverse(page)).func)
    except (NoReverseMatch, Resolver404):
        return False
    return isinstance(rule, Policy) and rule.admits(user)


def can_share_views(user: User) -> bool:
    return user.role in SHARERS


def can_change_view(user: User, view: SavedView) -> bool:
    """Users may change their own views; those who may share views also change shared ones."""
    return view.owner_id == user.pk or (view.is_shared and can_share_views(user))

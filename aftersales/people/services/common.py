"""What the services of people share."""

from collections.abc import Iterable
from typing import Any, TypeVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput
from aftersales.staff.models import Actor, User
from aftersales.store.writing import save_with_history

M = TypeVar("M", bound=Model)
MAX_TEXT = 10_000


def save(row: M, *, actor: Actor, reason: str) -> M:
    """Save a new version."""
    row.version += 1  # type: ignore[attr-defined]
    return save_with_history(row, actor=actor, reason=reason)


def words(text: str, field: str, *, limit: int = MAX_TEXT) -> str:
    """A text that must not be empty, without blanks around it."""
    if not text.strip():
        raise InvalidInput(_("This field is required."), code="required", field=field)
    return text.strip()[:limit]


def check_people(people: Iterable[User], roles: Iterable[Any], field: str) -> None:
    """Raise InvalidInput for somebody who has left, or whose role is none of these."""
    wanted = frozenset(roles)
    for user in people:
        if not user.is_active or user.role not in wanted:
            raise InvalidInput(
                _("%(name)s can’t be chosen here. Choose someone else."),
                code="not_eligible",
                field=field,
                params={"name": str(user)},
            )

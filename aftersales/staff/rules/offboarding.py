"""Who takes over the open work of a user who leaves, or whose new role may not hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.kernel.errors import InvalidInput, RuleViolation


@dataclass(frozen=True)
class OpenWork:
    """A user's open work of one kind, as its app describes it.

    roles: who may take it over. is_needed: it must have an owner; if there are no roles, something else must be done
    first, which `text` says. Work that is not needed ends by itself or stays if no successor is chosen; `text` says
    what happens to it. kept_by: roles that keep it when a user's role changes; `roles` by default. rows: number and URL
    of the first ones, without personal data. url: the list of all.
    """

    kind: str
    label: Any
    count: int
    roles: frozenset[str] = frozenset()
    is_needed: bool = True
    text: Any = ""
    kept_by: frozenset[str] | None = None
    rows: Sequence[tuple[str, str]] = ()
    url: str = ""

    def stays_with(self, role: str | None) -> bool:
        """Whether a user with this role keeps the work. None means that the account is deactivated, which keeps
        nothing."""
        return role is not None and role in (self.roles if self.kept_by is None else self.kept_by)


def going(works: Iterable[OpenWork], role: str | None) -> list[OpenWork]:
    """The work that can't stay with a user who gets this role, or who leaves (None)."""
    return [work for work in works if work.count and not work.stays_with(role)]


def successors(works: Sequence[OpenWork], *, user_id: int, heir: Any, heirs: Mapping[str, Any]) -> dict[str, Any]:
    """The successor for each kind of work: the one chosen for it, else the heir for all work if their role may hold it.

    None means that the work ends by itself. Raises an error that lists the work without a successor.
    """
    for field, person in (("heir", heir), *((f"heir_{kind}", person) for kind, person in heirs.items())):
        if person is not None and (person.pk == user_id or not person.is_active):
            raise InvalidInput(_("Choose a current employee."), code="inactive", field=field)
    chosen: dict[str, Any] = {}
    for work in works:
        person = heirs.get(work.kind)
        if person is not None and person.role not in work.roles:
            raise InvalidInput(
                _("%(who)s can’t take this over: %(what)s."),
                code="not_a_holder",
                field=f"heir_{work.kind}",
                params={"who": person, "what": work.label},
            )
        if person is None and work.is_needed and heir is not None and heir.role in work.roles:
            person = heir
        chosen[work.kind] = person
    refuse([work for work in works if work.is_needed and chosen[work.kind] is None])
    return chosen


def refuse(left: Sequence[OpenWork]) -> None:
    """Raise an error that names the work that would have no owner."""
    if left:
        raise RuleViolation(
            _("Nobody would be responsible for: %(left)s. Choose who takes over."),
            code="work_left",
            field="heir",
            params={"left": Listed(left)},
        )


class Listed:
    """Names of kinds of work as one text, in the language of its reader."""

    def __init__(self, works: Sequence[OpenWork]) -> None:
        self.works = works

    def __str__(self) -> str:
        return str(pgettext_lazy("enumeration", ", ")).join(f"{work.label} ({work.count})" for work in self.works)

"""Who goes on with the work of somebody who leaves, or whose role may no longer hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from aftersales.kernel.errors import InvalidInput, RuleViolation


@dataclass(frozen=True)
class OpenWork:
    """What a person still has of one kind, as the app that has it says.

    roles: who may hold it. is_needed: it cannot stay with nobody; without roles something else is to be done first,
    which `text` says. What is not needed goes by itself, or stays where nobody is chosen; `text` says what becomes of
    it. kept_by: the roles that keep it when a role changes, those of `roles` unless others are named.
    rows: number and address of the first ones; nothing that a mask would hide. url: where all of them stand.
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
        """None: the account is shut, and nothing stays."""
        return role is not None and role in (self.roles if self.kept_by is None else self.kept_by)


def going(works: Iterable[OpenWork], role: str | None) -> list[OpenWork]:
    """What cannot stay with a person who gets this role, or who leaves."""
    return [work for work in works if work.count and not work.stays_with(role)]


def successors(works: Sequence[OpenWork], *, user_id: int, heir: Any, heirs: Mapping[str, Any]) -> dict[str, Any]:
    """Who gets each kind: whom it was chosen for, else the one chosen for all if their role may hold it.

    None stands for what goes by itself. Raises with the list of what would be left.
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
    """Nothing is ever without an owner: name what would be."""
    if left:
        raise RuleViolation(
            _("Nobody would be responsible for: %(left)s. Choose who takes over."),
            code="work_left",
            field="heir",
            params={"left": Listed(left)},
        )


class Listed:
    """Kinds of work in a row, in the language of whoever reads them."""

    def __init__(self, works: Sequence[OpenWork]) -> None:
        self.works = works

    def __str__(self) -> str:
        return str(pgettext_lazy("enumeration", ", ")).join(f"{work.label} ({work.count})" for work in self.works)

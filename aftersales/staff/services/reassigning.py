"""The work of somebody who leaves, or whose role may no longer hold it, goes to others (T5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from ..models import Actor, User
from ..rules import reassigning as rules
from ..rules.reassigning import Work
from ..signals import open_work_of, work_reassigned


@dataclass(frozen=True)
class Chosen:
    """Who goes on with all of it, or with one kind; what they need to know."""

    heir: User | None
    heirs: Mapping[str, User]
    note: str = ""

    @property
    def people(self) -> list[User]:
        return [person for person in (self.heir, *self.heirs.values()) if person is not None]


def settle(*, user: User, works: Sequence[Work], role: str | None, chosen: Chosen, actor: Actor, now: datetime) -> None:
    """Give each kind that cannot stay to its successor; role None: the account is shut. The caller has locked all of
    them, asked for the works, and then saved what the user is from now on."""
    works = rules.going(works, role)
    people = User.objects.in_bulk([person.pk for person in chosen.people])  # as they stand since they are locked
    to = rules.successors(
        works,
        user_id=user.pk,
        heir=people.get(chosen.heir.pk) if chosen.heir else None,
        heirs={kind: people[person.pk] for kind, person in chosen.heirs.items() if person is not None},
    )
    if not works:
        return
    why = _("The account was disabled.") if role is None else _("The role was changed.")
    note = " ".join(part for part in (why, chosen.note.strip()[:500]) if part)
    work_reassigned.send(sender=None, user=user, works=works, to=to, note=note, actor=actor, now=now)
    rules.refuse([work for work in rules.going(open_work_of(user), role) if work.is_needed])

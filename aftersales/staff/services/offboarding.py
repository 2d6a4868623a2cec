"""Gives the work of a user who leaves, or whose new role may not hold it, to successors."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from aftersales.store.dates import company_date
from aftersales.store.writing import lock, save_with_history
from aftersales.web.figures import sentences

from ..models import Actor, StandIn, User
from ..queries.offboarding import running
from ..rules import offboarding as rules
from ..rules import stand_ins as stand_in_rules
from ..rules.offboarding import OpenWork
from ..signals import open_work_of, stand_in_ended, stand_in_entered, work_reassigned
from .stand_ins import in_force


@dataclass(frozen=True)
class Successors:
    """Who takes over all work, or one kind of it, and the handover note."""

    heir: User | None
    heirs: Mapping[str, User]
    note: str = ""

    @property
    def people(self) -> list[User]:
        return [person for person in (self.heir, *self.heirs.values()) if person is not None]


def hand_over(
    *, user: User, works: Sequence[OpenWork], role: str | None, successors: Successors, actor: Actor, now: datetime
) -> None:
    """Give each kind of work that can't stay to its successor. role None: the account is deactivated.

    The caller has locked all these users, then collected the works, then saved the user's new state.
    """
    works = rules.going(works, role)
    people = User.objects.in_bulk([person.pk for person in successors.people])  # read again, as they are under the lock
    to = rules.successors(
        works,
        user_id=user.pk,
        heir=people.get(successors.heir.pk) if successors.heir else None,
        heirs={kind: people[person.pk] for kind, person in successors.heirs.items() if person is not None},
    )
    if not works:
        return
    why = _("The account was deactivated.") if role is None else _("The role was changed.")
    note = sentences(why, successors.note.strip()[:500])
    work_reassigned.send(sender=None, user=user, works=works, to=to, note=note, actor=actor, now=now)
    rules.refuse([work for work in rules.going(open_work_of(user), role) if work.is_needed])


@transaction.atomic
def reassign_stand_ins(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """End the user's own absences. Give their stand-in duties to the successor, and the region if a successor was
    chosen for it."""
    today = company_date(now)
    if "absences" in to:
        for row in running(today, absent=user):
            _end(row, note, actor, now)
    if (heir := to.get("deputyships")) is not None:
        for row in running(today, deputy=user):
            _end(row, note, actor, now)
            if row.absent.is_active:
                _replace(row, heir, today, note, actor, now)
    if (heir := to.get("region")) is not None:
        heir = lock(User, pk=heir.pk)
        heir.region, heir.version = user.region, heir.version + 1
        save_with_history(heir, actor=actor, reason=f"reassigned: {note}")


def _end(row: StandIn, note: str, actor: Actor, now: datetime) -> None:
    row.ended_at, row.ended_by = now, actor
    save_with_history(row, actor=actor, reason=f"reassigned: {note}")
    stand_in_ended.send(sender=None, stand_in=row, actor=actor, now=now)


def _replace(row: StandIn, heir: User, today: date, note: str, actor: Actor, now: datetime) -> None:
    """Continue an absence from today on with another stand-in. The rules for new absences apply."""
    new = StandIn(
        absent=row.absent, deputy=heir, starts_on=max(row.starts_on, today), ends_on=row.ends_on, reason=row.reason
    )
    stand_in_rules.check(
        stand_in_rules.Absence(row.absent_id, heir.pk, new.starts_on, new.ends_on),
        absent_role=row.absent.role,
        deputy_role=heir.role,
        others=in_force(today),
        today=today,
    )
    save_with_history(new, actor=actor, reason=f"reassigned: {note}")
    stand_in_entered.send(sender=None, stand_in=new, actor=actor, now=now)

"""Hands over the visits of a rep who leaves or is away, as a preview showed it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import Conflict, InvalidInput, RuleViolation, ensure
from aftersales.notifications.services.notifications import notify
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import lock_all, update_all_with_history

from ..models import Visit
from ..permissions import can_replan, can_visit
from ..queries.replanning import Absence, Preview, preview, visits_to_hand_over


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    now: datetime,
    rep_id: int,
    taker_ids: Iterable[int],
    from_on: date,
    plan: str,
    until_on: date | None = None,
) -> int:
    """Give the visits to the takers; returns how many. plan: the fingerprint of the preview that was shown.

    Raises Conflict if the same preview would show something else now, so also if it was done already.
    """
    ensure(can_replan(actor))
    if until_on and until_on < from_on:
        raise InvalidInput(_("The last day is before the first."), code="ends_before", field="until_on")
    # Others who hand over visits to the same people wait until these are counted.
    people = {user.pk: user for user in lock_all(User.objects.filter(pk__in={rep_id, *taker_ids}))}
    takers = [user for pk, user in people.items() if pk != rep_id]
    if not takers or not all(map(can_visit, takers)):
        raise InvalidInput(_("Follow-up visits are made by sales reps and managers."), code="not_a_rep", field="takers")
    absence, today = Absence(rep_id, from_on, until_on), company_date(now)
    rows = lock_all(visits_to_hand_over(absence, today))
    found = preview(sorted(rows, key=lambda row: (row.planned_on, row.pk)), takers, today)
    if found.plan.fingerprint != plan:
        raise Conflict(_("The visits have changed since the preview. Check the new one."), code="changed_since_preview")
    if not found.plan.given:
        raise RuleViolation(_("No visit can be handed over."), code="nothing_to_hand_over")
    changed = _give(found, actor)
    _notify(found, takers, people.get(rep_id), now)
    return changed


def _give(found: Preview, actor: Actor) -> int:
    rows = []
    for given in found.plan.given:
        row = found.visits[given.visit.id]
        row.rep_id, row.version = given.taker, row.version + 1
        rows.append(row)
    return update_all_with_history(Visit, rows, ["rep", "version"], actor=actor, reason="handed over")


def _notify(found: Preview, takers: list[User], rep: User | None, now: datetime) -> None:
    for taker in takers:
        if count := found.plan.count_for(taker.pk):
            notify(
                users=[taker],
                template="visits.handed_over",
                params={"count": count, "rep": str(rep or "–")},
                url=f"{reverse('visits')}?tab=all&rep=me",
                key=f"visits.handed_over:{found.plan.fingerprint}",
                now=now,
            )

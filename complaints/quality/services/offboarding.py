"""Hands over the quality work of a user who leaves or changes roles (T5)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from aftersales.staff.models import Actor, User
from aftersales.store.writing import lock_all, save_with_history, update_all_with_history
from complaints.models import Ticket
from complaints.services.common import event

from ..models import Action, Investigation, SuggestionReview
from ..queries import offboarding as left
from .guests import invite_owner, invite_team
from .news import tell_invited


@transaction.atomic
def reassign(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Give each kind of work to its successor. The note is saved in the history."""
    for kind, give in GIVE.items():
        if (heir := to.get(kind)) is not None:
            give(user, heir, note=note, actor=actor, now=now)


def _actions(user: User, heir: User, *, note: str, actor: Actor, now: datetime) -> None:
    """Give the actions to the successor. Investigations are locked first, in the same order as in other services."""
    found = list(left.actions_of(user).values_list("pk", "investigation_id"))
    _locked_investigations({investigation for _pk, investigation in found if investigation})
    rows = list(Action.objects.filter(pk__in=[pk for pk, _one in found]).order_by("pk").select_for_update())
    for row in rows:
        row.owner, row.version = heir, row.version + 1
    update_all_with_history(Action, rows, ["owner", "version"], actor=actor, reason=f"reassigned: {note}")
    for row in rows:
        invite_owner(row)


def _locked_investigations(pks: set[int]) -> list[Investigation]:
    return list(Investigation.objects.filter(pk__in=pks).order_by("pk").select_for_update())


def _investigations(user: User, heir: User, *, note: str, actor: Actor, now: datetime) -> None:
    for row in _locked_investigations(set(left.led_by(user).values_list("pk", flat=True))):
        row.lead, row.version = heir, row.version + 1
        save_with_history(row, actor=actor, reason=f"reassigned: {note}")
        row.team.remove(heir)
        invite_team(row)
        event(row.ticket, "investigation_reassigned", actor=actor, now=now, number=row.number, to=heir, note=note)


def _teams(user: User, heir: User, *, note: str, actor: Actor, now: datetime) -> None:
    for row in _locked_investigations(set(left.teams_of(user).values_list("pk", flat=True))):
        row.team.remove(user)
        if row.lead_id != heir.pk:
            row.team.add(heir)
        invite_team(row)
        row.version += 1
        save_with_history(row, actor=actor, reason=f"reassigned: {note}")


def _suggestions(user: User, heir: User, *, note: str, actor: Actor, now: datetime) -> None:
    """Give what the user studies or carries out to the successor. Tickets are locked first, as in other services."""
    found = list(left.suggestions_of(user).values_list("pk", "ticket_id"))
    lock_all(Ticket.objects.filter(pk__in=[ticket for _pk, ticket in found]))
    rows = lock_all(SuggestionReview.objects.filter(pk__in=[pk for pk, _one in found]).select_related("ticket"))
    for row in rows:
        row.owner, row.version = heir, row.version + 1
        event(row.ticket, "suggestion_reassigned", actor=actor, now=now, to=heir, note=note)
    update_all_with_history(SuggestionReview, rows, ["owner", "version"], actor=actor, reason=f"reassigned: {note}")


def _campaigns(user: User, heir: User, *, note: str, actor: Actor, now: datetime) -> None:
    for row in lock_all(left.campaigns_of(user)):
        row.owner, row.version = heir, row.version + 1
        save_with_history(row, actor=actor, reason=f"reassigned: {note}"[:100])


def _meetings(user: User, heir: User, *, note: str, actor: Actor, now: datetime) -> None:
    for row in lock_all(left.chaired_by(user)):
        row.chair, row.version = heir, row.version + 1
        save_with_history(row, actor=actor, reason=f"reassigned: {note}")
        row.attendees.remove(heir)
        tell_invited(row, [heir], actor=actor, now=now)


GIVE: dict[str, Callable[..., Any]] = {
    "actions": _actions,
    "campaigns": _campaigns,
    "investigations": _investigations,
    "meetings": _meetings,
    "teams": _teams,
    "suggestions": _suggestions,
}

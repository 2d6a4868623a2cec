"""The quality work that a user still has."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import people_with_role
from aftersales.staff.rules.offboarding import OpenWork

from .. import permissions
from ..enums import InvestigationState, MeetingState, ReviewState
from ..models import Action, Campaign, Investigation, Meeting, SuggestionReview
from .actions import RUNNING
from .campaigns import OPEN

SHOWN = 5


def actions_of(user: User) -> QuerySet[Action]:
    return Action.objects.filter(RUNNING, owner=user).order_by("due_on", "pk")


def led_by(user: User) -> QuerySet[Investigation]:
    return Investigation.objects.filter(lead=user).exclude(state=InvestigationState.CLOSED).order_by("due_at", "pk")


def teams_of(user: User) -> QuerySet[Investigation]:
    rows = Investigation.objects.filter(team=user).exclude(state=InvestigationState.CLOSED)
    return rows.order_by("due_at", "pk")


def suggestions_of(user: User) -> QuerySet[SuggestionReview]:
    """The opinions and suggestions that the user studies or carries out."""
    rows = SuggestionReview.objects.filter(owner=user, state__in=(ReviewState.STUDYING, ReviewState.ADOPTED))
    return rows.filter(result_at=None).select_related("ticket").order_by("due_on", "pk")


def campaigns_of(user: User) -> QuerySet[Campaign]:
    return Campaign.objects.filter(owner=user, state__in=OPEN).order_by("created_at", "pk")


def chaired_by(user: User) -> QuerySet[Meeting]:
    return Meeting.objects.filter(chair=user, state=MeetingState.PLANNED).order_by("starts_at", "pk")


def work_of(user: User) -> list[OpenWork]:
    investigations = reverse("investigations")
    return [
        _work("actions", _("Actions (CAPA)"), actions_of(user), permissions.ACTION_OWNERS, reverse("actions")),
        _work("investigations", _("Investigations led"), led_by(user), permissions.INVESTIGATORS, investigations),
        _work("teams", _("Investigation team memberships"), teams_of(user), permissions.TEAM_MEMBERS, investigations),
        _work("suggestions", _("Suggestions"), suggestions_of(user), permissions.ACTION_OWNERS, reverse("suggestions")),
        _work("campaigns", _("Campaigns"), campaigns_of(user), permissions.CAMPAIGN_RUNNERS, reverse("campaigns")),
        _work("meetings", _("Meetings to chair"), chaired_by(user), frozenset({Role.GM}), reverse("meetings")),
        _deciding(user),
    ]


def _work(kind: str, label: Any, rows: QuerySet[Any], roles: frozenset[Any], url: str) -> OpenWork:
    return OpenWork(kind=kind, label=label, count=rows.count(), roles=roles, rows=_numbers(rows[:SHOWN]), url=url)


def _deciding(user: User) -> OpenWork:
    """Reports to sign and investigations to decide, if no other user has the role."""
    rows = Investigation.objects.none()
    alone = user.is_active and user.role in (Role.QUALITY_MANAGER, Role.GM)
    if alone and not people_with_role(user.role).exclude(pk=user.pk).exists():
        signed = user.role == Role.GM
        rows = Investigation.objects.filter(state=InvestigationState.REPORTED)
        rows = rows.filter(reports__signed_at__isnull=not signed).distinct().order_by("due_at", "pk")
    return OpenWork(
        kind="investigations_to_decide",
        label=_("Investigations only this person can sign or decide"),
        count=rows.count(),
        text=_("Give someone else this role first."),
        kept_by=frozenset({user.role}),
        rows=_numbers(rows[:SHOWN]),
        url=reverse("investigations"),
    )


def _numbers(rows: Iterable[Any]) -> list[tuple[str, str]]:
    return [(row.number, row.get_absolute_url()) for row in rows]

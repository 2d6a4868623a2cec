"""Saved views of lists: own views, and those that a manager shares."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, NotVisible, ensure
from aftersales.staff.models import User
from aftersales.store.writing import delete_with_history, lock, save_with_history

from ..models import SavedView
from ..permissions import can_change_view, can_open, can_share_views
from ..rules.saved_views import MAX_VIEWS, kept_params, moved_up, too_much


@transaction.atomic
def save_view(
    *, actor: User, now: datetime, page: str, name: str, params: Mapping[str, Any], is_shared: bool = False
) -> SavedView:
    """Save the filters of a list under a name. A view with the same name is replaced."""
    if not can_open(actor, page):
        raise NotVisible()
    ensure(not is_shared or can_share_views(actor), _("Only managers can share views. Save it for yourself only."))
    name, filters = name.strip(), kept_params(params)
    if not name:
        raise InvalidInput(_("Enter a name for the view."), code="empty", field="name")
    if too_much(filters):
        raise InvalidInput(_("The filters are too long to save."), code="too_long", field="name")
    lock(User, pk=actor.pk)  # so that the limit and the unique name hold with concurrent requests
    mine = SavedView.objects.filter(owner=actor)
    row = mine.filter(page=page, name=name).first()
    if row is None:
        if mine.count() >= MAX_VIEWS:
            raise InvalidInput(
                _("You have reached the limit of 30 views. Delete one first."), code="too_many", field="name"
            )
        row = SavedView(owner=actor, page=page, name=name, created_at=now, position=_next_place(actor, page))
    row.params, row.is_shared = filters, is_shared
    return save_with_history(row, actor=actor, reason="saved")


def _next_place(owner: User, page: str) -> int:
    last = SavedView.objects.filter(owner=owner, page=page).order_by("-position").first()
    return last.position + 1 if last else 1


@transaction.atomic
def delete_view(*, view_id: int, actor: User, now: datetime) -> None:
    """Delete a saved view."""
    view = _changeable(view_id, actor)
    delete_with_history(view, actor=actor, reason="deleted")


@transaction.atomic
def move_view_up(*, view_id: int, actor: User, now: datetime) -> SavedView:
    """Move a view one place to the front among the owner's views of the list."""
    view = _changeable(view_id, actor)
    rows = {
        row.pk: row for row in SavedView.objects.filter(owner=view.owner_id, page=view.page).order_by("position", "pk")
    }
    for place, pk in enumerate(moved_up(list(rows), view.pk), 1):
        if rows[pk].position != place:
            rows[pk].position = place
            save_with_history(rows[pk], actor=actor, reason="moved")
    return rows[view.pk]


def _changeable(view_id: int, actor: User) -> SavedView:
    view = lock(SavedView, pk=view_id)
    if view.owner_id != actor.pk and not (view.is_shared and can_open(actor, view.page)):
        raise NotVisible()
    ensure(can_change_view(actor, view), _("Only the person who saved this view, or a manager, can change it."))
    return view

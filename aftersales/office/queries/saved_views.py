"""Queries about saved views."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet

from aftersales.staff.models import User
from aftersales.web.addresses import address

from ..models import SavedView
from ..permissions import can_change_view
from ..rules.saved_views import MAX_VIEWS, kept_params

SHOWN = 2 * MAX_VIEWS


def views_seen_by(user: User) -> QuerySet[SavedView]:
    """The user's own views and the shared ones, own views first."""
    rows = SavedView.objects.filter(Q(owner=user) | Q(is_shared=True)).select_related("owner")
    return rows.order_by("is_shared", "position", "pk")


def saved_views(user: User, page: str) -> list[SavedView]:
    """The views of one list."""
    return list(views_seen_by(user).filter(page=page)[:SHOWN])


def url_of(view: SavedView) -> str:
    base = address(view.page)
    return f"{base}?{urlencode(view.params)}" if view.params else base


def tabs_of(user: User, page: str, asked: dict[str, str]) -> list[dict[str, Any]]:
    """The saved views of a list as tabs (parts/views.html). asked: the parameters of the current URL."""
    now = kept_params(asked)
    return [
        {
            "url": url_of(view),
            "params": view.params,
            "label": view.name,
            "current": view.params == now,
            "shared": view.is_shared,
            "changeable": can_change_view(user, view),
            "pk": view.pk,
            "owner": view.owner,
        }
        for view in saved_views(user, page)
    ]

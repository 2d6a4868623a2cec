"""How many tickets the saved views have, for their tabs."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256

from django.core.cache import cache
from django.db.models import QuerySet

from aftersales.staff.models import User

from ..models import Ticket
from .ticket_list import counted, filtered

# A saved view may have any filters, also some that no index serves. So its count is kept for a minute: only numbers,
# for one user, under the filters that were counted.
KEPT_SECONDS = 60
VIEWS_COUNTED = 12
# These filters take queries of their own.
UNCOUNTED = frozenset({"q", "customer"})


def counted_with_views(
    user: User, lists: Mapping[str, QuerySet[Ticket]], views: Mapping[int, Mapping[str, str]], most: int
) -> dict[str, int]:
    """The counts of these lists, and of the views under "view" and their id, in one query (see counted).

    views: the filters of saved views. Those beyond VIEWS_COUNTED, or with a filter of UNCOUNTED, are left out.
    """
    countable = [(pk, params) for pk, params in views.items() if not UNCOUNTED & params.keys()][:VIEWS_COUNTED]
    keys = {f"view{pk}": _key(user, params) for pk, params in countable}
    kept = cache.get_many(keys.values()) if keys else {}
    missing = {f"view{pk}": filtered(user, params) for pk, params in countable if keys[f"view{pk}"] not in kept}
    counts = counted(user, {**lists, **missing}, most)
    if missing:
        cache.set_many({keys[name]: counts[name] for name in missing}, KEPT_SECONDS)
    return {**{name: kept[key] for name, key in keys.items() if key in kept}, **counts}


def _key(user: User, params: Mapping[str, str]) -> str:
    return f"tickets-in-view:{user.pk}:{sha256(repr(sorted(params.items())).encode()).hexdigest()}"

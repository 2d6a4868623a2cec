"""The figures of coverage as the API answers them, and for which cuts past figures are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from aftersales.staff.enums import Role
from aftersales.staff.models import User
from customers.permissions import visible_to as visible_customers

from ..queries import coverage as queries
from ..queries.coverage import NOWHERE, Cell, Cut, share_of, shares_by
from ..rules.coverage import Share, quarter_ends
from ..rules.tiles import BY_NAME


def figures_of(user: User, today: date, cut: Cut) -> dict[str, Any]:
    """The same figures as the page, as the API answers them."""
    found = queries.cells(visible_customers(user), today, cut)
    kept = queries.kept_shares(own_regions(user, cut), quarter_ends(today)) if is_kept(cut) else {}
    by_province = shares_by(found, lambda cell: BY_NAME[cell.province].code if cell.province in BY_NAME else None)
    return {
        "on": today,
        "total": share_of(found),
        **{f"by_{name}": _groups(found, name) for name in ("tier", "region", "outlet", "rep")},
        "by_province": _as_groups(by_province),
        "by_lateness": [{"step": str(s), "customers": n} for s, n in queries.counts_by_step(found).items()],
        "quarters": [
            {"on": on, "tier": tier, "region": str(region or NOWHERE), **_numbers(share)}
            for on, shares in sorted(kept.items())
            for (tier, region), share in sorted(shares.items(), key=str)
        ],
    }


def _groups(found: Sequence[Cell], name: str) -> list[dict[str, Any]]:
    return _as_groups(shares_by(found, lambda cell: getattr(cell, name)))


def _as_groups(shares: Mapping[Any, Share]) -> list[dict[str, Any]]:
    return [{"id": str(key or NOWHERE), **_numbers(share)} for key, share in sorted(shares.items(), key=str)]


def _numbers(share: Share) -> dict[str, int]:
    return {"due": share.due, "in_time": share.in_time, "missing": share.missing}


def is_kept(cut: Cut) -> bool:
    """Whether past figures are kept for this cut: by tier and region only."""
    return not (cut.outlet or cut.rep or cut.province or cut.tier)


def own_regions(user: User, cut: Cut) -> list[int] | None:
    if user.role == Role.REP:
        return [user.region_id or 0] if cut.region in ("", str(user.region_id)) else []
    return None if not cut.region else [int(cut.region)] if cut.region != NOWHERE else []

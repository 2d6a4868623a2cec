"""What the pages show of the cost of poor quality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.figures import money

from .. import permissions
from ..enums import CostKind, InvestigationState
from ..models import Investigation
from ..queries.cost_sources import FILTERS
from ..queries.costs import Breakdown, Share, claims_of, cost_of
from .record import SideSection

# So many lines of a table are read at a glance.
FIRST = 10


@dataclass(frozen=True)
class CostLine:
    """A figure, and the address of the list that shows exactly its rows."""

    label: str
    amount: Decimal
    url: str


@dataclass(frozen=True)
class CostTable:
    """The parts of the cost by one of their facts; they add up to the total."""

    title: str
    lines: list[CostLine]

    @property
    def first(self) -> list[CostLine]:
        return self.lines[:FIRST]

    @property
    def rest(self) -> list[CostLine]:
        """The smallest parts, which are folded away."""
        return self.lines[FIRST:]


def cost_tables(found: Breakdown, params: Mapping[str, str]) -> list[CostTable]:
    """The breakdown of a list of costs. Each figure narrows the list to its rows."""
    tables = (
        (_("By type"), found.kinds),
        (_("By product"), found.products),
        (_("By batch"), found.batches),
        (_("By supplier"), found.suppliers),
        (_("By cause"), found.causes),
    )
    return [CostTable(title, [_line(share, params) for share in shares]) for title, shares in tables]


def _line(share: Share, params: Mapping[str, str]) -> CostLine:
    nameless = {
        "product": _("Product unknown"),
        "batch": _("No batch"),
        "supplier": _("No supplier"),
        "cause": _("Not a quality problem"),
    }
    asked = {name: params[name] for name in FILTERS if params.get(name)} | {share.name: share.value}
    return CostLine(share.label or nameless.get(share.name, ""), share.amount, costs_url(asked))


def costs_url(asked: Mapping[str, str]) -> str:
    return f"{reverse('costs')}?{urlencode(asked)}#rows"


def cost_section(investigation: Investigation, user: User, now: datetime) -> SideSection | None:
    """The cost of the tickets of an investigation by type, their sum, and what is claimed from suppliers."""
    if not permissions.sees_costs(user):
        return None
    sums = cost_of(investigation)
    claims = claims_of(investigation)
    may = permissions.can_investigate(user, investigation) and investigation.state != InvestigationState.CLOSED
    if not sums and not claims and not may:
        return None
    number = investigation.number
    total = sum(sums.values(), Decimal(0))
    context: dict[str, Any] = {
        "lines": [
            CostLine(str(CostKind(kind).label), amount, costs_url({"investigation": number, "kind": kind}))
            for kind, amount in sums.items()
        ],
        "total": total,
        "url": costs_url({"investigation": number}),
        "claims": claims,
        "may_recover": may,
        "may_record": permissions.can_record_cost(user, investigation.ticket),
    }
    return SideSection("cost", _("Cost of poor quality"), money(total), context=context)

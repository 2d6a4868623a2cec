"""When a purchase falls due for maintenance or installation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from aftersales.kernel.errors import InvalidInput, gettext_noop

from .cadence import add_months

MOST_MONTHS = 60
MOST_DAYS = 365


@dataclass(frozen=True)
class ServiceTerms:
    """The rule in effect on a day. Goods that need installation are installed within `install_within` days of the
    purchase; older than `install_known` days, a purchase whose day of installation is unknown was installed long ago.
    maintenance_months: the interval that is offered when maintenance is agreed."""

    install_within: int = 14
    install_known: int = 90
    maintenance_months: int = 12


SERVICE_LIMITS = {"install_within": (1, MOST_DAYS), "install_known": (1, MOST_DAYS), "maintenance_months": (1, 60)}


def check_service_terms(values: Mapping[str, Any]) -> None:
    """Refuse numbers out of their limits, and purchases that are too old before they are due."""
    for name, (least, most) in SERVICE_LIMITS.items():
        if not least <= values[name] <= most:
            raise InvalidInput(
                gettext_noop("Between %(least)s and %(most)s."),
                code="out_of_range",
                field=name,
                params={"least": least, "most": most},
            )
    if values["install_known"] <= values["install_within"]:
        raise InvalidInput(
            gettext_noop("Purchases must be looked at for longer than the days within which they are installed."),
            code="wrong_order",
            field="install_known",
        )


def installation_due(purchased_on: date, terms: ServiceTerms) -> date:
    """The day by which goods that were bought on a day are installed."""
    return purchased_on + timedelta(days=terms.install_within)


def next_maintenance(counted_from: date, months: int, until: date | None) -> date | None:
    """The day by which the next maintenance is due; None if the contract ends before."""
    due = add_months(counted_from, months)
    return due if until is None or due <= until else None


def key_of(kind: str, purchase_id: int, due: date, attempt: int = 1) -> str:
    """The unique key of a visit for a purchase. If it did not take place, the next one is the next attempt."""
    return f"{prefix_of(kind, purchase_id, due)}{attempt}"


def prefix_of(kind: str, purchase_id: int, due: date) -> str:
    return f"{kind}-{purchase_id}:{due.isoformat()}:"

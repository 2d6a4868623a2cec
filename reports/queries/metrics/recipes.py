"""Which columns of which sources make a metric. Every metric of the catalogue has a recipe, and nothing else has."""

from __future__ import annotations

from dataclasses import dataclass

from .days import COSTS, LATE

TODAY = "today"


@dataclass(frozen=True)
class Recipe:
    """source: of the numerator. top, bottom: columns. rows: the column that counts the rows behind the numerator, where
    that is an amount. base: the source of the denominator, if it is another one. squares, others: see Counts."""

    source: str
    top: str = "all"
    bottom: str = ""
    rows: str = ""
    base: str = ""
    squares: str = ""
    others: str = ""

    @property
    def numerator_rows(self) -> str:
        return self.rows or self.top

    @property
    def base_source(self) -> str:
        return self.base or self.source


RECIPES: dict[str, Recipe] = {
    "first_reply_in_time": Recipe("promises", "reply_kept", "reply"),
    "solved_in_time": Recipe("promises", "solution_kept", "solution"),
    "promises_kept": Recipe("promises", "kept", "all"),
    "late_now": Recipe(LATE),
    "tickets_logged": Recipe("logged"),
    "complaints_logged": Recipe("logged", "complaints"),
    "tickets_closed": Recipe("closed"),
    "solved_at_once": Recipe("closed", "at_once", "replied"),
    "reopened": Recipe("closed", "reopened", "all"),
    "returns_logged": Recipe("logged", "returns"),
    "refunds_paid": Recipe("refunds", "amount", rows="all"),
    "cost_per_ticket": Recipe("approved", "amount", "all", rows="all", base="closed"),
    "visit_coverage": Recipe(TODAY),
    "visits_done": Recipe("visits"),
    "visits_late": Recipe(TODAY),
    "satisfaction_index": Recipe("responses", "points", "csat", rows="csat", squares="squares"),
    "satisfied": Recipe("responses", "satisfied", "csat"),
    "nps": Recipe("responses", "promoters", "nps", others="detractors"),
    "response_rate": Recipe("invitations", "answered", "all"),
    "unhappy_customers": Recipe(TODAY),
    "call_backs_open": Recipe("call_backs_open"),
    "call_backs_in_time": Recipe("call_backs", "in_time", "all"),
    "complaints_per_thousand": Recipe("logged", "about_products", "units", base="units"),
    "investigations_open": Recipe("investigations_open"),
    "investigations_late": Recipe("investigations_late"),
    "investigations_in_time": Recipe("investigations_due", "in_time", "all"),
    "actions_late": Recipe("actions_late"),
    "actions_effective": Recipe("actions_judged", "effective", "all"),
    "cost_of_poor_quality": Recipe(COSTS, "fen", rows="all"),
    "cost_of_returns": Recipe(COSTS, "returned_fen", rows="returned"),
    "recovered": Recipe("recovered", "amount", rows="all"),
}

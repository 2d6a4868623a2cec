"""What a reader finds the drawn rows by that have no number of their own: of trainings the course, of visits the number
of the customer and the day. No row names a person."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from aftersales.people.models import EvaluationFinding, TrainingDue
from aftersales.store.dates import company_date
from aftersales.web.figures import listed
from customers.models import Purchase
from visits.models import Visit

from ..enums import Evidence


def _training(row: TrainingDue) -> list[Any]:
    return [row.course, row.due_on]


def _finding(row: EvaluationFinding) -> list[Any]:
    return [row.rule, company_date(row.noted_at)]


def _purchase(row: Purchase) -> list[Any]:
    return [row.product.code, row.serial or row.batch, row.purchased_on]


def _visit(row: Visit) -> list[Any]:
    return [row.customer.number, row.due_on]


SHOWN: dict[Evidence, tuple[Any, str, Callable[[Any], list[Any]]]] = {
    Evidence.TRAINING: (TrainingDue, "course", _training),
    Evidence.RULES: (EvaluationFinding, "evaluation", _finding),
    Evidence.RECORDS: (Purchase, "product", _purchase),
    Evidence.VISITS: (Visit, "customer", _visit),
}


def drawn_names(query: str, numbers: Iterable[str]) -> dict[str, str]:
    """Number in the sample → name in the reader's language. Rows that are gone, or have a number of their own, have
    none."""
    if query not in SHOWN:
        return {}
    found: dict[str, str] = {}
    model, needed, shown = SHOWN[Evidence(query)]
    keys = {int(number.rpartition("-")[2]): number for number in numbers}
    for row in model.objects.select_related(needed).filter(pk__in=keys):
        found[keys[row.pk]] = listed(shown(row))
    return found

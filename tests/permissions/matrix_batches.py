"""Who gets past 404 on the routes of batches. Sales reps and colleagues see only some tickets, and no batch."""

from datetime import timedelta

from complaints.quality.models import BatchWarning
from complaints.quality.verbs import WARNINGS
from tests.factories import NOW, Cast, sale

READERS = frozenset({"service", "manager", "gm", "quality", "quality_manager", "executive", "auditor"})
RULES = frozenset({"quality", "quality_manager", "manager", "gm", "executive", "auditor", "admin"})

ROWS: dict[str, frozenset[str] | str] = {
    "batches": READERS,
    "batch": READERS,
    "batch_complaints": READERS,
    "batch_units": READERS,
    "batch_holders": READERS,
    "batch_returns": READERS,
    "batch_record": READERS,
    "batch_warning_verb": READERS,
    "warning_rules": RULES,
    "api-warning-rules": RULES,
    "api-batch-list": READERS,
    "api-batch-detail": READERS,
    "api-batch-warning-list": READERS,
    "api-batch-warning-detail": READERS,
    **{f"api-batch-warning-{verb}": READERS for verb in WARNINGS},
}


def _batch(people: Cast) -> dict[str, int]:
    """A product without batches, so that the address names the whole of it."""
    sold = sale(people.customer, batch="", code="LQ-12")
    return {"product": sold.product_id, "product_id": sold.product_id}


def _warning(people: Cast) -> dict[str, object]:
    row, _made = BatchWarning.objects.get_or_create(
        product=people.sold.product,
        batch=people.sold.batch,
        rule="beyond",
        defaults=_facts(),
    )
    return {"pk": row.pk, "name": "dismiss"}


def _facts() -> dict[str, object]:
    return {
        "week": (NOW - timedelta(days=9)).date(),
        "last_week": (NOW - timedelta(days=9)).date(),
        "complaints": 10,
        "units": 1086,
        "rate": "9.21",
        "limit": "7.82",
        "centre": "2.21",
        "opened_at": NOW,
    }


OBJECTS = {
    "batch": _batch,
    "batches": lambda people: {},
    "api-batch": _batch,
    "batch_warning": _warning,
    "api-batch-warning": _warning,
}
SHARED = {
    "batch",
    "batch_complaints",
    "batch_units",
    "batch_holders",
    "batch_returns",
    "batch_record",
    "batch_warning_verb",
    "api-batch-detail",
    "api-batch-warning-detail",
    *(f"api-batch-warning-{verb}" for verb in WARNINGS),
}

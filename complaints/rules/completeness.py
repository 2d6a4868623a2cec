"""The facts that a ticket must contain before its proposal can be submitted.

Source: file 001 clause 3.4(7): customer name, address, contact, grade, purchase date and the
problem are registered clearly before the report to the general manager. Requirement T1 adds
the batch of batch-tracked products.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise as LazyText
from django.utils.translation import gettext_lazy as _

NO_REMEDY = "none"

REQUIRED: dict[str, LazyText] = {
    "customer_name": _("Customer name"),
    "address": _("Address"),
    "contact": _("Contact details"),
    "grade": _("Product grade"),
    "purchase_date": _("Purchase date"),
    "batch": _("Batch"),
    "problem": _("Problem"),
    "lines": _("Proposal lines"),
}


@dataclass(frozen=True)
class Missing:
    """An empty field, with its label."""

    field: str
    label: LazyText


def missing_for_approval(values: Mapping[str, object]) -> list[Missing]:
    """The missing fields, in the order of the form.

    `values` has the keys of REQUIRED, `batch_tracked` (whether the product is sold by batch) and `remedy`.
    An absent or blank value and an empty collection are missing. A remedy of "none" needs no lines.
    """
    waived = set()
    if not values.get("batch_tracked"):
        waived.add("batch")
    if values.get("remedy") == NO_REMEDY:
        waived.add("lines")
    return [
        Missing(field, label)
        for field, label in REQUIRED.items()
        if field not in waived and _is_blank(values.get(field))
    ]


def _is_blank(value: object) -> bool:
    return not (value.strip() if isinstance(value, str) else value)

"""The facts that a ticket must contain before its proposal can be submitted.

Source: file 001 clause 3.4(7): customer name, address, contact, grade, purchase date and the
problem are registered clearly before the report to the general manager. Requirement T1 adds
the batch of batch-tracked products. Each purchase of the proposal is looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

NO_REMEDY = "none"

REQUIRED: dict[str, Any] = {
    "customer_name": _("Customer name"),
    "address": _("Address"),
    "contact": _("Contact details"),
    "grade": _("Product grade"),
    "purchased_on": _("Purchase date"),
    "batch": _("Batch"),
    "problem_found": _("Problem"),
    "lines": _("Proposal lines"),
}
OF_GOODS = ("grade", "purchased_on", "batch")


@dataclass(frozen=True)
class Missing:
    """An empty field, with its label. of: the purchase that lacks it, if there are several."""

    field: str
    label: Any
    of: str = ""

    @property
    def text(self) -> str:
        return str(_("%(text)s (%(more)s)") % {"text": self.label, "more": self.of}) if self.of else str(self.label)


@dataclass(frozen=True)
class Goods:
    """A purchase that a proposal is about. name: what tells it apart from others, empty if there is only one."""

    name: str
    grade: str
    purchased_on: object
    batch: str
    batch_tracked: bool

    def lacks(self, field: str) -> bool:
        return _is_blank(getattr(self, field)) and (field != "batch" or self.batch_tracked)


def is_reachable(phones: Iterable[str], emails: Iterable[str]) -> bool:
    """Whether there is any way to reach the customer. A phone number has digits; a name alone is no way."""
    return any(any(sign.isdigit() for sign in phone) for phone in phones) or any(email.strip() for email in emails)


def missing_for_approval(values: Mapping[str, object], goods: Sequence[Goods]) -> list[Missing]:
    """The missing fields, in the order of the form.

    `values` has the keys of REQUIRED that are not in OF_GOODS, and `remedy`. An absent or blank value and an empty
    collection are missing. A remedy of "none" needs no lines.
    """
    found = []
    for field, label in REQUIRED.items():
        if field in OF_GOODS:
            found += [Missing(field, label, each.name) for each in goods if each.lacks(field)]
        elif _is_blank(values.get(field)) and not (field == "lines" and values.get("remedy") == NO_REMEDY):
            found.append(Missing(field, label))
    return found


def _is_blank(value: object) -> bool:
    return not (value.strip() if isinstance(value, str) else value)

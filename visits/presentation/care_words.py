"""What suggestions of care plans and fates of opinions say."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext as _

from aftersales.web.moments import day

from ..enums import CareOccasion
from ..models import CareSuggestion
from ..rules.care_dates import HALF_YEAR

ICONS = {
    CareOccasion.SINCE: "star",
    CareOccasion.PURCHASE: "star",
    CareOccasion.INSTALLATION: "cal",
    CareOccasion.SERVICE: "cal",
    CareOccasion.WARRANTY: "clock",
}


def pieces(row: CareSuggestion) -> str:
    """The product with its quantity."""
    if row.quantity < 2:
        return row.product
    return _("%(count)s × %(product)s") % {"count": row.quantity, "product": row.product}


def suggested_title(row: CareSuggestion) -> str:
    """What a date suggests to do."""
    said = {"years": row.years, "product": pieces(row)}
    return {
        CareOccasion.SINCE: _("Customer for %(years)s years: write a letter of thanks"),
        CareOccasion.PURCHASE: _("First purchase %(years)s years ago: write a letter of thanks"),
        CareOccasion.INSTALLATION: _("Yearly check of %(product)s, installed %(years)s years ago"),
        CareOccasion.SERVICE: _("Half-yearly service of %(product)s"),
        CareOccasion.WARRANTY: _("Check %(product)s before the warranty ends"),
    }[CareOccasion(row.kind)] % said


def suggested_why(row: CareSuggestion) -> str:
    """Why it is suggested: the date that it follows from."""
    text = {
        CareOccasion.SINCE: _("Customer since %(since)s"),
        CareOccasion.PURCHASE: _("First purchase on %(since)s"),
        CareOccasion.INSTALLATION: _("Installed on %(since)s"),
        CareOccasion.SERVICE: _("Installed on %(since)s; service every %(months)s months"),
        CareOccasion.WARRANTY: _("The warranty ends on %(since)s"),
    }[CareOccasion(row.kind)]
    return text % {"since": day(row.since), "months": HALF_YEAR}


def plain(value: Decimal, unit: str = "") -> str:
    """A measured value without trailing zeros, with its unit."""
    text = f"{value:,.2f}".rstrip("0").rstrip(".")
    return " ".join(filter(None, (text, unit)))

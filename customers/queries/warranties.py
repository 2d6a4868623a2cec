"""Why the warranty of a purchase ends on its day."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models import Purchase
from ..rules.warranty import Basis, Facts, Repair, Warranty, joined

TEXTS = {
    Basis.PURCHASE: _("From the purchase on %(on)s"),
    Basis.INSTALLATION: _("From the installation on %(on)s"),
    Basis.NOT_INSTALLED: _("From the purchase on %(on)s, until the installation is recorded"),
    Basis.EXCHANGE: _("Anew from the exchange on %(on)s"),
    Basis.REPAIR: _("In repair from %(on)s: %(days)s days added"),
    Basis.AGREED: _("Agreed in the contract: until %(on)s"),
}


def facts_of(sold: Purchase, repairs: Iterable[Repair] | None = None) -> Facts:
    """What the rule needs. An end that was agreed for a replacement counts for it, and not the exchange.

    repairs: those of this purchase, if the caller has them.
    """
    if repairs is None:
        repairs = [Repair(stay.first, stay.last) for stay in sold.repair_stays.all()] if sold.pk else []
    anew = sold.exchanged_on and not sold.warranty_agreed_until
    return Facts(
        purchased_on=sold.purchased_on,
        months=sold.warranty_months,
        needs_installation=sold.product.needs_installation,
        installed_on=sold.installed_on,
        exchanged_on=[sold.exchanged_on] if anew and sold.exchanged_on else [],
        repairs=joined(repairs),
        agreed_until=sold.warranty_agreed_until,
    )


def stored_reasons(found: Warranty) -> list[dict[str, Any]]:
    """The reasons as they are stored with the end."""
    return [
        {
            "basis": one.basis.value,
            "on": one.on.isoformat() if one.on else None,
            "days": one.days,
            "article": one.article,
        }
        for one in found.reasons
    ]


def reasons_of(sold: Purchase) -> list[dict[str, Any]]:
    """The reasons as data and as text in the reader's language."""
    return [{**one, "text": str(TEXTS[Basis(one["basis"])]) % one} for one in sold.warranty_reasons]


def reason_words(sold: Purchase | None) -> str:
    """The reasons as text, each with its article."""
    rows = reasons_of(sold) if sold else []
    said = [
        gettext("%(text)s (%(more)s)") % {"text": row["text"], "more": row["article"]}
        if row["article"]
        else row["text"]
        for row in rows
    ]
    return gettext("; ").join(said)

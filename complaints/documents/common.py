"""What the printed documents of a ticket share: language, letterhead, facts about customer and product."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from aftersales.office.queries import company
from aftersales.render.blocks import Field, Letterhead
from aftersales.staff.models import User, in_language
from aftersales.store.personal import mask_email, mask_text, masked, masked_phone

from ..enums import EntryKind
from ..models import AuthorityRule, FulfilmentLine, Ticket
from ..texts.rules import authority_title, steps_text

LANGUAGES = dict(settings.LANGUAGES)


def language_of(asked: str | None) -> str:
    """The language that an address names (zh, zh-hans, en), else the user's."""
    if asked in ("zh", "zh-hans", "zh-Hans"):
        return "zh-hans"
    if asked in LANGUAGES:
        return str(asked)
    return "en" if translation.get_language() == "en" else "zh-hans"


def page(template: str, language: str, context: Callable[[], dict[str, Any]]) -> str:
    """The HTML of a document. `context` is called while the language is active."""
    with translation.override(language):
        return render_to_string(template, context())


def letterhead() -> Letterhead:
    return Letterhead(**company().letterhead)


def person(user: User | None, deputised: User | None = None) -> str:
    """A name with its role. For a stand-in it reads "Gu Bei for Lin Yi, General manager" (T6)."""
    if user is None:
        return ""
    if deputised is None:
        return _("%(name)s, %(role)s") % {"name": user, "role": user.get_role_display()}
    return _("%(name)s for %(absent)s, %(role)s") % {
        "name": user,
        "absent": deputised,
        "role": deputised.get_role_display(),
    }


def customer_fields(ticket: Ticket) -> list[Field]:
    """The customer, masked as declared, because paper is passed from hand to hand (A4)."""
    customer, contact = ticket.customer, ticket.contact
    who = contact.name if contact else caller(ticket)
    if customer is None:
        return [Field(_("Customer name"), _("To be identified"), wide=True), Field(_("Contact"), who)]
    phone = (contact.phone if contact else "") or customer.phone
    email = (contact.email if contact else "") or customer.email
    reach = Field(_("Phone"), masked_phone(phone))
    if email and not phone:
        reach = Field(_("Email"), mask_email(email))
    return [
        Field(_("Customer name"), customer.name),
        Field(_("Tier"), customer.get_tier_display()),
        Field(_("Address"), masked(customer, "address"), wide=True),
        Field(_("Contact"), who),
        reach,
    ]


def caller(ticket: Ticket) -> str:
    """The name of the person who reported the case and is no contact of the customer."""
    named = ticket.entries.filter(kind=EntryKind.CUSTOMER, interaction__contact_name__gt="")
    first = named.order_by("at", "pk").values_list("interaction__contact_name", flat=True).first()
    return first or ""


def product_fields(ticket: Ticket) -> list[Field]:
    sold = ticket.purchase
    product = sold.product if sold else None
    return [
        Field(_("Product"), product.label if product else mask_text(ticket.category)),
        Field(_("Product grade"), ticket.grade),
        Field(_("Batch"), ticket.batch),
        Field(_("Serial number"), sold.serial if sold else ""),
        Field(_("Purchase date"), ticket.purchased_on.isoformat() if ticket.purchased_on else ""),
        Field(_("Contract number"), sold.contract_number if sold else ""),
    ]


def goods(line: FulfilmentLine) -> str:
    """The goods of a line; where they were described in words, without phone numbers."""
    return mask_text(line.product_name)


def authority(rule: AuthorityRule) -> str:
    """An approval rule in words: what it covers and who decides."""
    return _("%(covers)s: %(steps)s") % {"covers": authority_title(rule), "steps": steps_text(rule.steps)}


def joined(*parts: str) -> str:
    """What there is, in one line. People end their sentences: their full stop does not stand before our comma."""
    said = [part.strip() for part in parts if part and part.strip()]
    return _(", ").join([*(part.rstrip("。．.，,、；;") for part in said[:-1]), *said[-1:]])


def named(record: dict[str, str]) -> str:
    """The name of a person, department or product of a snapshot, in the active language."""
    return in_language(record.get("name", ""), record.get("name_en", ""))

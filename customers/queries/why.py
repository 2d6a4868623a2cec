"""By what a customer was found, said beside its name: the person, the phone, the number of a purchase."""

from __future__ import annotations

from typing import NamedTuple

from aftersales.search.text import name_words, squeeze

from ..models import Contact, Customer
from .finding import Question


class Why(NamedTuple):
    """contact: whose name or phone it is. phone, code: what was typed a part of."""

    contact: Contact | None = None
    phone: str = ""
    code: str = ""


def why_found(customer: Customer, text: str) -> Why:
    """Of one that find_customers brought, without a question."""
    asked = Question.of(text)

    def holds(*words: str) -> bool:
        return any(part in word for word in words for part in asked.words)

    contact = phone = None
    for person in customer.contacts.all():
        if holds(squeeze(person.phone), person.phone_digits):
            contact, phone = person, person.phone
        elif contact is None and holds(*name_words(person.name)):
            contact = person
    if phone is None and holds(squeeze(customer.phone), customer.phone_digits):
        phone = customer.phone
    codes = [code for sold in customer.recent_purchases for code in (sold.contract_number, sold.batch, sold.serial)]  # type: ignore[attr-defined]
    code = next((code for code in codes if holds(squeeze(code))), "")
    return Why(contact, phone or "", code)

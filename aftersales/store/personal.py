"""Personal data, declared once for each field: purpose, retention, mask. Everything that shows, exports or erases data
reads it; a test fails for a text field without a declaration (A4).

Each app declares its fields in its personal.py, which its manifest names (`PERSONAL`). The Kind of a field says what it
may hold. `owners` are paths from a row to the customer it belongs to, "" where the row is the customer. Data of staff
is declared with owners=() and is not erased on request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from django.db import models

from aftersales.kernel.phones_in_text import replaced_in

from .contributions import contributions

ERASED = "***"
LONGEST = 3650  # days


class Kind(StrEnum):
    """What a field holds. It decides how the field is masked and what an erasure leaves."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    TEXT = "text"  # free text; phone numbers in it are masked for who may not reveal them
    DATA = "data"  # JSON
    KEY = "key"  # derived from other fields: search columns, digits, sounds
    FILE = "file"  # a foreign key to a stored file


@dataclass(frozen=True)
class Declared:
    """What one model holds.

    drafts: the prefixes of the keys of drafts about such a row, with {pk} or {number}. retention: after so many days a
    sweep erases the fields of the row; an administrator may set it between at_least and at_most. None: as long as the
    customer is kept. dated: the column that retention counts from. plain: text fields without personal data; somebody
    may still type a name into them. is_searched: whether an erasure looks for the words of the person in all text
    fields; not where the rows are data of staff or may never change. name: of rows of other people's models.
    is_private: not even how many there are is shown to others than those they are about.
    """

    model: type[models.Model]
    fields: Mapping[str, Kind]
    plain: frozenset[str]
    purpose: Any
    owners: tuple[str, ...] = ()
    retention: int | None = None
    dated: str = ""
    drafts: str = ""
    at_least: int = 1
    at_most: int = LONGEST
    is_searched: bool = True
    name: Any = ""
    is_private: bool = False

    @property
    def label(self) -> Any:
        """What these rows are called."""
        return self.name or self.model._meta.verbose_name


def declare(
    model: type[models.Model],
    *,
    purpose: Any = "",
    owners: tuple[str, ...] = (),
    plain: str = "",
    retention: int | None = None,
    dated: str = "",
    drafts: str = "",
    at_least: int = 1,
    at_most: int = LONGEST,
    is_searched: bool = True,
    called: Any = "",
    is_private: bool = False,
    **fields: Kind,
) -> Declared:
    """Declare what a model holds; plain: names separated by spaces. Without fields it holds no personal data."""
    return Declared(
        model,
        fields,
        frozenset(plain.split()),
        purpose,
        owners,
        retention,
        dated,
        drafts,
        at_least,
        at_most,
        is_searched,
        called,
        is_private,
    )


# Columns that programs fill: numbers, keys, digests, names of files and lists. No words are looked for in them.
_CODES = """
number gone_number kind code key lease page sha256 file media_type password username language session prefix digest
token_hash content_hash fingerprint import_key request_key headings_key call_id template task currency unit event
calendar quarter plan_run cycle latent
"""
CODES = frozenset(_CODES.split())


def is_code(field: str) -> bool:
    return field in CODES


def declared() -> tuple[Declared, ...]:
    return contributions("PERSONAL")


@cache
def _by_model() -> dict[type[models.Model], Declared]:
    return {about.model: about for about in declared()}


def declared_of(model: type[models.Model]) -> Declared | None:
    return _by_model().get(model)


def masked(row: models.Model, field: str) -> str:
    """The masked value of a field, for users whose job does not need it."""
    kind = _by_model()[type(row)].fields[field]
    value = getattr(row, field)
    return MASKS.get(kind, str)(value or "")


def shown(row: models.Model, field: str, *, whole: bool) -> str:
    """The field as the reader may see it: in full, or masked."""
    return str(getattr(row, field) or "") if whole else masked(row, field)


def mask_name(name: str) -> str:
    """张*, Z***."""
    stars = "***" if name[:1].isascii() else "*"
    return f"{name[:1]}{stars}" if name else ""


def masked_phone(number: str | None) -> str:
    """138 **** 2406; short numbers keep only their last two digits."""
    digits = "".join(c for c in str(number or "") if c.isdigit())
    if not digits:
        return ""
    if len(digits) < 8:
        return f"**** {digits[-2:]}"
    return f"{digits[:3]} **** {digits[-4:]}"


def mask_email(address: str) -> str:
    """z***@example.com."""
    name, at, host = address.partition("@")
    return f"{name[:1]}***{at}{host}" if at else address


def mask_address(address: str) -> str:
    """The first part, up to the city or six signs."""
    for sign in "市州县,，":
        head, found, _rest = address.partition(sign)
        if found:
            return f"{head}{found if sign not in ',，' else ''}…"
    return f"{address[:6]}…" if address else ""


def mask_text(text: str) -> str:
    """A free text with its phone numbers masked."""
    return replaced_in(text, masked_phone)


def text_for(text: str, *, whole: bool) -> str:
    """A free text as the reader may see it: in full, or with masked phone numbers."""
    return text if whole else mask_text(text)


MASKS = {
    Kind.NAME: mask_name,
    Kind.PHONE: masked_phone,
    Kind.EMAIL: mask_email,
    Kind.ADDRESS: mask_address,
    Kind.TEXT: mask_text,
}

# What an erasure leaves of each kind; the argument says whether the column may be an empty text.
LEFT: dict[Kind, Any] = {
    Kind.NAME: ERASED,
    Kind.PHONE: "",
    Kind.EMAIL: "",
    Kind.ADDRESS: "",
    Kind.TEXT: ERASED,
    Kind.KEY: "",
}

_FIGURE = re.compile(r"[\d.,:+TZ\-¥ ]*")


def without_words(value: Any, *, key: str = "") -> Any:
    """JSON with every text erased, except figures, dates, and values under the PERSONAL_CODES of the manifests:
    numbers, moments and codes. The shape stays, so that code that shows it still works."""
    if isinstance(value, dict):
        return {name: without_words(part, key=name) for name, part in value.items()}
    if isinstance(value, list):
        return [without_words(part, key=key) for part in value]
    if isinstance(value, str) and value and key not in contributions("PERSONAL_CODES") and not _FIGURE.fullmatch(value):
        return ERASED
    return value

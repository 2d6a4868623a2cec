"""Serial numbers: how they are read and compared, and who may get a piece.

A serial number names one piece of a product. It is with us, or with the customer of one purchase (A2).
"""

from __future__ import annotations

import re
import unicodedata

from aftersales.kernel.errors import Conflict, InvalidInput, gettext_noop

# What people write where there is no serial number.
NO_SERIAL = frozenset({"无", "没有", "不详", "N/A", "NA", "NONE", "NIL", "UNKNOWN"})


def serial_key(text: str) -> str:
    """The form in which serial numbers are compared: capitals, half width, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text).upper().split())


def serials_of(text: str, quantity: int) -> list[str]:
    """The distinct serial numbers of a purchase. Commas or line breaks separate them; blanks too if it has several
    pieces."""
    parts = re.split(r"[,，;；、\n]+", text)
    if quantity > 1 and len(parts) == 1:
        parts = text.split()
    keys = (serial_key(part) for part in parts)
    return list(dict.fromkeys(key for key in keys if any(map(str.isalnum, key)) and key not in NO_SERIAL))


def check_serials(serials: list[str], pieces: int) -> None:
    """Raise InvalidInput for more serial numbers than pieces."""
    if len(serials) > pieces:
        raise InvalidInput(
            gettext_noop("There are more serial numbers than items. Your entry is kept."),
            code="too_many_serials",
            field="serial",
        )


def with_a_customer(serial: str) -> Conflict:
    return Conflict(
        gettext_noop("%(serial)s is with a customer by an earlier sale. Check it, or enter why this is right."),
        code="serial_taken",
        field="serial",
        params={"serial": serial},
    )


def not_usable(serial: str) -> Conflict:
    return Conflict(
        gettext_noop("%(serial)s came back as faulty and isn’t released. Enter why it leaves all the same."),
        code="serial_faulty",
        field="serial",
        params={"serial": serial},
    )


def with_another(serial: str) -> Conflict:
    return Conflict(
        gettext_noop("%(serial)s is with another customer. Check the label, or enter why this is right."),
        code="serial_elsewhere",
        field="serials",
        params={"serial": serial},
    )


def with_us(serial: str) -> Conflict:
    return Conflict(
        gettext_noop("%(serial)s is with us already. Check the label, or enter why this is right."),
        code="serial_here",
        field="serials",
        params={"serial": serial},
    )


def recorded_meanwhile() -> Conflict:
    return Conflict(
        gettext_noop("This serial number was just recorded elsewhere. Check it again."),
        code="serial_taken",
        field="serial",
    )

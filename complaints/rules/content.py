"""A hash of a proposal's content, so that a proposal that changed after its submission is not approved (T6)."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum


def content_hash(values: Mapping[str, object]) -> str:
    """SHA-256 of the values in one canonical form, as 64 hexadecimal digits.

    Equal content gives an equal hash: 20 equals 20.00, composed letters equal decomposed ones, and the
    order of lines does not matter. Raises TypeError for floats, because money is never a float.
    """
    text = json.dumps(_canonical(values), ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(value: object) -> object:
    """The value as JSON data. Numbers and times are tagged by their type; collections are sorted."""
    if isinstance(value, Enum):
        value = value.value
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, int | Decimal):
        return {"number": _plain(Decimal(value))}
    if isinstance(value, datetime):
        return {"moment": value.astimezone(UTC).isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Mapping):
        return {"map": sorted(([str(key), _canonical(item)] for key, item in value.items()), key=json.dumps)}
    if isinstance(value, Collection) and not isinstance(value, bytes | bytearray):
        return sorted((_canonical(item) for item in value), key=json.dumps)
    raise TypeError(f"a proposal cannot hold a {type(value).__name__}")


def _plain(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError("a proposal needs finite numbers")
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text

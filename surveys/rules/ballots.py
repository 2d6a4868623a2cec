"""How the answers to an anonymous round are kept until they are mixed, and what may stay with them (S4).

A waiting ballot is veiled with the key of the installation: who reads the database alone can open none, so that
neither its place in the table nor the moment of its transaction says anything.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from typing import Any, TypeVar

from .integrity import MIN_CELL, shown_cells

Cell = TypeVar("Cell", bound=Hashable)


def veiled(content: dict[str, Any], key: bytes, name: bytes) -> str:
    """The content as text that only the key opens. name: of the ballot; it may never be used twice with a key."""
    plain = json.dumps(content, ensure_ascii=False).encode("utf-8")
    hidden = _crossed(plain, key, name)
    return base64.b64encode(_tag(hidden, key, name) + hidden).decode("ascii")


def unveiled(text: str, keys: Iterable[bytes], name: bytes) -> dict[str, Any]:
    """The content of a ballot. Raises ValueError if none of the keys opens it, or if it was changed."""
    data = base64.b64decode(text, validate=True)
    tag, hidden = data[:32], data[32:]
    for key in keys:
        if hmac.compare_digest(tag, _tag(hidden, key, name)):
            found: dict[str, Any] = json.loads(_crossed(hidden, key, name))
            return found
    raise ValueError("not a ballot of this installation, or it was changed")


def _crossed(data: bytes, key: bytes, name: bytes) -> bytes:
    stream = hashlib.shake_256(b"ballot:" + key + name).digest(len(data))
    return bytes(one ^ other for one, other in zip(data, stream, strict=True))


def _tag(hidden: bytes, key: bytes, name: bytes) -> bytes:
    return hmac.digest(hashlib.sha256(b"tag:" + key).digest(), name + hidden, "sha256")


def to_mix(waiting: int, is_closing: bool) -> int:
    """How many of the waiting ballots of a cell are mixed now. At least five go together, and until the round closes
    five stay, so that also the last ones go together with others."""
    if is_closing:
        return waiting
    return waiting - MIN_CELL if waiting >= 2 * MIN_CELL else 0


def kept_cells(cells: Sequence[Cell]) -> set[Cell]:
    """The cells (region and tier) that stay with the answers of a mixture: those that at least five of them share. The
    others are left out together, so that none of them is alone."""
    return shown_cells(Counter(cells))

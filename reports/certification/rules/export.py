"""The sealed export of a self-evaluation, from which others compute its score again.

A document of plain JSON without a name of a person: the catalogue, points, findings, counts, samples and the score that
follows. Points and scores are texts of decimal numbers. Each item has a digest of its own, so that a changed one can be
named; the seal is the SHA-256 of the document without the seal, as JSON in UTF-8 with sorted keys and without spaces.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from hashlib import sha256
from typing import Any

FORMAT = "aftersales self-evaluation 1"
RULES = {
    "score": "earned / applicable * 100 - deductions + bonus; items that do not apply leave the denominator",
    "grades": "five 95, four 90, three 80, compliant 70, by the exact score; five deductions or more: failed",
    "proposed": "points * met / of, to a tenth, half up; the assessor decides the points",
    "sample": "the rows with the lowest SHA-256 of 'SEED|QUERY|NUMBER', at most 20",
    "frame_hash": "SHA-256 of all numbers, sorted, each followed by a line feed",
}


def sealed_document(
    facts: Mapping[str, Any],
    items: Sequence[Mapping[str, Any]],
    marks: Sequence[Mapping[str, Any]],
    score: Mapping[str, Any],
) -> dict[str, Any]:
    """The document with its seal. Equal contents give equal documents."""
    document: dict[str, Any] = {
        "format": FORMAT,
        "rules": RULES,
        **facts,
        "items": list(items),
        "marks": list(marks),
        "score": dict(score),
        "digests": {one["code"]: digest(one) for one in items},
    }
    return document | {"seal": digest(document)}


def decimal_text(value: Decimal | None) -> str | None:
    """A number as text, in one form whatever its stored digits: 5.72, 40, 6.5."""
    if value is None:
        return None
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def canonical(value: Any) -> bytes:
    """JSON in UTF-8 with sorted keys and no spaces."""
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return text.encode()


def digest(value: Any) -> str:
    return sha256(canonical(value)).hexdigest()

"""Reasons of changes as text. Services write codes, users write text."""

from __future__ import annotations

import re
from collections import ChainMap
from collections.abc import Callable
from functools import partial
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from aftersales.web.moments import moment

from . import contributed, contributed_by, contributed_names

ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", re.ASCII)


def word_of(value: Any) -> str:
    """A detail of an event, with codes and moments turned into text."""
    text = str(value)
    at = parse_datetime(text) if ISO.match(text) else None
    return moment(at) if at else str(contributed("codes").get(text, text))


def reason_of(text: str, app: str = "") -> str:
    """A stored reason in the reader's language. Text that a user wrote is not changed. app: the label of the app of the
    changed record, whose words come before those of others for the same code."""
    said, written = _parts(text, app)
    return gettext("%(what)s: %(why)s") % {"what": said, "why": written} if said and written else said or written


def reasons_of(app: str) -> Callable[[str], str]:
    """The words for the reasons of records of one app."""
    return partial(reason_of, app=app)


def code_of(text: str, app: str = "") -> str:
    """The reason without text that users wrote, for readers who may not read it."""
    return _parts(text, app)[0]


def _parts(text: str, app: str) -> tuple[str, str]:
    """The code of a service, and the text that a user wrote."""
    own = contributed_by("reasons", app) if app else {}
    known = ChainMap(own, contributed("reasons"))
    code, _colon, rest = text.partition(":")
    first = code.partition(" ")[0]
    join = next((one for one in contributed_names("before_numbers") if code.startswith(f"{one} ")), None)
    if text in known:
        return str(known[text]), ""
    if join:
        return f"{known[join]} {code[len(join) + 1 :]}", rest.strip()
    if first in contributed_names("without_rest") or text.startswith("instead of "):
        return str(known[first]), ""
    return (str(known[code]), rest.strip()) if code in known else ("", text)

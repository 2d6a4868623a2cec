"""The result of a verification as text, for page, API and command."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.apps import apps
from django.utils.translation import gettext as _

from aftersales.web.figures import listed, sentences

from .columns import FAULTS, noun_of


def fault_as_text(fault: Mapping[str, Any]) -> str:
    """A fault (rules/faults.py) as a sentence without its full stop."""
    try:
        model = apps.get_model(fault["model"])
    except LookupError:  # a table of a former release
        model = None
    noun = str(noun_of(model)) if model else fault["model"]
    parts = [f"{noun} {fault['pk']}", str(FAULTS[fault["what"]])]
    if model and (columns := fault.get("columns")):
        named = (str(model._meta.get_field(name).verbose_name) for name in columns)
        parts[1] += f" ({listed(named)})"
    if fault["other"] is not None:
        parts.append(_("it holds what row %(other)s held") % fault)
    text = listed(parts)
    return _("%(fault)s (seal %(seal)s)") % {"fault": text, "seal": fault["seal"]} if fault["seal"] else text


def counts_of(report: Mapping[str, Any]) -> str:
    """What was verified: how many rows of each kind."""
    lines = [
        _("Sealed rows checked: %(rows)s. Current rows compared with their history: %(current)s."),
        _("Redacted: %(redacted)s (erasures: %(erasures)s, retention runs: %(retentions)s)."),
    ]
    if report["differing"]:
        lines.append(_("Current rows that don’t match their history: %(differing)s."))
    return sentences(*(line % report for line in lines))

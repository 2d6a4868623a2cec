"""The erasures and retention runs that lawfully changed sealed rows. Each redaction belongs to one of them."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from django.apps import apps

from aftersales.store.contributions import contributions
from aftersales.store.personal import declared_of

from ..enums import AccessKind, SealKind
from ..models import AccessLogEntry, Seal
from ..rules import seals as rules
from ..rules.faults import UNFOUNDED, Fault

RUNS = (AccessKind.ERASURE, AccessKind.RETENTION)
ENTRIES = AccessLogEntry._meta.label_lower


class Runs:
    """The runs that the redactions up to a seal refer to."""

    def __init__(self, last: int) -> None:
        named = Seal.objects.filter(kind=SealKind.REDACTION, number__lte=last).order_by().values("run")
        rows = AccessLogEntry.objects.filter(pk__in=named, kind__in=RUNS)
        self.entries: dict[int, Any] = {row.pk: row for row in rows.defer("detail", "reason").iterator()}
        erased = {row.subject for row in self.entries.values() if row.kind == AccessKind.ERASURE}
        self.erased = {subject for known in contributions("ERASED") for subject in known(erased)}
        self.done: Counter[int] = Counter()
        self.seals: dict[int, Seal] = {}

    def fault_of(self, seal: Seal) -> Fault | None:
        """A fault if no recorded run explains this redaction."""
        entry = self.entries.get(seal.run_id or 0)
        if entry is None or entry.at != seal.sealed_at or not self._may(entry, seal.model):
            return Fault(seal.model, seal.first, UNFOUNDED, seal.number)
        self.done[entry.pk] += seal.count
        self.seals[entry.pk] = seal
        return None

    def _may(self, entry: AccessLogEntry, model: str) -> bool:
        """Whether this run may have changed rows of this table."""
        if entry.kind == AccessKind.ERASURE:
            return entry.subject in self.erased
        try:
            kept = apps.get_model(entry.subject)
        except (LookupError, ValueError):
            return False
        about, history = declared_of(kept), getattr(kept, "history", None)
        table = history.model if history else kept
        return about is not None and bool(about.retention) and table._meta.label_lower == model

    def end(self, sealed: rules.Ranges, now: datetime) -> Fault | None:
        """A fault if a run redacted another number of rows than it recorded, or its record was added later."""
        for pk, entry in self.entries.items():
            seal = self.seals.get(pk)
            if seal and (self.done[pk] != entry.count or not (rules.holds(sealed, pk) or entry.at > now - rules.LATE)):
                return Fault(seal.model, seal.first, UNFOUNDED, seal.number)
        return None

    def count(self, kind: AccessKind) -> int:
        return sum(self.entries[pk].kind == kind for pk in self.done)

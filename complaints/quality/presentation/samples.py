"""What pages show of samples besides the rows."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from aftersales.staff.models import User
from aftersales.web.moments import day

from ..enums import SampleState
from ..models import Investigation, Sample
from ..permissions.samples import can_seal, visible_samples
from ..queries.samples import obstacles_of
from ..rules.samples import OBSTACLES
from .common import due_state
from .record import RecordSection

MOST = 20


@dataclass(frozen=True)
class SampleRow:
    """A sample in a list. state: of the end of its period, see due_state. where: the place, and who has it."""

    sample: Sample
    state: str
    where: str


def sample_rows(samples: Iterable[Sample], now: datetime) -> list[SampleRow]:
    return [
        SampleRow(
            row,
            due_state(row.retain_until, now, over=row.state == SampleState.DISPOSED),
            " · ".join(dict.fromkeys(filter(None, [row.place, row.holder or str(row.custodian)]))),
        )
        for row in samples
    ]


def why_kept(sample: Sample, now: datetime) -> list[str]:
    """Why the sample may not be disposed of now, in sentences."""
    if sample.state == SampleState.DISPOSED:
        return []
    return [str(OBSTACLES[code]) % params for code, params in obstacles_of(sample, now)]


def samples_section(investigation: Investigation, user: User, now: datetime) -> RecordSection | None:
    """The section of the samples in the record of an investigation."""
    seen = visible_samples(user).filter(investigation=investigation)
    rows = list(seen.select_related("product", "custodian")[:MOST])
    may_seal = can_seal(user)
    if not rows and not may_seal:
        return None
    sealed = [row for row in rows if row.state != SampleState.DISPOSED]
    out = sum(row.state == SampleState.OUT for row in rows)
    answer, note, state = _("No sample sealed"), "", "next"
    if rows:
        answer = _("%(count)s kept, %(out)s handed out") % {"count": len(sealed), "out": out}
        note = _("until %(day)s") % {"day": day(min(row.retain_until for row in sealed), now)} if sealed else ""
        state = "done" if not out else "now"
    return RecordSection(
        key="samples",
        title=_("Samples"),
        state=state,
        answer=answer,
        note=note,
        context={"samples": sample_rows(rows, now), "may_seal": may_seal},
    )

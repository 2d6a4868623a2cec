"""The record on the page of an investigation: one function for each section, in the order of the 8D report."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from aftersales.staff.models import User

from ..models import Investigation
from .actions import actions_section, containment_section
from .cause import cause_section
from .decisions import decision_section
from .findings import findings_section
from .identification import identification_section
from .objections import objection_section
from .record import RecordSection
from .reports import report_section
from .samples import samples_section
from .team import team_section

SectionOf = Callable[[Investigation, User, datetime], RecordSection | None]

# The template of a section is quality/sections/<key>.html. It reads the section as `section`, and the page.
SECTIONS: tuple[SectionOf, ...] = (
    team_section,
    containment_section,
    findings_section,
    identification_section,
    cause_section,
    decision_section,
    actions_section,
    samples_section,
    objection_section,
    report_section,
)


def record(investigation: Investigation, user: User, now: datetime) -> list[RecordSection]:
    """The sections that this user sees."""
    found = (section_of(investigation, user, now) for section_of in SECTIONS)
    return [section for section in found if section is not None]

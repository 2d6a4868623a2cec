"""Sections that the page of a ticket shows for the apps above: functions in `TICKET_SECTIONS` of their manifests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aftersales.staff.models import User
from aftersales.store.contributions import contributions

from ..models import Ticket


@dataclass(frozen=True)
class SectionLine:
    """details: the parts of the line, most important first. side: what stands at its end."""

    url: str
    details: Sequence[str]
    side: str


@dataclass(frozen=True)
class Section:
    """link: the label of a button at the end, link_url where it leads; both empty for none."""

    title: str
    lines: Sequence[SectionLine] = ()
    link: str = ""
    link_url: str = ""


def sections_of(ticket: Ticket, user: User) -> list[Section]:
    found = (section_of(ticket, user) for section_of in contributions("TICKET_SECTIONS"))
    return [section for section in found if section is not None]

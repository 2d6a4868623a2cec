"""Sections that other apps add to the page of a ticket, by functions in `TICKET_SECTIONS` of their manifests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from aftersales.staff.models import User
from aftersales.store.contributions import contributions

from ..models import Ticket


@dataclass(frozen=True)
class SectionLine:
    """A line of a section. details: its parts, the most important first. side: the text at its end."""

    url: str
    details: Sequence[str]
    side: str


@dataclass(frozen=True)
class Section:
    """A section. link, link_url: label and URL of a button at the end; both are empty if there is none."""

    title: str
    lines: Sequence[SectionLine] = ()
    link: str = ""
    link_url: str = ""


def sections_of(ticket: Ticket, user: User) -> list[Section]:
    found = (section_of(ticket, user) for section_of in contributions("TICKET_SECTIONS"))
    return [section for section in found if section is not None]

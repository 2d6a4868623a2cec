"""A calendar that other programs read (RFC 5545): whole days only, so no time zone can move them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

LONGEST_LINE = 75  # octets, without the end of the line
END = "\r\n"
# What a text can't hold as it is. Carriage returns and other control characters are left out.
ESCAPED = {"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"}


@dataclass(frozen=True)
class Event:
    """A whole day. uid: the same for the same event, whatever changes. sequence: grows with each change."""

    uid: str
    on: date
    title: str
    place: str
    kind: str
    url: str
    sequence: int
    made_at: datetime


def calendar_text(name: str, zone: str, events: Iterable[Event]) -> str:
    """The calendar. It depends on the arguments only, so that a reader can tell whether anything has changed."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Aftersales//Visits//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
        f"X-WR-TIMEZONE:{escaped(zone)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        *(line for event in events for line in _event(event)),
        "END:VCALENDAR",
    ]
    return "".join(folded(line) + END for line in lines)


def _event(event: Event) -> list[str]:
    return [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{event.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{event.sequence}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.title)}",
        *([f"LOCATION:{escaped(event.place)}"] if event.place else []),
        f"CATEGORIES:{escaped(event.kind)}",
        f"URL:{event.url}",
        "TRANSP:TRANSPARENT",
        "CLASS:PRIVATE",
        "END:VEVENT",
    ]


def escaped(text: str) -> str:
    """A text as a value (RFC 5545, 3.3.11)."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(ESCAPED.get(sign, sign) for sign in plain if sign >= " " and sign != "\x7f" or sign in "\n\t")


def folded(line: str) -> str:
    """The line in pieces of at most 75 octets (3.1). No character is cut in two."""
    pieces, piece, size = [], "", 0
    for sign in line:
        octets = len(sign.encode())
        if size + octets > LONGEST_LINE:
            pieces.append(piece)
            piece, size = " ", 1
        piece, size = piece + sign, size + octets
    return END.join([*pieces, piece])

"""The record of an investigation: sections in the order of the 8D report, each with its answer in one line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class RecordSection:
    """A section that folds. key: its anchor `section-<key>`, and its template in templates/quality/sections/.

    state: done, now, next, due, late or paused, for the dot. answer: what the section says, in one line. note: who and
    when. open: whether it is unfolded, because something is missing or can be done here now. context: what its template
    reads besides the page.
    """

    key: str
    title: str
    state: str
    answer: str
    note: str = ""
    open: bool = False
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def template(self) -> str:
        return f"quality/sections/{self.key}.html"

    @property
    def dot(self) -> str:
        """The name of the dot: what comes next is an empty circle."""
        return "ok" if self.state == "next" else self.state


@dataclass(frozen=True)
class SideSection:
    """A section of the side column. key: its anchor `b-<key>`, and the name of its template in templates/quality/side/.

    fact: what the strip says of it where there is no side column; nothing if it is not in the strip. tag, tone: a label
    beside the fact. count: beside the title. link_url, link: at the end of the title.
    """

    key: str
    title: str
    fact: str = ""
    tag: str = ""
    tone: str = ""
    count: int | None = None
    link_url: str = ""
    link: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)

    @property
    def anchor(self) -> str:
        return f"b-{self.key}"

    @property
    def template(self) -> str:
        return f"quality/side/{self.key}.html"


def gist(text: str) -> str:
    """The first line of a text, as the answer of a section."""
    return next((line.strip() for line in text.splitlines() if line.strip()), "")

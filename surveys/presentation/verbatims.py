"""What the page of comments shows: rows with the searched words marked, tabs, themes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from aftersales.store.personal import mask_text

from ..enums import Voice
from ..queries.verbatims import AskedVerbatims, group_sizes, themes, without_people


def comment_rows(rows: Any, asked: AskedVerbatims) -> list[dict[str, Any]]:
    """Comments with phone numbers masked; what was searched for, or the theme, is marked."""
    words = [word for word in (*asked.text.split(), *asked.theme.split()) if word]
    found = without_people(rows, asked.cells)
    for row in found:
        row["words"] = marked(mask_text(row["comment"]), words)
        row["voice_label"] = Voice(row["voice"]).label if row["voice"] else ""
        row["said"] = _("recommend %(score)s") % {"score": row["score"]} if row["score"] is not None else ""
        row["source"] = _("Quarterly survey") if row["round"] else _("After a ticket")
    return found


def marked(text: str, words: Sequence[str]) -> SafeString:
    """The text with the words in <mark>. Everything else is escaped."""
    if not words:
        return format_html("{}", text)
    parts = re.split(f"({'|'.join(map(re.escape, words))})", text, flags=re.IGNORECASE)
    shown = (format_html("<mark>{}</mark>", part) if place % 2 else part for place, part in enumerate(parts))
    return format_html_join("", "{}", ((part,) for part in shown))


def tabs(asked: AskedVerbatims) -> list[dict[str, Any]]:
    labels = {"": _("All"), **{name: str(label) for name, label in Voice.choices}}
    sizes = group_sizes(asked)
    return [
        {
            "url": address(asked, voice=voice),
            "label": label,
            "count": sizes[voice],
            "current": voice == asked.voice,
        }
        for voice, label in labels.items()
    ]


def address(asked: AskedVerbatims, **changed: str) -> str:
    """The address of the same comments with other filters. What was searched for is never part of it."""
    kept = {"quarter": asked.quarter, "region": str(asked.region_id or ""), "voice": asked.voice, "theme": asked.theme}
    return f"?{urlencode({name: value for name, value in (kept | changed).items() if value})}"


def theme_rows(asked: AskedVerbatims) -> list[dict[str, Any]]:
    found = themes(asked)
    most = max((row["n"] for row in found), default=1)
    return [
        {
            "word": row["theme"].word,
            "count": row["n"],
            "promoters": row["promoters"],
            "detractors": row["detractors"],
            "before": row["theme"].before,
            "url": address(asked, theme=row["key"]),
            "share": round(100 * row["n"] / most),
            "current": row["key"] == asked.theme,
        }
        for row in found
    ]


def theme_chip(asked: AskedVerbatims) -> list[dict[str, str]]:
    """The theme, which is chosen beside the list."""
    url = address(asked, theme="")
    return [{"label": _("Theme"), "value": asked.theme, "remove_url": url}] if asked.theme else []

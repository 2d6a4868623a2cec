"""The few marks that people type into messages: **bold**, lists, > quotes and [links](https://…).

What is typed is stored as it is. Pages show it as cleaned HTML, mails as plain text. A single * or _ stays what it is,
because 120*80*60 mm is a measure; so does a > without a space, because >80 ℃ is a temperature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Any

import nh3
from django.utils.html import escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

TAGS = {"p", "br", "strong", "ul", "ol", "li", "blockquote", "a"}
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
SCHEMES = {"http", "https", "mailto", "tel"}
# Without any of these a text is shown line by line, which is much quicker.
_MARKS = re.compile(r"\*\*|\]\(|^[ ]{0,3}(?:[-+*]|[0-9]{1,9}[.)]|>)[ ]", re.MULTILINE)
_BOLD = re.compile(r"\*\*(?=\S)([^\n]+?)(?<=\S)\*\*")
_LINK = re.compile(r"\[([^\[\]\n]+)\]\(\s*<?([^\s()<>]+)>?(?:\s+[\"'][^\n]*?[\"'])?\s*\)")
_TAG = re.compile(r"(<[^>]*>)")


def _reader() -> MarkdownIt:
    reader = MarkdownIt("zero", {"breaks": True}).enable(["blockquote", "list", "newline", "emphasis", "link"])
    quote = next(rule for rule in reader.block.ruler.__rules__ if rule.name == "blockquote")
    reader.block.ruler.at("blockquote", _with_space(quote.fn), {"alt": quote.alt})
    for name in ("em_open", "em_close"):
        reader.add_render_rule(name, _as_typed)
    return reader


def _with_space(rule: Callable[..., bool]) -> Callable[..., bool]:
    """The rule of quotes, for lines in which a space follows the mark."""

    def guarded(state: Any, start: int, end: int, silent: bool) -> bool:
        at = state.bMarks[start] + state.tShift[start]
        return state.src[at : at + 2] == "> " and rule(state, start, end, silent)

    return guarded


def _as_typed(_renderer: Any, tokens: Any, at: int, _options: Any, _env: Any) -> str:
    return str(tokens[at].markup)


_READER = _reader()


def html_of(text: str, mentions: Collection[str] = ()) -> SafeString:
    """The text as HTML that is safe to show, with the names of mentioned colleagues marked."""
    if not text:
        return mark_safe("")
    if _MARKS.search(text):
        drawn = nh3.clean(
            _READER.render(text.encode(errors="replace").decode()),
            tags=TAGS,
            attributes=ATTRIBUTES,
            url_schemes=SCHEMES,
            link_rel="noopener noreferrer nofollow",
        )
    else:
        drawn = linebreaks(text, autoescape=True)
    return mark_safe(_with_mentions(drawn, mentions) if mentions else drawn)


def _with_mentions(drawn: str, mentions: Collection[str]) -> str:
    names = "|".join(re.escape(str(escape(name))) for name in sorted(mentions, key=len, reverse=True))
    marked = re.compile(f"@(?:{names})")
    parts = _TAG.split(drawn)
    parts[::2] = [marked.sub(r'<span class="s-mention">\g<0></span>', part) for part in parts[::2]]
    return "".join(parts)


def plain_of(text: str) -> str:
    """The text without marks, for mails: lists and quotes stay as they were typed, a link shows its address."""
    if not _MARKS.search(text):
        return text
    return _LINK.sub(_said_link, _BOLD.sub(r"\1", text))


def _said_link(found: re.Match[str]) -> str:
    words, address = found.groups()
    return words if words == address else f"{words} ({address})"

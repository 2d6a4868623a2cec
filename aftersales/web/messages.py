"""The texts of the product and their Chinese translations: collected from the source, kept in one .po file."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

TEMPLATE_SUFFIXES = frozenset({".html", ".txt", ".xml", ".svg"})
SKIPPED_FOLDERS = frozenset({"migrations", "tests", "static", "__pycache__"})
SINGULAR = dict.fromkeys(("_", "N_", "gettext", "gettext_lazy", "gettext_noop"))
WITH_CONTEXT = dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2))
# Plural forms are collected only to be refused: Chinese has none, so the English texts avoid them.
PLURAL = {
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
KEYWORDS = {**SINGULAR, **WITH_CONTEXT, **PLURAL}
PLACEHOLDER = re.compile(r"%%|%(?:\(\w+\))?\d*(?:\.\d+)?[sdrif]|\{\w*(?:[.:!][^{}]*)?\}")
INDENT = re.compile(r"^[ \t]+", re.MULTILINE)
HEADER = """\
# Simplified Chinese texts. Written by "manage.py translations"; fill in msgstr, leave the rest.
msgid ""
msgstr ""
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Language: zh_Hans\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Key = tuple[str, str]  # context ("" for none), English text


class MessagesError(Exception):
    """A source file that cannot be read, or a text in a form that is not used here."""


@dataclass(frozen=True)
class Fault:
    """An error in the translations."""

    kind: str
    context: str
    text: str

    def __str__(self) -> str:
        where = f"[{self.context}] " if self.context else ""
        return f"{self.kind}: {where}{self.text!r}"


def collect(root: Path) -> dict[Key, set[str]]:
    """Every text to be translated, with the files that use it."""
    found: dict[Key, set[str]] = {}
    for path in source_files(root):
        name = path.relative_to(root).as_posix()
        for key in texts_of(path, name):
            found.setdefault(key, set()).add(name)
    return found


def source_files(root: Path) -> Iterator[Path]:
    for folder in [*own_packages(root), "templates"]:
        for path in sorted((root / folder).rglob("*")):
            inside = path.relative_to(root).parts[:-1]
            if SKIPPED_FOLDERS.isdisjoint(inside) and _is_source(path, inside):
                yield path


def own_packages(root: Path) -> list[str]:
    """The folders of the installed apps that are in the project."""
    tops = dict.fromkeys(name.partition(".")[0] for name in settings.INSTALLED_APPS)
    return [top for top in tops if (root / top).is_dir()]


def _is_source(path: Path, inside: tuple[str, ...]) -> bool:
    if path.suffix == ".py":
        return True
    return path.suffix in TEMPLATE_SUFFIXES and "templates" in inside


def texts_of(path: Path, name: str) -> Iterator[Key]:
    source = path.read_text(encoding="utf-8")
    try:
        if path.suffix != ".py":
            # What is left looks like Python, but its indentation has no meaning.
            source = INDENT.sub("", templatize(source, origin=name))
        for line, text, _, context in extract("python", BytesIO(source.encode()), KEYWORDS):
            if isinstance(text, tuple):
                raise MessagesError(f"line {line}: plural forms are not used: {text[0]!r}")
            if text:
                yield context or "", text
        if path.suffix == ".py":
            yield from _in_f_strings(source)
    except (SyntaxError, ValueError, MessagesError) as error:
        raise MessagesError(f"{name}: {error}") from error


def _in_f_strings(source: str) -> Iterator[Key]:
    """Texts of calls inside of f-strings, which Babel takes for parts of the string."""
    for string in ast.walk(ast.parse(source)):
        for call in ast.walk(string) if isinstance(string, ast.JoinedStr) else ():
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in KEYWORDS:
                words = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                *context, text = words or [""]
                if text:
                    yield context[0] if context else "", text


def read(po: Path) -> Catalog:
    if not po.exists():
        return _empty()
    try:
        with po.open("rb") as file:
            catalog = read_po(file, locale="zh_Hans", abort_invalid=True)
    except PoFileError as error:
        raise MessagesError(f"{po.name}: {error}") from error
    catalog.creation_date = catalog.revision_date = EPOCH
    return catalog


def _empty() -> Catalog:
    return Catalog(locale="zh_Hans", creation_date=EPOCH, revision_date=EPOCH, fuzzy=False)


def update(old: Catalog, texts: dict[Key, set[str]]) -> Catalog:
    """The present texts with the existing translations, without texts that are no longer used."""
    new = _empty()
    for (context, text), files in texts.items():
        known = old.get(text, context or None)
        new.add(
            text,
            known.string if known else "",
            locations=[(name, 0) for name in sorted(files)],
            flags=known.flags if known else (),
            user_comments=known.user_comments if known else (),
            context=context or None,
        )
    return new


def entries(catalog: Catalog) -> Iterator[Message]:
    return (message for message in catalog if message.id)


def faults(catalog: Catalog) -> list[Fault]:
    found = []
    for message in entries(catalog):
        text, chinese = str(message.id), str(message.string or "")
        if not chinese:
            found.append(Fault("untranslated", message.context or "", text))
        elif message.fuzzy:
            found.append(Fault("fuzzy", message.context or "", text))
        elif placeholders(text) != placeholders(chinese):
            found.append(Fault("placeholders differ", message.context or "", text))
    return sorted(found, key=str)


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text)) - {"%%"}


def write(po: Path, catalog: Catalog) -> bool:
    """Write the .po file; False if nothing has changed."""
    content = rendered(catalog)
    if po.exists() and po.read_bytes() == content:
        return False
    po.parent.mkdir(parents=True, exist_ok=True)
    po.write_bytes(content)
    return True


def rendered(catalog: Catalog) -> bytes:
    body = BytesIO()
    write_po(body, catalog, width=0, omit_header=True, include_lineno=False, sort_output=True)
    return HEADER.encode() + body.getvalue()


def compile_po(po: Path) -> Path:
    """Write the .mo file beside it, in one step, because a running server may read it."""
    mo, fresh = po.with_suffix(".mo"), po.with_suffix(".mo.new")
    with fresh.open("wb") as file:
        write_mo(file, read(po))
    return fresh.replace(mo)

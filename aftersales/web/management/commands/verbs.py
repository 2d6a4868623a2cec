"""The reference of all verbs: docs/verbs.md is its output."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import override

from aftersales.store.contributions import contributions

from ...forms import RowsForm
from ...verbs import Verb, VerbsOf

HEAD = """# Verbs

What users can do to an object. Each verb is declared once, in the `verbs.py` of its app; its button, its form, the bulk
bar and the API read the declaration. In the API a verb is `POST /api/v1/<noun>/<id>/<verb>/`. Required fields are
**bold**. Creating and editing objects, and what only programs do, is in [api.md](api.md).

This page is written by `.venv/bin/python manage.py verbs > docs/verbs.md`.
"""


class Command(BaseCommand):
    help = "All declared verbs with their fields, as docs/verbs.md shows them."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(reference(), ending="")


def reference() -> str:
    """The page, in Markdown."""
    tables: dict[tuple[Any, str], dict[str, Verb]] = {}
    for one in contributions("VERBS"):
        tables.setdefault((one.model, one.api), {}).update(one.verbs)
    found = [VerbsOf(model, verbs, api) for (model, api), verbs in tables.items()]
    return "\n".join([HEAD, *(line for one in found for line in _section(one))])


def _section(one: VerbsOf) -> Iterator[str]:
    english, chinese = _in_both(one.model._meta.verbose_name)
    yield f"## {english} ({chinese})\n"
    yield f"In the API: `{one.api}`.\n" if one.api else "On pages only.\n"
    yield "| verb | English | Chinese | fields | bulk |"
    yield "| --- | --- | --- | --- | --- |"
    for verb in one.verbs.values():
        english, chinese = _in_both(verb.label)
        fields = ", ".join(_fields(verb.form)) or "–"
        yield f"| `{verb.name}` | {english} | {chinese} | {fields} | {'yes' if verb.many else ''} |"
    yield ""


def _in_both(text: Any) -> tuple[str, str]:
    found = []
    for language in ("en", "zh-hans"):
        with override(language):
            found.append(str(text))
    return found[0], found[1]


def _fields(form: Any) -> Iterator[str]:
    """The names of a form's fields, and of the fields of its rows."""
    for name, field in form.base_fields.items():
        yield f"**`{name}`**" if field.required else f"`{name}`"
    if issubclass(form, RowsForm):
        rows = form.row_form
        named = [
            f"**`{name}`**" if field.required or name in rows.needed else f"`{name}`"
            for name, field in rows.base_fields.items()
        ]
        yield f"`{form.rows_name}` of {' '.join(named)}"

"""The copy of a customer's data as an HTML page that any browser opens."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from aftersales.store.personal import Declared, Kind
from aftersales.web.moments import on_paper

from .models import Customer

Facts = list[tuple[str, str]]


def copy_page(customer: Customer, found: Iterable[tuple[Declared, list[Model]]], now: datetime) -> str:
    """The page: what each kind of record says about the customer. Row ids and codes are in data.json only."""
    sections = []
    for about, rows in found:
        described = [facts for row in rows if (facts := _facts(about, row))]
        sections.append({"title": about.model._meta.verbose_name, "purpose": about.purpose, "rows": described})
    filled = [section for section in sections if section["rows"]]
    return render_to_string("customers/copy.html", {"customer": customer, "sections": filled, "now": now})


def _facts(about: Declared, row: Model) -> Facts:
    """The fields of a row that people can read: the declared personal data, and other fields with a label and plain
    value."""
    facts = []
    for field in row._meta.concrete_fields:
        kind = about.fields.get(field.name)
        if isinstance(field, ForeignKey) or kind == Kind.KEY or not (kind or _is_plain(field)):
            continue
        if text := _text(row, field):
            facts.append((capfirst(str(field.verbose_name)), text))
    return facts


def _is_plain(field: Field) -> bool:
    return isinstance(field.verbose_name, Promise) and field.name not in ("version",)


def _text(row: Model, field: Field) -> str:
    value: Any = field.value_from_object(row)
    if value in (None, "", [], {}):
        return ""
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, datetime):
        return on_paper(value)
    return str(value)

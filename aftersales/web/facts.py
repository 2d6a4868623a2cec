"""Facts that are changed where they stand (parts/edit, parts/fact): by a form that has more fields, of which one is
chosen from a list. What is not asked stays as it is."""

from collections.abc import Collection
from typing import Any

from django import forms
from django.utils.translation import gettext as _


def narrowed(form: Any, names: Collection[str]) -> Any:
    """The form with these fields only."""
    for name in set(form.fields) - set(names):
        del form.fields[name]
    return form


def list_of(form: forms.Form, names: Collection[str], *, fact: str, url: str, present: Any) -> dict[str, Any]:
    """What parts/fact shows of a narrowed form. names: first the field that is chosen. present: the value of today."""
    first, *others = names
    field: Any = form.fields[first]
    value_of = getattr(field, "prepare_value", str)
    present = "" if present is None else str(value_of(present))
    rows = [(str(value), str(label)) for value, label in field.choices if value != "" or not field.required]
    return {
        "fact": fact,
        "label": form[first].label,
        "url": url,
        "form": form,
        "choice": form[first],
        "offers": [
            {"value": value, "label": label if value else _("None"), "is_present": value == present}
            for value, label in rows
        ],
        "more": [form[name] for name in others if name in form.fields and not form[name].is_hidden],
    }


def several_of(form: Any, names: Collection[str], *, fact: str, label: Any, url: str) -> dict[str, Any]:
    """What parts/fact shows of a fact with several values, which are texts. names: the fields of the form for what is
    added and what is removed; their suggestions are what there is, and what the object has."""
    add, remove = names
    present = form.fields[remove].suggestions
    return {
        "fact": fact,
        "label": label,
        "url": url,
        "form": form,
        "several": {"add": add, "remove": remove, "help": form.fields[add].help_text},
        "offers": [
            {"value": text, "label": text, "is_chosen": text in present} for text in form.fields[add].suggestions
        ],
    }

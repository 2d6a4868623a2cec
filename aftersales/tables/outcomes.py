"""What becomes of a row of an import: added, there already, differing, or refused with a reason in every language."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext

from aftersales.kernel.errors import DomainError


@dataclass(frozen=True)
class Refusal:
    """A row that was refused: the field, and the reason in every language, because the language of the reader is not
    known yet."""

    field: str
    reasons: dict[str, str]


class Existing(TextChoices):
    """What happens to rows that exist already."""

    KEEP = "keep", gettext_lazy("Leave unchanged")
    FILL = "fill", gettext_lazy("Fill empty fields")
    UPDATE = "update", gettext_lazy("Update with the values of the file")


@dataclass(frozen=True)
class Differing:
    """A row that exists already and differs: field → what is stored and what the file says. is_written: whether the
    file's values were taken."""

    fields: dict[str, tuple[str, str]]
    is_written: bool = False

    def told(self, labels: Mapping[str, Any]) -> dict[str, str]:
        """The differences in each language."""

        def say() -> str:
            return "; ".join(
                _("%(field)s: “%(before)s” → “%(after)s”")
                % {"field": labels.get(name, name), "before": before[:100], "after": after[:100]}
                for name, (before, after) in self.fields.items()
            )

        return in_languages(say)


Outcome = bool | Differing | Refusal  # True: added, False: existed already


class BadRow(Exception):
    """A row is refused: the field and the reason, an English text, a lazy translation, or a function that says it in
    the present language."""

    def __init__(self, field: str, reason: Any, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(field)
        self.field, self.reason, self.params = field, reason, dict(params or {})

    def text(self) -> str:
        text = str(self.reason()) if callable(self.reason) else _(str(self.reason))
        return text % self.params if self.params else text


def cleaned(form: forms.Form) -> dict[str, Any]:
    """The form's data. Raises BadRow with its first error."""
    if form.is_valid():
        return form.cleaned_data
    name = next(iter(form.errors))
    raise BadRow(name, partial(_first_complaint, form, name))


def _first_complaint(form: forms.Form, name: str) -> str:
    """The first error of a field in the present language: the form is checked again, because its own texts are
    translated while it is checked."""
    form.full_clean()
    found = form.errors.as_data().get(name)
    return _complaint(form.fields.get(name), found[0]) if found else ""


def _complaint(field: Any, error: ValidationError) -> str:
    """The error of a form field; for a choice, what may be written instead."""
    if error.code == "invalid_choice" and isinstance(field, forms.ChoiceField) and error.params:
        choices: Any = field.choices
        words = pgettext("enumeration", ", ").join(str(label) for value, label in choices if value)
        return _("“%(value)s” isn’t allowed here. Choose from: %(choices)s.") % {
            "value": error.params["value"],
            "choices": words,
        }
    if error.code == "invalid" and isinstance(field, forms.DateField):
        return _("Not a valid date. Use the format 2026-11-20.")
    return str(error.messages[0])


def in_languages(say: Callable[[], str]) -> dict[str, str]:
    """A text in each language."""
    said = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            said[code] = say()
    return said


def refusal(error: BadRow | DomainError) -> Refusal:
    """What to report about a row that a form, a rule or a service refused."""
    if isinstance(error, BadRow):
        return Refusal(error.field, in_languages(error.text))
    return Refusal(error.field or "", in_languages(lambda: _text_of(error)))


def _text_of(error: DomainError) -> str:
    text = _(str(error.message))
    return text % error.params if error.params else text

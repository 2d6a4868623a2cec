"""Bases of the forms of verbs: for one object, or for an object with a list of rows."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _


def judged(form: Any, *names: str, mark: Any = "") -> None:
    """Fields that a rule may refuse when they are empty, depending on others. The page does not call them optional;
    mark: what it says instead."""
    for name in set(names) & set(form.fields):
        form.fields[name].mark = mark


def suggest(form: Any, name: str, texts: Iterable[str]) -> None:
    """Texts that the page offers while a line is typed; others are accepted too (parts/field)."""
    field = form.fields[name]
    field.suggestions = list(texts)
    field.widget.attrs["list"] = f"{form.add_prefix(name)}-suggestions"


@dataclass(frozen=True)
class When:
    """Which answers call for a field. question: the other field, by its name in the form. shown: the answers with which
    the field is shown; None if it always is. needed: those with which it may not be empty. ANY: every answer."""

    question: str
    needed: tuple[str, ...]
    shown: tuple[str, ...] | None


ANY = "*"


def called_for(
    form: Any, *names: str, by: str, needed: Iterable[str] = (), shown: Iterable[str] | None = (), mark: Any = ""
) -> None:
    """Fields that depend on the answer to another one. The page shows and requires them as soon as it is given; without
    a script they always stand there, with the mark. shown: more answers with which they are shown, None for all."""
    needed = tuple(needed)
    for name in set(names) & set(form.fields):
        field = form.fields[name]
        field.when = When(form.add_prefix(by), needed, None if shown is None else (*needed, *shown))
        field.mark = mark if needed else None


class VerbForm(forms.Form):
    """The input of a verb: the only place that defines its fields, their limits and which are required.

    target: the object, or None for many at once. user: the actor. key: the argument of the service for the id of the
    object. partial: a field that the API does not send keeps the value of the object.
    """

    key = ""
    partial = False

    def __init__(self, *args: Any, target: Any = None, user: Any = None, **kwargs: Any) -> None:
        self.target, self.user = target, user
        super().__init__(*args, **kwargs)

    def arguments(self) -> dict[str, Any]:
        """The arguments of the service except actor and now."""
        return {**({self.key: self.target.pk} if self.target else {}), **self.cleaned_data}


class RowForm(forms.Form):
    """One row of a RowsForm. form: the form that contains the row. needed: the fields that each row in the API must
    have."""

    needed: tuple[str, ...] = ()

    def __init__(self, *args: Any, form: Any, **kwargs: Any) -> None:
        self.form = form
        super().__init__(*args, **kwargs)


class RowsForm(VerbForm):
    """A form with a list of rows: fields `lines-0-quantity` on a page, a list of objects in the API."""

    row_form: type[RowForm]
    rows_name = "lines"
    max_rows = 100

    def make_rows(self, initial: list[dict[str, Any]]) -> None:
        """Call it at the end of `__init__`. initial: the values of the rows of an empty page."""
        count = self._sent() if self.is_bound else len(initial)
        self.rows: list[Any] = [
            self.row_form(
                self.data if self.is_bound else None,
                prefix=f"{self.rows_name}-{number}",
                form=self,
                initial=initial[number] if number < len(initial) else {},
                use_required_attribute=False,
            )
            for number in range(count)
        ]

    def _sent(self) -> int:
        """How many rows were sent, at most one more than allowed."""
        pattern = re.compile(rf"{self.rows_name}-([0-9]{{1,4}})-", re.ASCII)
        numbers = (int(match[1]) for name in self.data if (match := pattern.match(name)))
        return min(max(numbers, default=-1), self.max_rows) + 1

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if len(self.rows) > self.max_rows:
            raise ValidationError(_("No more than %(count)s rows."), code="too_many", params={"count": self.max_rows})
        return data

    def is_valid(self) -> bool:
        return super().is_valid() and all(row.is_valid() for row in self.rows)

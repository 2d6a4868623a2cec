"""Form fields that all apps share: days, moments, amounts, quantities, lists of words, files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import DomainError
from aftersales.kernel.money import parse_amount, parse_quantity

MAX_FILES = 10


class DayField(forms.DateField):
    """A day, chosen from the browser's calendar."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **options)


class MomentField(forms.DateTimeField):
    """A day and a time, in the company's time zone if no other is given."""

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)


class _ParsedField(forms.CharField):
    """A number as people type it, read by a parser of the kernel."""

    inputmode = ""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)
        self.widget.attrs["inputmode"] = self.inputmode

    def parse(self, text: str) -> Any:
        raise NotImplementedError

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return self.parse(str(text))
        except DomainError as error:
            raise ValidationError(_(str(error.message)) % error.params, code=error.code) from error

    def run_validators(self, value: Any) -> None:
        """The parser has checked the range already."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class AmountField(_ParsedField):
    """An amount of money as people type it: ¥12,860.00, full-width digits included."""

    inputmode = "decimal"

    def parse(self, text: str) -> Decimal:
        return parse_amount(text)


class QuantityField(_ParsedField):
    """A count of pieces."""

    inputmode = "numeric"

    def parse(self, text: str) -> int:
        return parse_quantity(text)


class WordsField(forms.CharField):
    """Several words, one per line or separated by commas; in the API a list."""

    def __init__(self, *, max_length: int = 6000, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": 2})
        super().__init__(max_length=max_length, widget=widget, **options)

    def clean(self, value: Any) -> list[str]:
        parts = (part.strip() for part in re.split(r"[\n,，;；、]+", super().clean(value) or ""))
        return list(dict.fromkeys(part for part in parts if part))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list | tuple) else value


class PairsField(forms.CharField):
    """Names with a text each: on a page as in an address, `state=open&sort=due`; in the API an object.

    longest: the limit of one name or text. most: the limit of pairs.
    """

    widget = forms.HiddenInput

    def __init__(self, *, longest: int = 200, most: int = 100, **options: Any) -> None:
        self.longest, self.most = longest, most
        super().__init__(**options)

    def to_python(self, value: Any) -> Any:
        text = str(super().to_python(value))
        try:
            pairs = json.loads(text) if text[:1] in ("{", "[") else dict(parse_qsl(text, max_num_fields=self.most))
        except ValueError as error:
            raise ValidationError(_("This couldn’t be read."), code="invalid") from error
        words = [word for pair in pairs.items() for word in pair] if isinstance(pairs, dict) else [pairs]
        if not all(isinstance(word, str) and "\0" not in word for word in words):
            raise ValidationError(_("This couldn’t be read."), code="invalid")
        if len(pairs) > self.most or any(len(word) > self.longest for word in words):
            raise ValidationError(_("This is too long."), code="too_long")
        return pairs

    def prepare_value(self, value: Any) -> Any:
        return urlencode(value) if isinstance(value, Mapping) else value


class YesNoField(forms.TypedChoiceField):
    """Yes or no as two choices, neither preselected; in the API true or false."""

    def __init__(self, *, yes: Any = None, no: Any = None, **options: Any) -> None:
        choices = [("yes", yes or gettext_lazy("Yes")), ("no", no or gettext_lazy("No"))]
        super().__init__(choices=choices, coerce=lambda value: value == "yes", widget=forms.RadioSelect, **options)


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos or documents. The service checks their content."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Files(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MAX_FILES:
            raise ValidationError(_("Attach up to 10 files at once."), code="too_many")
        return [super(FilesField, self).clean(one, initial) for one in given]

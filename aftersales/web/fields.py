"""Form fields that all apps share: days, moments, amounts, quantities, lists of words, files."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.bounds import (
    EARLIEST_DAY,
    LATEST_DAY,
    LONGEST_AGO,
    LONGEST_AHEAD,
    is_plausible_day,
    is_plausible_moment,
)
from aftersales.kernel.errors import DomainError, InvalidInput
from aftersales.kernel.moments import read_moment
from aftersales.kernel.money import parse_amount, parse_quantity, read_count, read_number
from aftersales.kernel.phones import NOT_A_NUMBER, SEVERAL, WRONG_LENGTH, phone_of, unwrapped
from aftersales.store.dates import company_date

MAX_FILES = 10
FILES_HELP = gettext_lazy("Photos or PDF up to 10 MB each, videos or recordings up to 50 MB.")


class DayField(forms.DateField):
    """A day, chosen from the browser's calendar, or written in any form that has one meaning, within the bounds of the
    kernel."""

    def __init__(self, **options: Any) -> None:
        limits = {"min": EARLIEST_DAY.isoformat(), "max": LATEST_DAY.isoformat()}
        super().__init__(widget=forms.DateInput(attrs={"type": "date", **limits}, format="%Y-%m-%d"), **options)

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not is_plausible_day(value):
            raise ValidationError(
                _("Enter a date from %(least)s to %(most)s."),
                code="out_of_range",
                params={"least": EARLIEST_DAY.isoformat(), "most": LATEST_DAY.isoformat()},
            )

    def to_python(self, value: Any) -> date | None:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        found = read_moment(value, counts=False)
        if found is None or isinstance(found, datetime):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found


class MomentField(forms.DateTimeField):
    """A day and a time, in the company's time zone if no other is given.

    ago, ahead: how far from now it may be.
    """

    def __init__(self, *, ago: timedelta = LONGEST_AGO, ahead: timedelta = LONGEST_AHEAD, **options: Any) -> None:
        self.ago, self.ahead = ago, ahead
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **options)

    def to_python(self, value: Any) -> Any:
        try:
            return super().to_python(self._read(value))
        except OverflowError as error:  # year 1 or 9999 in another time zone
            raise self._out_of_range() from error

    def _read(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return value
        found = read_moment(value, counts=False)
        if found is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return found if isinstance(found, datetime) else datetime.combine(found, time())

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and not is_plausible_moment(value, now=timezone.now(), ago=self.ago, ahead=self.ahead):
            raise self._out_of_range()

    def _out_of_range(self) -> ValidationError:
        today = company_date(timezone.now())
        return ValidationError(
            _("Enter a date from %(least)s to %(most)s."),
            code="out_of_range",
            params={"least": (today - self.ago).isoformat(), "most": (today + self.ahead).isoformat()},
        )


class _NumberField:
    """Reads a text with the parser of the kernel, and has the limits of the field of Django that it is mixed with."""

    read: Any

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values or not isinstance(value, str):  # type: ignore[attr-defined]
            return super().to_python(value)  # type: ignore[misc]
        if not value.strip():
            return None
        try:
            return self.read(value)
        except DomainError as error:
            raise ValidationError(_(str(error.message)) % error.params, code=error.code) from error


class NumberField(_NumberField, forms.DecimalField):
    """A number with decimals as people type it, within the limits that are given."""

    read = staticmethod(read_number)


class CountField(_NumberField, forms.IntegerField):
    """A whole number as people type it, within the limits that are given."""

    read = staticmethod(read_count)


class PhoneField(forms.CharField):
    """A phone number as people write it. What is no phone number is refused; a masked number is left to the service,
    which knows the number that is stored."""

    default_error_messages = {
        NOT_A_NUMBER: gettext_lazy("This is not a phone number. Leave the field empty if there is none."),
        WRONG_LENGTH: gettext_lazy("This phone number has too many or too few digits."),
        SEVERAL: gettext_lazy("Enter one phone number here. Add the others as contacts."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}))
        super().__init__(max_length=40, **options)

    def to_python(self, value: Any) -> str:
        text = unwrapped(super().to_python(value) or "")
        if text and "**" not in text and (fault := phone_of(text).fault):
            raise ValidationError(self.error_messages[fault], code=fault)
        return text


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


class LinesField(WordsField):
    """One row in each line, read by `read`, which may raise InvalidInput; in the API a list of such lines."""

    def __init__(self, read: Callable[[str], Any], *, rows: int, **options: Any) -> None:
        super().__init__(**options)
        self.read = read
        self.widget.attrs["rows"] = rows

    def clean(self, value: Any) -> list[Any]:
        text = forms.CharField.clean(self, value) or ""
        try:
            return [self.read(line) for line in text.splitlines() if line.strip()]
        except InvalidInput as error:
            raise ValidationError(_(str(error.message)) % error.params, code=error.code) from error


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
    """Several photos, documents or recordings. The service checks their content."""

    # Without HEIC, which is read all the same: an iPhone turns its photos into JPEG for pages that do not ask for it.
    accept = "image/jpeg,image/png,image/webp,application/pdf,video/mp4,video/quicktime,video/3gpp,audio/mp4,.m4a,.3gp"

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Files(attrs={"accept": self.accept}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if self.required and not given:
            raise ValidationError(self.error_messages["required"], code="required")
        if len(given) > MAX_FILES:
            raise ValidationError(_("Attach up to 10 files at once."), code="too_many")
        return [super(FilesField, self).clean(one, initial) for one in given]

"""Fields that the forms of complaints share."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from aftersales.kernel.errors import DomainError
from aftersales.kernel.money import parse_amount, parse_quantity

MAX_FILES = 10


class AmountField(forms.CharField):
    """An amount of money as people type it: ¥12,860.00, full-width digits included."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=30, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_amount(str(text))
        except DomainError as error:
            raise ValidationError(_(str(error.message)) % error.params, code=error.code) from error

    def clean(self, value: Any) -> Decimal | None:
        return super().clean(value)

    def run_validators(self, value: Any) -> None:
        """parse_amount has checked the range."""

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(initial or "") != str(data or "")


class QuantityField(forms.CharField):
    """A count of pieces."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=10, **options)
        self.widget.attrs["inputmode"] = "numeric"

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if text in self.empty_values:
            return None
        try:
            return parse_quantity(str(text))
        except DomainError as error:
            raise ValidationError(_(str(error.message)) % error.params, code=error.code) from error

    def run_validators(self, value: Any) -> None:
        """parse_quantity has checked the range."""


class _Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several photos or documents at once. Their content is checked by the service."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=_Files(attrs={"accept": "image/jpeg,image/png,image/webp,application/pdf"}), **options)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MAX_FILES:
            raise ValidationError(_("Attach at most 10 files at once."), code="too_many")
        return [super(FilesField, self).clean(one, initial) for one in given]

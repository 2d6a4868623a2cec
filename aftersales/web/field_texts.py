"""What a form says of a wrong value, in the words of this product instead of Django's."""

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

CHOICE = _("“%(value)s” isn’t one of the options.")
VALIDATORS: dict[Any, Any] = {
    validators.MaxLengthValidator: _("Too long: %(show_value)d characters, the limit is %(limit_value)d."),
    validators.MinLengthValidator: _("Too short: %(limit_value)d characters are needed."),
    validators.MaxValueValidator: _("The highest value is %(limit_value)s."),
    validators.MinValueValidator: _("The lowest value is %(limit_value)s."),
    validators.EmailValidator: _("Enter an email address, such as name@example.com."),
    validators.URLValidator: _("Enter a full web address, such as https://example.com."),
}
DECIMALS: dict[str, Any] = {
    "max_digits": _("The limit of digits is %(max)s."),
    "max_decimal_places": _("The limit of decimal places is %(max)s."),
    "max_whole_digits": _("The limit of digits before the decimal point is %(max)s."),
}
CHOICES = (forms.ChoiceField, forms.MultipleChoiceField, forms.ModelChoiceField, forms.ModelMultipleChoiceField)


def speak() -> None:
    """Once, when the apps are loaded: the classes of Django hold their texts."""
    for validator, text in VALIDATORS.items():
        validator.message = text
    validators.DecimalValidator.messages |= DECIMALS
    for field in CHOICES:
        field.default_error_messages = {**field.default_error_messages, "invalid_choice": CHOICE}
    forms.TimeField.default_error_messages = {"invalid": _("Enter a time, such as 09:30.")}

"""Hand-written widgets give the same HTML as Django's templates."""

import re
from datetime import date

import pytest
from django import forms
from django.db.models import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.utils.translation import gettext_lazy

from aftersales.web.quick_widgets import QuickWidgets

pytestmark = pytest.mark.once

CHOICES = [("", gettext_lazy("Any")), ("a&b", '<"one">'), (3, "three"), ("Group <1>", [("x", "X"), ("y", "Y")])]
WIDGETS = [
    (forms.TextInput(attrs={"class": 'a"b', "required": True, "disabled": False, "maxlength": 20}), "<&\"'"),
    (forms.TextInput(), None),
    (forms.TextInput(), ""),
    (forms.HiddenInput(), 1234567),
    (forms.NumberInput(attrs={"step": 0.5}), 1234.5),
    (forms.EmailInput(), "a@example.test"),
    (forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), date(2026, 1, 2)),
    (forms.DateTimeInput(), "2026-01-02T10:00"),
    (forms.Select(choices=CHOICES), "a&b"),
    (forms.Select(choices=CHOICES, attrs={"class": "form-select", "aria-describedby": "h"}), 3),
    (forms.Select(choices=CHOICES), "y"),
    (forms.SelectMultiple(choices=CHOICES), ["x", "a&b"]),
    (forms.NullBooleanSelect(), True),
    (forms.Textarea(), "<b>\nzwei"),
    (forms.RadioSelect(choices=CHOICES[:3]), "a&b"),
    (forms.CheckboxInput(), True),
]


def tight(html: str) -> str:
    return re.sub(r"\s*\n\s*", "", html)


@pytest.mark.parametrize(("widget", "value"), WIDGETS, ids=lambda given: type(given).__name__)
def test_widgets_equal_the_templates(widget, value):
    quick = widget.render("na<me", value, {"id": "id_1"}, renderer=QuickWidgets())
    assert tight(quick) == tight(widget.render("na<me", value, {"id": "id_1"}, renderer=DjangoTemplates()))


def test_no_choice_is_an_empty_line_not_dashes():
    shown = forms.Select(choices=[*BLANK_CHOICE_DASH, ("a", "A")]).render("one", "", renderer=QuickWidgets())
    assert tight(shown) == '<select name="one"><option value="" selected></option><option value="a">A</option></select>'


def test_radio_buttons_are_rendered_one_by_one():
    """As the part "pick" renders them, each with its own label."""

    class Ask(forms.Form):
        kind = forms.ChoiceField(choices=CHOICES[:3], widget=forms.RadioSelect(attrs={"class": "x"}), initial=3)

    quick, plain = Ask(renderer=QuickWidgets())["kind"], Ask(renderer=DjangoTemplates())["kind"]
    assert [tight(one.tag()) for one in quick] == [tight(one.tag()) for one in plain]
    assert tight(str(quick)) == tight(str(plain))

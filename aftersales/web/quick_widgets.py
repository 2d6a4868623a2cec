"""The usual widgets, rendered without templates: Django renders a template for each option of each select of each form.

With Django's own templates the ticket page takes 6 to 9% longer, the form for a new ticket 27%, the forms of the
settings 15 to 78 % (medians of CPU time over 25 requests each, alternating, November 2026). The output is equal except
for white space and for the dashes of no choice (tests/web/test_quick_widgets.py). Django renders all other widgets.
"""

from __future__ import annotations

from typing import Any

from django.db.models import BLANK_CHOICE_DASH
from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

INPUTS = frozenset(
    f"django/forms/widgets/{name}.html" for name in ("text", "hidden", "date", "number", "email", "input")
)
RADIO = "django/forms/widgets/radio_option.html"
SELECT = "django/forms/widgets/select.html"
# What Django calls no choice. Here no choice is an empty line, as in all other fields that are still to be filled in.
DASHES = BLANK_CHOICE_DASH[0][1]


class QuickWidgets(DjangoTemplates):
    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        if template_name in INPUTS:
            return mark_safe(_input(context["widget"]))  # _input escapes it
        if template_name == RADIO and not context["widget"].get("wrap_label"):
            return mark_safe(_input(context["widget"]))  # the page renders the label
        if template_name == SELECT:
            return mark_safe(_select(context["widget"]))
        return mark_safe(super().render(template_name, context, request))


def _attrs(attrs: dict[str, Any]) -> str:
    said = []
    for name, value in attrs.items():
        if value is not False:
            said.append(f" {name}" if value is True else f' {name}="{conditional_escape(str(value))}"')
    return "".join(said)


def _input(widget: dict[str, Any]) -> str:
    value = "" if widget["value"] is None else f' value="{conditional_escape(str(widget["value"]))}"'
    name = conditional_escape(widget["name"])
    return f'<input type="{widget["type"]}" name="{name}"{value}{_attrs(widget["attrs"])}>'


def _select(widget: dict[str, Any]) -> str:
    parts = [f'<select name="{conditional_escape(widget["name"])}"{_attrs(widget["attrs"])}>']
    for group, options, _index in widget["optgroups"]:
        if group:
            parts.append(f'<optgroup label="{conditional_escape(group)}">')
        parts += map(_option, options)
        if group:
            parts.append("</optgroup>")
    return "".join([*parts, "</select>"])


def _option(option: dict[str, Any]) -> str:
    value = conditional_escape(str(option["value"]))
    label = "" if option["label"] == DASHES else conditional_escape(option["label"])
    return f'<option value="{value}"{_attrs(option["attrs"])}>{label}</option>'

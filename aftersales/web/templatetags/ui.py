"""Tags and filters of the pages. They are builtins: no {% load %} needed.

A part of a page is a template in templates/parts/. {% part "row" … %} renders it with exactly the values given,
{% wrap "section" … %}…{% endwrap %} also hands it what stands between, as `body`. {% drawn "app/_row.html" one %}
is for what comes back the same on page after page: it is rendered anew only where a value has changed.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import lru_cache

from django import template
from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from aftersales.store.personal import masked_phone
from aftersales.web import figures, moments

register = template.Library()

STATES = {
    "late": _("Late"),
    "due": _("Due today"),
    "paused": _("Paused"),
    "done": _("Done"),
    "ok": _("On time"),
    "now": _("In progress"),
}
# What every part may read besides the values it is given.
SHARED = ("request", "user", "csrf_token")
CONTROL_CLASSES = {"select": "form-select", "checkbox": "", "radio": "", "hidden": ""}

register.filter("money", figures.money)
register.filter("percent", figures.percent)
register.filter("phone", figures.phone)
register.filter("masked_phone", masked_phone)
register.filter("moment", moments.moment)
register.filter("short_when", moments.short_when)
register.filter("day", moments.day)
register.filter("time_left", moments.time_left)
register.filter("time_to", moments.time_to)
register.filter("span", moments.span)


@register.simple_tag(takes_context=True)
def part(context, part_name, **values):
    """Render templates/parts/<part_name>.html with these values and nothing else of the page."""
    values.update({key: context[key] for key in SHARED if key in context})
    values.setdefault("now", context.get("now") or timezone.now())
    return context.template.engine.get_template(f"parts/{part_name}.html").render(context.new(values))


@register.simple_block_tag(takes_context=True)
def wrap(context, content, part_name, **values):
    """The same for a part that stands around something: it gets the content as `body`."""
    return part(context, part_name, body=mark_safe(content.strip()), **values)  # rendered by the page itself


# A list draws the same few marks a hundred times over.
drawn_once = lru_cache(maxsize=2048)


@register.simple_tag
def drawn(template_name: str, one: Hashable) -> SafeString:
    """A template that reads nothing but `one`: a frozen set of plain words, numbers and tuples of them. No marked-safe
    strings: they equal the same words unmarked."""
    draw = _drawn.__wrapped__ if settings.DEBUG else _drawn
    return draw(template_name, get_language(), one)


@drawn_once
def _drawn(template_name: str, _language: str, one: Hashable) -> SafeString:
    return render_to_string(template_name, {"one": one})


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    return _icon(name, str(label))


@drawn_once
def _icon(name: str, label: str) -> SafeString:
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="#i-{}"/></svg>', label, name)
    return format_html('<svg class="i" aria-hidden="true"><use href="#i-{}"/></svg>', name)


@register.simple_tag
def dot(state: str, label: str | None = None) -> SafeString:
    """The mark of a state. It carries the state's name, unless label="" because the text beside it says it."""
    return _dot(state, str(STATES[state] if label is None else label))


@drawn_once
def _dot(state: str, name: str) -> SafeString:
    role = format_html('role="img" aria-label="{}"', name) if name else mark_safe('aria-hidden="true"')
    drawing = '<svg class="s-dot s-dot--{}" viewBox="0 0 16 16" {}><use href="#d-{}"/></svg>'
    return format_html(drawing, state, role, state)


@register.simple_tag
def sep() -> SafeString:
    return mark_safe('<i class="s-sep"></i>')


@register.filter
def seps(values) -> SafeString:
    """A list of facts on one line, parted by drawn dots; what is empty is left out."""
    return format_html_join(sep(), "{}", ((value,) for value in values or () if value not in (None, "")))


@register.simple_tag(takes_context=True)
def who(context, person, size: str = "", name: str = "", mine: bool = False) -> SafeString:
    """The round initial of a person. The one who looks is drawn dark."""
    if not person:
        return mark_safe("")
    name = name or str(person)
    mine = mine or (isinstance(person, Model) and person == context.get("user"))
    return _who(str(name), mine, size)


@drawn_once
def _who(name: str, mine: bool, size: str) -> SafeString:
    classes = "s-who" + (" s-who--me" if mine else "") + (f" s-who--{size}" if size else "")
    return format_html(
        '<span class="{}" role="img" aria-label="{}" title="{}">{}</span>', classes, name, name, initial(name)
    )


@register.filter
def initial(name: str) -> str:
    """张三 → 张, Lin Xiaoman → LX."""
    words = str(name).split()
    if not words:
        return "?"
    if not words[0][0].isascii():
        return words[0][0]
    return "".join(word[0] for word in (words[0], words[-1])[: len(words)]).upper()


@register.simple_tag
def pips(done: int, total: int, current: bool = True, label: str = "") -> SafeString:
    """Small bars for the stage of a workflow: what is done, where it stands, what is left."""
    return _pips(done, total, current, str(label))


@drawn_once
def _pips(done: int, total: int, current: bool, label: str) -> SafeString:
    bars = [(("d" if i < done else "n" if current and i == done else ""),) for i in range(total)]
    role = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<span class="s-pips" {}>{}</span>', role, format_html_join("", '<i class="{}"></i>', bars))


@register.simple_tag
def sparkline(values) -> SafeString:
    """The shape of the last values; the figure beside it says the number."""
    line = figures.polyline(values, width=100, height=32, margin=4)
    if not line:
        return mark_safe("")
    return format_html(
        '<svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" aria-hidden="true">'
        '<path class="band" d="{} L100 32 L0 32z"/><path d="{}"/></svg>',
        line,
        line,
    )


@register.simple_tag
def sla_target_bar(started, due, now, pauses=(), reminders=()):
    """Rectangles of a deadline's bar, see figures.promise_bar. Use with `as bar`."""
    return figures.sla_target_bar(started=started, due=due, now=now, pauses=pauses, reminders=reminders)


@register.filter
def kind(field) -> str:
    """What a form field is drawn as: select, checkbox, radio, many, textarea, file, hidden, or text."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    input_type = getattr(widget, "input_type", "textarea")
    if input_type == "checkbox" and getattr(widget, "allow_multiple_selected", False):
        return "many"
    return input_type


@register.simple_tag
def control(field, **attributes) -> SafeString:
    """The control of a form field, tied to its help or its error."""
    drawn = kind(field)
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    own = field.field.widget.attrs.get("class", "")
    attrs.setdefault("class", f"{CONTROL_CLASSES.get(drawn, 'form-control')} {own}".strip())
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    elif field.help_text:
        attrs["aria-describedby"] = f"{field.auto_id}_helptext"
    return field.as_widget(attrs=attrs)


@register.filter
def error_text(error) -> str:
    """What a domain error says, in the reader's language."""
    text = gettext(str(error.message))
    return text % error.params if error.params else text

"""Tags and filters of the pages. They are builtins: no {% load %} needed.

A part of a page is a template in templates/parts/. {% part "row" … %} renders it with exactly the given values; {% wrap
"section" … %}…{% endwrap %} also passes the enclosed content as `body`.
"""

from __future__ import annotations

from secrets import token_urlsafe

from django import template
from django.db.models import Model
from django.template.defaulttags import CsrfTokenNode
from django.utils import timezone
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from aftersales.render import markup
from aftersales.store.personal import masked_phone
from aftersales.web import figures, moments, once

register = template.Library()

STATES = {
    "late": _("Late"),
    "due": _("Due today"),
    "paused": _("Paused"),
    "done": _("Done"),
    "ok": _("On time"),
    "now": _("In progress"),
}
# Values that every part gets in addition to its own.
SHARED = ("request", "user", "csrf_token")
CONTROL_CLASSES = {"select": "form-select", "checkbox": "", "radio": "", "hidden": ""}

register.filter("marked", markup.html_of)
register.filter("unmarked", markup.plain_of)
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
    """Render templates/parts/<part_name>.html with these values only; other values of the page are not passed."""
    values.update({key: context[key] for key in SHARED if key in context})
    values.setdefault("now", context.get("now") or timezone.now())
    return context.template.engine.get_template(f"parts/{part_name}.html").render(context.new(values))


@register.simple_block_tag(takes_context=True)
def wrap(context, content, part_name, **values):
    """Render a part around the enclosed content, which it gets as `body`."""
    return part(context, part_name, body=mark_safe(content.strip()), **values)  # the page has rendered and escaped it


@register.simple_block_tag
def sentences(content: str) -> SafeString:
    """Sentences that stand one after the other in the template: between them a space, in Chinese none."""
    return mark_safe(figures.joined(content.strip()))  # the page has rendered and escaped it


@register.simple_tag(takes_context=True)
def csrf_token(context) -> SafeString:
    """What every form of a page carries hidden: Django's token, and for signed-in users the key by which the form takes
    effect once (aftersales/web/once.py)."""
    token = CsrfTokenNode().render(context)
    if not token or not getattr(context.get("user"), "is_authenticated", False):
        return mark_safe(token)
    return mark_safe(f'{token}<input type="hidden" name="{once.FIELD}" value="{token_urlsafe(12)}">')


# A page may contain these a hundred times, so they avoid format_html for speed; every value is escaped.
@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<svg class="i" {role}><use href="#i-{escape(name)}"/></svg>')


@register.simple_tag
def dot(state: str, label: str | None = None) -> SafeString:
    """The icon of a state. It carries the name of the state, unless label="" because the text beside it says it."""
    name = STATES[state] if label is None else label
    role = f'role="img" aria-label="{escape(name)}"' if name else 'aria-hidden="true"'
    state = escape(state)
    return mark_safe(f'<svg class="s-dot s-dot--{state}" viewBox="0 0 16 16" {role}><use href="#d-{state}"/></svg>')


@register.simple_tag
def sep() -> SafeString:
    return mark_safe('<i class="s-sep"></i>')


@register.filter
def seps(values) -> SafeString:
    """Facts on one line, separated by dots, without empty ones."""
    return format_html_join(sep(), "{}", ((value,) for value in values or () if value not in (None, "")))


@register.simple_tag(takes_context=True)
def who(context, person, size: str = "", name: str = "", mine: bool = False) -> SafeString:
    """The initial of a person in a circle. The current user is drawn dark."""
    if not person:
        return mark_safe("")
    mine = mine or (isinstance(person, Model) and person == context.get("user"))
    return who_mark(name or str(person), mine=mine, size=size)


def who_mark(name: str, *, mine: bool = False, size: str = "") -> SafeString:
    classes = "s-who" + (" s-who--me" if mine else "") + (f" s-who--{escape(size)}" if size else "")
    said, letters = escape(name), escape(initial(name))
    return mark_safe(f'<span class="{classes}" role="img" aria-label="{said}" title="{said}">{letters}</span>')


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
    """Small bars for the stage of a workflow: done, current, remaining."""
    bars = "".join(f'<i class="{"d" if i < done else "n" if current and i == done else ""}"></i>' for i in range(total))
    role = f'role="img" aria-label="{escape(label)}"' if label else 'aria-hidden="true"'
    return mark_safe(f'<span class="s-pips" {role}>{bars}</span>')


@register.simple_tag
def sparkline(values) -> SafeString:
    """The shape of the last values, without numbers."""
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
    """The rectangles of the bar of an SLA target, see figures.sla_target_bar. Use with `as bar`."""
    return figures.sla_target_bar(started=started, due=due, now=now, pauses=pauses, reminders=reminders)


@register.filter
def kind(field) -> str:
    """How a form field is drawn: select, checkbox, radio, many, textarea, file, hidden, or text."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    input_type = getattr(widget, "input_type", "textarea")
    if input_type == "checkbox" and getattr(widget, "allow_multiple_selected", False):
        return "many"
    return input_type


@register.simple_tag
def control(field, **attributes) -> SafeString:
    """The control of a form field, linked to its help or its error."""
    drawn = kind(field)
    attrs = {name.replace("_", "-"): value for name, value in attributes.items()}
    own = field.field.widget.attrs.get("class", "")
    attrs.setdefault("class", f"{CONTROL_CLASSES.get(drawn, 'form-control')} {own}".strip())
    if field.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    elif field.help_text:
        attrs["aria-describedby"] = f"{field.auto_id}_helptext"
    if drawn == "textarea":
        attrs["maxlength"] = False  # a browser cuts what is pasted without a word; the server says what is too long
    return field.as_widget(attrs=attrs)


@register.simple_tag
def called(field) -> SafeString:
    """The answers that call for a field, for forms.js: with data-answers it is shown, with data-needed required."""
    when = getattr(field.field, "when", None)
    if when is None:
        return mark_safe("")
    shown = "" if when.shown is None else format_html(' data-answers="{}"', " ".join(when.shown))
    needed = format_html(' data-needed="{}"', " ".join(when.needed)) if when.needed else ""
    return format_html(' data-when="{}"{}{}', when.question, shown, needed)


@register.filter
def error_text(error) -> str:
    """The message of a domain error in the reader's language."""
    text = gettext(str(error.message))
    return text % error.params if error.params else text

"""The base of the settings pages: a list of rows, and a page for one row.

The manifests name the tabs (settings_tabs.py). The views of a tab are two short functions of the app, with their own
policies:

    return list_page(request, "canned_replies", heads=[…], rows=[ListRow(…)], page=page, new=_("New reply"), new_url=…)
    return edit_page(request, form, act, tab="canned_replies", title=…, button=…, done=…)

Optional arguments of an edit page:

- dates of effect: `effective_from` and `effective_until` are ordinary fields (`DayField`); `state_of` and `in_effect`
  describe the state of a row. Rows that past work refers to are never rewritten: their service uses
  `aftersales.store.dated`.
- `preview`: gets the cleaned data and returns the consequences as sentences (`PreviewLine`). The first POST shows them
  with every field that differs, and only a second one with the same content saves. A preview may refuse like a service.
- `changes`: who changed what (`aftersales.web.history`), shown under the form.
- `links`: further steps with their own pages ("End it"), each another edit_page.
- `notes`: sentences above the form.
- `may_change=False`: the same page, read-only.

If somebody else has saved meanwhile, the user gets 409 and sees both values of every field that differs; saving again
overwrites the other values. For this the form's `initial` holds the present values, and its version is a hidden field.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import Conflict, DomainError, NotVisible

from .figures import listed
from .history import NOTHING, Change, ChangedValue
from .list_search import chips_of, search_of
from .moments import moment
from .once import FIELD
from .settings_tabs import label_of
from .views import put_error, submit

CHANGES_SHOWN = 20


@dataclass(frozen=True)
class ListRow:
    """One line of a list. state: a word and its tone; grey if it is not in effect or has no address."""

    title: str
    cells: Sequence[Any] = ()
    url: str = ""
    state: tuple[str, str] = ("", "")
    past: bool = False


@dataclass(frozen=True)
class PreviewLine:
    """A sentence of a preview. tone: due for a warning, "" otherwise."""

    text: str
    tone: str = ""


EFFECT_STATES: dict[str, tuple[Any, str]] = {
    "now": (gettext_lazy("Active"), "done"),
    "planned": (gettext_lazy("Not yet in effect"), "info"),
    "off": (gettext_lazy("Inactive"), ""),
    "ended": (gettext_lazy("Ended"), ""),
}
ORDER = tuple(EFFECT_STATES)  # rows in effect come first


def effect_state(row: Any, today: date) -> str:
    """now, planned, off or ended, from dates of effect and `is_active`, if the row has them."""
    until, start = getattr(row, "effective_until", None), getattr(row, "effective_from", None)
    if until and until < today:
        return "ended"
    if start and start > today:
        return "planned"
    return "now" if getattr(row, "is_active", True) else "off"


def state_of(row: Any, today: date) -> tuple[str, str]:
    """The state of a row: a word and its tone."""
    word, tone = EFFECT_STATES[effect_state(row, today)]
    return str(word), tone


def in_effect(row: Any) -> str:
    """The first and the last day, as text."""
    start = moment(row.effective_from)
    if not row.effective_until:
        return _("from %(day)s") % {"day": start}
    return f"{start} – {moment(row.effective_until)}"


def words(values: Iterable[str] | None, choices: Any) -> str:
    """The labels of the chosen values; none chosen means all."""
    return listed(choices(value).label for value in values or ()) or _("All")


def list_page(
    request: HttpRequest,
    tab: str,
    *,
    heads: Sequence[str],
    rows: Sequence[ListRow],
    page: Page | None = None,
    new: str = "",
    new_url: str = "",
    text: str = "",
    empty: str = "",
    empty_text: str = "",
    search: forms.Form | None = None,
    kinds: Sequence[dict[str, Any]] = (),
    warning: str = "",
    step: tuple[str, str] = ("", ""),
    links: Sequence[tuple[str, str]] = (),
    export: dict[str, Any] | None = None,
) -> HttpResponse:
    """All rows under a tab. heads: one for the title, one for each cell. new: the label of the button, if the user may
    add a row.

    search: filters the list, kept in the address. kinds: several lists under one tab, as parts/views.html takes them.
    warning: what needs to be corrected. step: address and label of another button, sent by POST. links: addresses and
    labels of further pages. export: the offer of parts/export.html.
    """
    context = {
        "title": label_of(tab),
        "heads": heads,
        "rows": rows,
        "page": page,
        "new": new,
        "new_url": new_url,
        "text": text,
        "empty": empty or _("Nothing set up yet"),
        "empty_text": empty_text,
        "has_states": any(row.state[0] for row in rows),
        "search": search_of(search) if search else None,
        "filters": chips_of(search) if search else [],
        "kinds": kinds,
        "warning": warning,
        "step_url": step[0],
        "step": step[1],
        "links": links,
        "export": export,
    }
    return render(request, "settings/list.html", context)


def edit_page(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], Any],
    *,
    tab: str,
    title: Any,
    button: str,
    done: str,
    text: str = "",
    back_url: str = "",
    stop: bool = False,
    may_change: bool = True,
    preview: Callable[[dict[str, Any]], Sequence[PreviewLine]] | None = None,
    changes: Sequence[Change] | None = None,
    links: Sequence[tuple[str, str]] = (),
    notes: Sequence[PreviewLine] = (),
) -> HttpResponse:
    """One form on its own page; after saving it redirects to the list. The module describes the optional arguments."""
    shown = None if changes is None else Paginator(changes, CHANGES_SHOWN).get_page(request.GET.get("page"))
    goto = reverse(tab)

    def again(form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        theirs = _theirs(form) if status == Conflict.status else []
        context = {
            "form": form,
            "title": title,
            "text": text,
            "button": button,
            "back_url": back_url or goto,
            "up_url": goto if goto != request.path else "",
            "back": label_of(tab),
            "page": shown,
            "links": links,
            "stop": stop,
            "may_change": may_change,
            "look": preview is not None,
            "notes": notes,
            "now": timezone.now(),
            "theirs": theirs,
            **more,
        }
        return render(request, "settings/edit.html", context, status=status)

    if request.method == "GET":
        for one in form.fields.values():
            one.disabled = not may_change
        return again(form)
    if preview is not None and form.is_valid() and request.POST.get("seen") != _content(request):
        return _look(request, form, preview, again)
    return submit(request, form, act, done=done, goto=goto, again=again)


def _look(request: HttpRequest, form: forms.Form, preview: Callable, again: Callable) -> HttpResponse:
    """The page again, with the consequences and a button that saves exactly this."""
    try:
        said = preview(form.cleaned_data)
    except NotVisible as error:
        raise Http404 from error
    except DomainError as error:
        put_error(form, error)
        return again(form, error.status)
    return again(form, said=said, lines=differences(form), seen=_content(request))


def _theirs(form: forms.Form) -> list[ChangedValue]:
    """What somebody else has saved meanwhile, beside the input. The form continues from the saved version."""
    lines = differences(form)
    if "version" in form.fields:
        form.data = form.data.copy()  # type: ignore[attr-defined]
        form.data[form.add_prefix("version")] = form["version"].initial  # type: ignore[index]
    return lines


def _content(request: HttpRequest) -> str:
    """The fingerprint of the input."""
    typed = sorted((name, sorted(request.POST.getlist(name))) for name in request.POST)
    kept = [pair for pair in typed if pair[0] not in ("seen", "csrfmiddlewaretoken", FIELD)]
    return sha256(repr(kept).encode()).hexdigest()[:32]


def differences(form: forms.Form) -> list[ChangedValue]:
    """Every visible field that differs from its initial value, as text."""
    lines = []
    for field in form.visible_fields():
        before, after = _shown(field, field.initial), _shown(field, form.cleaned_data.get(field.name))
        if before != after:
            lines.append(ChangedValue(field.name, str(field.label), before, after))
    return lines


def _shown(field: Any, value: Any) -> str:
    """A value of a field as text."""
    if isinstance(field.field, forms.BooleanField):
        return _("Yes") if value else _("No")
    if value in (None, "", []):
        return NOTHING
    choices = getattr(field.field, "choices", None)
    if choices is not None:
        known = {str(key): str(label) for key, label in choices if not isinstance(label, list | tuple)}
        values = value if isinstance(value, list | tuple) else [value]
        return listed(known.get(str(getattr(one, "pk", one)), str(one)) for one in values)
    return moment(value) if isinstance(value, date) else str(value)

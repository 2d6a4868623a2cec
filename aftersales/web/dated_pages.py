"""The settings pages of rows with dates of effect: the list, a new row, one row, its last day.

An app describes its rows (`DatedRows`) with a `SettingForm` or `DatedForm` and gets the views; its API reads the same.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from aftersales.store.dated import DATES, ONE_DAY
from aftersales.store.paging import page_of
from aftersales.web.figures import sentences

from .fields import DayField
from .history import Change
from .policy import policy
from .settings_pages import (
    ORDER,
    ListRow,
    PreviewLine,
    edit_page,
    effect_state,
    in_effect,
    list_page,
    state_of,
)
from .views import visible_or_404

MAX_VERSION = 2**31 - 1


class SettingForm(forms.Form):
    """A row of the settings. row: the one to be changed; without it a new one begins, by default today.

    version: the one that the user has read; an older one is refused (409).
    """

    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MAX_VERSION)

    def __init__(self, *args: Any, row: Any = None, **kwargs: Any) -> None:
        self.row = row
        kwargs["initial"] = self.values_of(row) if row else {"effective_from": timezone.localdate()}
        super().__init__(*args, **kwargs)

    def values_of(self, row: Any) -> dict[str, Any]:
        return {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}

    def facts(self) -> dict[str, Any]:
        """The arguments of the service; a new row has no version."""
        data = dict(self.cleaned_data)
        if self.row is None:
            data.pop("version")
        return data


class DatedForm(SettingForm):
    """A row that a change ends and replaces by its successor. effective_from: the first day of the change, by default
    tomorrow. change=False: the row is only shown."""

    def __init__(self, *args: Any, row: Any = None, change: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.order_fields([name for name in self.fields if name not in DATES] + list(DATES))
        today = timezone.localdate()
        if row is not None and change and row.effective_from <= today:
            self.initial["effective_from"] = today + ONE_DAY


class EndForm(forms.Form):
    """The last day of a row. A row that has not begun is taken back."""

    effective_until = DayField(label=gettext_lazy("Last effective day"))
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=MAX_VERSION)

    def __init__(self, *args: Any, row: Any, **kwargs: Any) -> None:
        today = timezone.localdate()
        kwargs["initial"] = {"effective_until": today, "version": row.version}
        super().__init__(*args, **kwargs)
        if row.effective_from > today:
            self.fields["effective_until"].widget = forms.HiddenInput()


@dataclass(frozen=True, kw_only=True)
class DatedRows:
    """The differences between the pages of one table and of another.

    name: part of the route of one row and of its policies; `{name}_new` and `{name}_end` are the others. tab: the route
    name of the list. cells: what the list shows besides title and dates, under `heads`. line: a row with its
    predecessors and successors, the oldest first. history: who changed such a line. in_place: a change rewrites the
    row, instead of ending it and beginning its successor. help_text: a sentence above the form. create, change, end,
    preview: the services; key: their argument for the id of a row.
    """

    tab: str
    name: str
    readers: frozenset[Any]
    writers: frozenset[Any]
    rows: Callable[[], Any]
    title: Callable[[Any], Any]
    cells: Callable[[Any], Sequence[Any]]
    line: Callable[[Any], list[Any]] = lambda row: [row]
    history: Callable[..., list[Change]]
    form: Callable[..., Any]
    change: Callable[..., Any]
    create: Callable[..., Any] | None = None
    end: Callable[..., Any] | None = None
    preview: Callable[..., list[PreviewLine]] | None = None
    key: str = "rule_id"
    in_place: bool = False
    heads: Sequence[Any]
    text: Any = ""
    empty: Any
    empty_text: Any
    new: Any = ""
    save: Any = ""
    saved: Any = ""
    edit: Any
    edited: Any
    stop: Any = ""
    stopped: Any = ""
    help_text: Callable[[Any], Any] = lambda row: ""

    def may_write(self, user: Any) -> bool:
        return user.role in self.writers

    def may_change(self, user: Any, row: Any, line: list[Any]) -> bool:
        """Only the last row of a line can be changed, until it has ended."""
        if not self.may_write(user):
            return False
        return self.in_place or (row == line[-1] and effect_state(row, timezone.localdate()) != "ended")

    def dates_text(self, row: Any) -> str:
        if self.in_place:
            return ""
        said = _("This entry is in effect: %(days)s") % {"days": in_effect(row)}
        return sentences(str(self.help_text(row)), said)


class DatedPages(NamedTuple):
    """The views: the list, a new row, one row, its end."""

    rows: Any
    new: Any
    row: Any
    end: Any


def dated_pages(kind: DatedRows) -> DatedPages:
    """The views of one table. Do not route views that the table does not offer."""
    return DatedPages(_list(kind), _new(kind), _row(kind), _end(kind))


def _list(kind: DatedRows) -> Any:
    @policy(f"{kind.name}.list", roles=kind.readers)
    @require_GET
    def rows(request: HttpRequest) -> HttpResponse:
        """Every row with its predecessors and successors: those in effect first."""
        today = timezone.localdate()
        page = page_of(request, kind.rows())
        found = sorted(page, key=lambda row: ORDER.index(effect_state(row, today)))
        may_create = kind.create is not None and kind.may_write(request.user)
        return list_page(
            request,
            kind.tab,
            page=page,
            rows=[_line(row) for row in found],
            heads=[str(head) for head in (*kind.heads, _("Validity"))],
            text=kind.text,
            new=kind.new,
            new_url=reverse(f"{kind.name}_new") if may_create else "",
            empty=kind.empty,
            empty_text=kind.empty_text,
        )

    def _line(row: Any) -> ListRow:
        today = timezone.localdate()
        cells = (*kind.cells(row), in_effect(row))
        past = effect_state(row, today) in ("off", "ended")
        return ListRow(str(kind.title(row)), cells, reverse(kind.name, args=[row.pk]), state_of(row, today), past)

    return rows


def _new(kind: DatedRows) -> Any:
    @policy(f"{kind.name}.create", roles=kind.writers)
    @require_http_methods(["GET", "POST"])
    def new(request: HttpRequest) -> HttpResponse:
        form = kind.form(request.POST if request.method == "POST" else None)
        return _edit(request, kind, form, kind.create, title=kind.new, button=str(kind.save), done=str(kind.saved))

    return new


def _row(kind: DatedRows) -> Any:
    @policy(f"{kind.name}.view", roles=kind.readers)
    @require_http_methods(["GET", "POST"])
    def row_page(request: HttpRequest, pk: int) -> HttpResponse:
        """Show or change a row."""
        row = visible_or_404(kind.rows(), pk=pk)
        line = kind.line(row)
        may_change = kind.may_change(request.user, row, line)
        form = kind.form(
            request.POST if request.method == "POST" else None,
            row=row,
            **({} if kind.in_place else {"change": may_change}),
        )
        return _edit(
            request,
            kind,
            form,
            kind.change,
            pk,
            title=kind.title(row),
            text=kind.dates_text(row),
            button=str(kind.edit),
            done=str(kind.edited),
            may_change=may_change,
            changes=kind.history(*line),
            links=[(reverse(f"{kind.name}_end", args=[pk]), _("End rule"))] if kind.end and may_change else (),
        )

    return row_page


def _edit(
    request: HttpRequest, kind: DatedRows, form: Any, service: Any, pk: int | None = None, **shown: Any
) -> HttpResponse:
    """A form page whose facts go to the service, after a preview if there is one."""
    about = {} if pk is None else {kind.key: pk}

    def call(asked: Any) -> Any:
        return asked(actor=request.user, now=timezone.now(), **about, **form.facts())

    preview = kind.preview and (lambda data: call(kind.preview))
    return edit_page(request, form, lambda data: call(service), preview=preview, tab=kind.tab, **shown)


def _end(kind: DatedRows) -> Any:
    @policy(f"{kind.name}.end", roles=kind.readers)
    @require_http_methods(["GET", "POST"])
    def end(request: HttpRequest, pk: int) -> HttpResponse:
        """Set the last day of a row."""
        row = visible_or_404(kind.rows(), pk=pk)
        assert kind.end is not None
        service, form = kind.end, EndForm(request.POST if request.method == "POST" else None, row=row)
        return edit_page(
            request,
            form,
            lambda data: service(actor=request.user, now=timezone.now(), **{kind.key: pk}, **data),
            tab=kind.tab,
            title=kind.title(row),
            stop=True,
            may_change=kind.may_write(request.user),
            text=kind.dates_text(row),
            button=str(kind.stop),
            done=str(kind.stopped),
            back_url=reverse(kind.name, args=[pk]),
        )

    return end

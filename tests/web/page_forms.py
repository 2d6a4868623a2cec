"""The forms of a page as a browser shows and sends them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client
from django.urls import resolve, reverse

from aftersales.store.contributions import contributions
from complaints.models import Ticket
from complaints.verbs import SHEETS
from tests.factories.world import Things, routes
from tests.permissions.test_matrix import admitted, row_of

# Links that open a sheet or the other tab of a form of the page where they stand.
SHEET = re.compile(r"\?(.*&)?(open|sheet|verdict|row|write)=")


@dataclass
class Control:
    """One name of a form. kind: the type of the input, select or textarea. is_marked: it has the word "optional".
    needed: the answers to the question that call for it."""

    name: str
    kind: str
    id: str = ""
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    is_marked: bool = False
    question: str = ""
    needed: list[str] = field(default_factory=list)
    attrs: dict[str, str] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        return self.kind not in {"hidden", "submit", "button"}

    def filled(self) -> list[str]:
        """What is there already, or something plausible."""
        if any(self.values) or self.kind in {"hidden", "file"}:
            return self.values
        if self.kind in {"radio", "select", "checkbox"}:
            return [next((one for one in self.choices if one), "")]
        kinds = {"date": "2026-11-18", "datetime-local": "2026-11-18T09:00", "time": "09:00", "email": "a@b.example"}
        return [kinds.get(self.kind, "1")]


@dataclass
class PageForm:
    """is_plain: it has a button that sends nothing of its own."""

    action: str
    method: str
    controls: dict[str, Control] = field(default_factory=dict)
    is_plain: bool = False

    def content(self, *, filled: bool = False) -> dict[str, list[str]]:
        return {name: one.filled() if filled else one.values for name, one in self.controls.items() if name}

    def presses(self) -> list[dict[str, list[str]]]:
        """What each of the buttons sends: its own value, and nothing for the others."""
        buttons = [one for one in self.controls.values() if one.kind in {"submit", "button"}]
        nothing: dict[str, list[str]] = {one.name: [] for one in buttons}
        named = [nothing | {one.name: [value]} for one in buttons for value in one.choices]
        return [*named, nothing] if self.is_plain or not named else named


class Reader(HTMLParser):
    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.address, self.forms = address, list[PageForm]()
        self.links: list[str] = []
        self._form: PageForm | None = None
        self._area: Control | None = None
        self._select: Control | None = None
        self._label, self._labels = "", dict[str, bool]()
        self._in_mark = False
        self._called: list[tuple[str, list[str]]] = []
        self.ids: dict[str, PageForm] = {}
        self.feed(html)
        for form in self.forms:
            for control in form.controls.values():
                control.is_marked = self._labels.get(control.id, False)

    def _form_of(self, at: dict[str, str]) -> PageForm | None:
        return self.ids.get(at["form"]) if at.get("form") else self._form

    def _control(self, at: dict[str, str], kind: str) -> Control | None:
        form = self._form_of(at)
        if form is None or not at.get("name"):
            return None
        question, needed = next((one for one in reversed(self._called) if one[0]), ("", []))
        made = Control(at["name"], kind, at.get("id", ""), question=question, needed=needed, attrs=at)
        return form.controls.setdefault(at["name"], made)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag in {"div", "fieldset"}:
            self._called.append((at.get("data-when", ""), at["data-needed"].split(" ") if "data-needed" in at else []))
        if tag == "form":
            self._form = PageForm(urljoin(self.address, at.get("action", "")), at.get("method", "get").lower())
            self.ids[at.get("id", "")] = self._form
            self.forms.append(self._form)
        elif tag == "a":
            self.links.append(at.get("href", ""))
        elif tag == "label":
            self._label = at.get("for", "")
        elif "opt" in at.get("class", "").split():
            self._in_mark = True
        elif tag in {"input", "button"} and (one := self._control(at, at.get("type", tag))):
            if one.kind in {"radio", "checkbox"}:
                one.choices.append(at.get("value", "on"))
                one.values += [at.get("value", "on")] if "checked" in at else []
            elif one.kind in {"submit", "button"}:
                one.choices.append(at.get("value", ""))
                one.values = one.choices[:1]
            elif one.kind != "file":
                one.values.append(at.get("value", ""))
        elif tag == "button" and not at.get("name") and (form := self._form_of(at)):
            form.is_plain = form.is_plain or at.get("type", "submit") == "submit"
        elif tag == "textarea" and (one := self._control(at, tag)):
            one.values.append("")
            self._area = one
        elif tag == "select":
            self._select = self._control(at, tag)
        elif tag == "option" and self._select:
            value = at.get("value", "")
            self._select.choices.append(value)
            if "selected" in at or (len(self._select.choices) == 1 and "multiple" not in self._select.attrs):
                chosen = "multiple" in self._select.attrs and self._select.values
                self._select.values = [*(chosen or ()), value]

    def handle_endtag(self, tag: str) -> None:
        if tag in {"div", "fieldset"}:
            self._called.pop()
        elif tag == "form":
            self._form = None
        elif tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None
        elif tag == "span":
            self._in_mark = False
        elif tag == "label":
            self._label = ""

    def handle_data(self, data: str) -> None:
        # Other marks say when the field is needed.
        if self._in_mark and data.strip() == "optional":
            self._labels[self._label] = True
        if self._area:
            before = self._area.values[-1]
            self._area.values[-1] = before + data if before else data.removeprefix("\n")


def forms_of(response: Any, address: str) -> list[PageForm]:
    """The forms of a page that are sent by POST."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return []
    return [form for form in Reader(response.content.decode(), address).forms if form.method == "post"]


def page_addresses(things: Things, role: str = "") -> Iterator[str]:
    """Every page that the role may open, and every ticket."""
    for name, entry, names in routes():
        if name.startswith(("api-", "schema", "api_docs")) or getattr(entry.callback, "actions", None):
            continue
        if not role or admitted(row_of(name), role):
            yield reverse(name, kwargs=things.kwargs(name, names))
    yield from (ticket.get_absolute_url() for ticket in Ticket.objects.all())


def kind_of(form: PageForm) -> tuple[str, ...]:
    """Forms that differ by their object only are of one kind."""
    match = resolve(urlsplit(form.action).path)
    words = (str(value) for name, value in match.kwargs.items() if name == "name")
    return (match.url_name or "", *words, *sorted(form.controls))


def opened(client: Client, address: str) -> Any:
    """The page; what opening it writes (who has read what) is undone."""
    with transaction.atomic():
        response = client.get(address, follow=True)
        transaction.set_rollback(True)
    return response


def pages(client: Client, waiting: Iterable[str]) -> Iterator[Reader]:
    """The pages, and those where a link of them opens another sheet or the form of a verb; of a ticket one of each kind,
    in each state."""
    addresses, sheets = list(waiting), set()
    verbs = {*SHEETS, *(name for one in contributions("VERBS") for name in one.verbs)}
    while addresses:
        address = addresses.pop(0)
        response = opened(client, address)
        if not response.get("Content-Type", "").startswith("text/html"):
            continue
        reader = Reader(response.content.decode(), address)
        page, state = urlsplit(address).path, response.context and response.context.get("stage_number")
        for link in map(str, reader.links):
            name = link.removeprefix(page).strip("/")
            key: Any = (name, state)
            if SHEET.match(name) and "?" not in address:
                key, link = (resolve(page).url_name, name), urljoin(address, link)
            elif not (link.startswith(page) and name in verbs):
                continue
            else:
                key = (resolve(page).url_name, name, state)
            if key not in sheets:
                sheets.add(key)
                addresses.append(link)
        yield reader


def walk(client: Client, things: Things) -> Iterator[tuple[str, PageForm]]:
    """One form of each kind that the user can send, with the page where it stands."""
    seen = set()
    for reader in pages(client, page_addresses(things)):
        address = reader.address
        for form in reader.forms:
            if form.method == "post" and (kind := kind_of(form)) not in seen:
                seen.add(kind)
                yield address, form

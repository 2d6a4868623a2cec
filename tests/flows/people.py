"""Users of pages over HTTP: they open, read, fill in and send forms like a browser without script."""

from __future__ import annotations

import io
from html.parser import HTMLParser
from typing import Any

from django.test import Client
from pypdf import PdfReader


class _Reader(HTMLParser):
    """Reads links, text, and forms with their values."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.words: list[str] = []
        self.forms: dict[str, dict[str, str]] = {}
        self._form: dict[str, str] = {}
        self._inside = False
        self._area = self._select = self.csrf = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in at:
            self.links.append(at["href"])
        elif tag == "form":
            assert not self._inside, f"a form within a form: browsers drop {at.get('action')}"
            self._inside = True
            self._form = self.forms.setdefault(at.get("action", ""), {})
        elif tag == "body":
            self.csrf = at.get("data-csrf", "")
        elif tag == "input" and (name := at.get("name")):
            if at.get("type") in {"radio", "checkbox"} and "checked" not in at:
                return
            self._form[name] = at.get("value", "on" if at.get("type") == "checkbox" else "")
        elif tag == "textarea":
            self._area = at.get("name", "")
            self._form[self._area] = ""
        elif tag == "select":
            self._select = at.get("name", "")
        elif tag == "option" and self._select and ("selected" in at or self._select not in self._form):
            self._form[self._select] = at.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form, self._inside = {}, False
        elif tag == "textarea":
            self._area = ""
        elif tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        if self._area:
            # Browsers drop the line break that follows the tag.
            self._form[self._area] += data if self._form[self._area] else data.removeprefix("\n")
        self.words.append(data)


class Page:
    """The response to a request, read as a page."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.url: str = response.request["PATH_INFO"]
        self._read = _Reader()
        if response.get("Content-Type", "").startswith("text/html"):
            self._read.feed(response.content.decode())
        self.forms, self.links, self.csrf = self._read.forms, self._read.links, self._read.csrf
        self.text = " ".join(" ".join(self._read.words).split())

    def __contains__(self, words: object) -> bool:
        return str(words) in self.text

    def offers(self, url: str) -> bool:
        """Whether the page has a button or link to the address."""
        return url in self.forms or any(link.split("?")[0] == url for link in self.links)


class Person:
    """A signed-in user (or a customer, with user None) with a language. CSRF is checked as in production."""

    def __init__(self, user: Any, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True, headers={"accept-language": language})
        if user is not None:
            type(user).objects.filter(pk=user.pk).update(language=language)
            self.client.force_login(user)
        self.csrf = ""
        self.page = self.open("/" if user else "/sign-in/")

    def open(self, url: str, status: int = 200) -> Page:
        self.page = Page(self.client.get(url, follow=True))
        self.csrf = self.page.csrf or self.csrf
        assert self.page.status == status, (url, self.page.status, self.page.text)
        return self.page

    def press(self, url: str, status: int = 200, **changes: Any) -> Page:
        """Fill in the form for the address, keep its other values, and send it."""
        assert url in self.page.forms, (url, self.page.url, sorted(self.page.forms))
        return self.send(url, status, **self.page.forms[url] | changes)

    def send(self, url: str, status: int = 200, **values: Any) -> Page:
        """Send a request without a form, as a script on the page does."""
        target = url or self.page.url
        self.page = Page(self.client.post(target, values, follow=True, headers={"x-csrftoken": self.csrf}))
        assert self.page.status == status, (target, self.page.status, self.page.text)
        return self.page

    def step(self, ticket: Any, name: str, status: int = 200, **changes: Any) -> Page:
        """Open a step's sheet, alone and with its page, and press its button."""
        url = f"{ticket.get_absolute_url()}{name}/"
        assert self.client.get(url, headers={"hx-request": "true"}).status_code == 200
        self.open(url)
        return self.press(url, status, **changes)

    def pdf(self, url: str) -> str:
        """The text of a document without line breaks."""
        data = self.client.get(url)
        assert (data.status_code, data["Content-Type"]) == (200, "application/pdf")
        body = data.getvalue() if data.streaming else data.content
        return "".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages).replace("\n", "")

"""HTML → PDF with WeasyPrint. Runs only in the render worker: nothing else imports this module."""

from __future__ import annotations

import mimetypes
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote

from weasyprint import HTML
from weasyprint.urls import URLFetcher, URLFetcherResponse

# The static files that a document may use.
STATIC_SUFFIXES = frozenset({".css", ".svg", ".png", ".jpg", ".jpeg", ".webp"})


class TooManyPages(Exception):
    """The document is longer than its limit."""


class LocalFetcher(URLFetcher):
    """Reads `data:` and `static:<path>` only: no network, no other file, no redirect."""

    def __init__(self, folders: Sequence[Path]) -> None:
        super().__init__(allowed_protocols=("data",), allow_redirects=False)
        self.folders = [folder.resolve() for folder in folders]

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        if not url.startswith("static:"):
            return super().fetch(url, headers)
        path = self.find(unquote(url.removeprefix("static:")))
        kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
        return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    def find(self, name: str) -> Path:
        for folder in self.folders:
            path = (folder / name).resolve()
            if path.is_relative_to(folder) and path.suffix in STATIC_SUFFIXES and path.is_file():
                return path
        raise ValueError(f"not a static file: {name}")


def to_pdf(html: str, *, folders: Sequence[Path], max_pages: int) -> bytes:
    document = HTML(string=html, url_fetcher=LocalFetcher(folders)).render(presentational_hints=True)
    if len(document.pages) > max_pages:
        raise TooManyPages(len(document.pages))
    target = BytesIO()
    document.write_pdf(target)
    return target.getvalue()

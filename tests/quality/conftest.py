"""The cast, and a renderer that needs no other process."""

import pytest


@pytest.fixture
def instant_pdf(monkeypatch) -> list[str]:
    """A renderer that prints nothing; the list holds the HTML it was given."""
    printed: list[str] = []

    def render(html: str, **limits) -> bytes:
        printed.append(html)
        return b"%PDF-1.7 " + html.encode()

    monkeypatch.setattr("complaints.quality.documents.investigation_report.render_pdf", render)
    return printed

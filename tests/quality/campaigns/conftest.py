"""A renderer of the documents of campaigns that needs no other process."""

import pytest


@pytest.fixture
def instant_papers(monkeypatch) -> list[str]:
    """A renderer that prints nothing; the list holds the HTML it was given."""
    printed: list[str] = []

    def render(html: str, **limits) -> bytes:
        printed.append(html)
        return b"%PDF-1.7 " + html.encode()

    monkeypatch.setattr("complaints.quality.documents.campaign_file.render_pdf", render)
    monkeypatch.setattr("complaints.quality.documents.campaign_letters.render_pdf", render)
    return printed

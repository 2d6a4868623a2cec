"""Secrets are not in log lines."""

import io
import logging
import logging.config

import pytest
from django.conf import settings

from aftersales import settings as product

SECRET = "Lfi6DU8TKobnggvs0FTqvLZd0uNjlVyyB6Zy4-A_A_E"


@pytest.fixture
def lines(monkeypatch):
    """The lines that the product's logging writes."""
    written = io.StringIO()
    monkeypatch.setattr("sys.stderr", written)
    logging.config.dictConfig(product.LOGGING)
    yield written
    logging.config.dictConfig(settings.LOGGING)


def test_survey_link_is_not_logged(lines, client, db) -> None:
    client.get(f"/s/{SECRET}/")
    logging.getLogger("django.server").info('"GET %s HTTP/1.1" 200', f"/s/{SECRET}/")
    try:
        raise RuntimeError(f"/s/{SECRET}/")
    except RuntimeError:
        logging.getLogger("django.request").exception("Internal Server Error: %s", f"/s/{SECRET}/")
    assert "Not Found: /s/…/" in lines.getvalue()
    assert SECRET not in lines.getvalue()
    assert lines.getvalue().count("GET /s/…/") == 1

"""NUL characters, which PostgreSQL accepts in no text, are refused or ignored without an error."""

import pytest
from django.test import Client

from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def client():
    client = Client(raise_request_exception=False)
    client.force_login(cast().manager)
    return client


@pytest.mark.parametrize(
    "address",
    [
        "/tickets/?batch=%00",
        "/tickets/%00/",
        "/customers/?q=a%00b",
        "/reports/?quarter=%00",
        "/api/v1/fulfilments/?ticket=%00",
    ],
)
def test_address_with_nul_is_a_bad_request(client, address):
    assert client.get(address).status_code == 400


@pytest.mark.parametrize("address", ["/search/", "/palette/", "/customers/search/", "/api/v1/customers/search/"])
def test_search_for_nul_is_no_error(client, address):
    assert client.post(address, {"q": "ab\x00cd"}).status_code < 500


@pytest.mark.parametrize(
    ("text", "code"), [(r"a\u0000", 400), (r"\ud800", 400), ("[" * 9000, 400), (r"\\\\u0000 \\n 张三", 200)]
)
def test_draft_with_invalid_characters_is_refused(client, text, code):
    body = text if text[0] == "[" else f'{{"key": "reply-1", "content": {{"body": "{text}"}}}}'
    assert client.post("/drafts/", body, content_type="application/json").status_code == code

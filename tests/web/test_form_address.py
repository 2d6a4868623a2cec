"""An address that only takes forms, opened in a browser."""

import pytest

from tests.factories import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "above"),
    [("/search/", "/"), ("/settings/mail/test/", "/settings/mail/"), ("/customers/search/", "/customers/")],
)
def test_get_of_a_form_address_redirects_to_its_page(client, path, above):
    people = cast()
    client.force_login(people.admin if path.startswith("/settings/") else people.clerk)
    assert client.get(path).status_code == 405, "a program"
    opened = client.get(path, headers={"sec-fetch-mode": "navigate"})
    assert (opened.status_code, opened["Location"]) == (302, above)

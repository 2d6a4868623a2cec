"""No page answers a query string that no link of ours has with an error."""

import pytest
from django.urls import reverse

from tests.factories.clients import client_of
from tests.factories.world import build, print_at_once, routes

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NAMES = (
    "page", "q", "sort", "state", "kind", "region", "owner", "customer", "product", "batch", "tier", "since", "until",
    "from", "to", "reported_from", "closed_to", "quarter", "month", "year", "day", "week", "view", "tab", "list", "lang",
    "number", "person", "model", "before", "cursor", "channel", "verdict", "visitor", "purchase", "contact", "next",
    "inbox", "rep", "due", "late", "ticket", "copy", "back", "file", "row", "id", "pk", "code", "name", "category",
)  # fmt: skip
VALUES = ("", "0", "-1", "9" * 30, "２０２６", "2026-02-30", "0001-01-01", "9999-Q4", "' OR 1=1 --", "\ufffe\u202e", "1~x")  # fmt: skip


@pytest.mark.parametrize("role", ["manager", "admin"])
def test_no_page_fails_on_a_hostile_query(db, monkeypatch, at_now, role):
    print_at_once(monkeypatch)
    things = build()
    client, wrong = client_of(getattr(things.cast, role), raise_request_exception=False), []
    for name, entry, names in routes():
        if name.startswith("api-") or getattr(entry.callback, "actions", None):
            continue
        address = reverse(name, kwargs=things.kwargs(name, names))
        # Most routes are not for this role, or take no GET.
        if name == "schema" or client.get(address).status_code not in {200, 400}:
            continue
        for start in range(0, len(VALUES), 4):
            # Every name gets another value each time.
            query = {name: VALUES[(start + at) % len(VALUES)] for at, name in enumerate(NAMES)}
            if (code := client.get(address, query).status_code) >= 500:
                wrong.append((address, start, code))
    assert wrong == [], wrong

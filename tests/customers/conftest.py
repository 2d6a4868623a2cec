"""Clients of signed-in users."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from tests.factories.customers import make_user


@pytest.fixture
def as_role(db) -> Callable[..., Client]:
    """A client signed in as a user of the role; more fields of the user may be given."""

    def sign_in(role: str, language: str = "en", **fields) -> Client:
        client = Client(headers={"accept-language": language})
        client.force_login(make_user(role, language=language, **fields))
        return client

    return sign_in

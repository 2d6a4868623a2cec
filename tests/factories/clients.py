"""Signed-in test clients of pages and API."""

from typing import Any

from django.test import Client
from rest_framework.test import APIClient

from aftersales.staff.models import User


def client_of(user: User, language: str = "", **options: Any) -> Client:
    """A browser with the user's session; it asks for the language, if one is given."""
    client = Client(headers={"accept-language": language} if language else None, **options)
    client.force_login(user)
    return client


def api_client_of(user: User) -> APIClient:
    """A client of the API that acts as the user; no session and no token are needed."""
    client = APIClient()
    client.force_authenticate(user)
    return client

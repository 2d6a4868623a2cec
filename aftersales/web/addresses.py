"""Addresses that every page shows."""

from functools import cache

from django.urls import reverse


@cache
def address(route: str) -> str:
    """The address of a page without arguments. A menu needs fifty, and finding one takes longer than drawing it."""
    return reverse(route)

"""Objects in the states in which verbs are offered that tests/factories/states.py and the world have none of."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tests.factories import Cast

from . import accounts, campaigns, customers, quality, reports, tickets, visits

# Lists whose forms are for one row of them.
LISTS = (
    "calls",
    "exports",
    "grades",
    "merges",
    "missed_calls",
    "panel",
    "radar",
    "reception",
    "stand_ins",
    "verbatims",
)


def more_by_state(people: Cast) -> list[Any]:
    """Objects whose own pages have the forms."""
    return [
        *tickets.rows(people),
        *quality.rows(people),
        *campaigns.rows(people),
        *visits.rows(people),
        *accounts.rows(people),
        *reports.rows(people),
    ]


def pages_of_verbs(people: Cast) -> list[str]:
    """Pages whose forms stand for one row of them, and of objects without an address of their own."""
    return [
        *tickets.pages(people),
        *quality.pages(people),
        *visits.pages(people),
        *customers.pages(people),
        *accounts.pages(people),
        *reports.pages(people),
        *quality.judged_anew(),
        *map(reverse, LISTS),
    ]

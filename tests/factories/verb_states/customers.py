"""Merges of customers."""

from __future__ import annotations

from django.urls import reverse

from customers.models import Merge

from .. import Cast


def pages(people: Cast) -> list[str]:
    """The two answers to a merge that a second person decides on."""
    merge = Merge.objects.filter(state="asked").first()
    return [reverse("merge_verb", args=[merge.pk, name]) for name in ("confirm", "refuse")] if merge else []

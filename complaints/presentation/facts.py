"""Prepares the facts at the side of a ticket: those that the user may change open a list where they stand."""

from collections.abc import Collection
from typing import NamedTuple

from django.urls import reverse

from ..models import Ticket


class Fact(NamedTuple):
    """verb: what changes it. fields: those of its form that are asked, first the one that is chosen from the list; of
    a fact with several values those that say what is added and what is removed."""

    verb: str
    fields: tuple[str, ...]
    is_several: bool = False


FACTS = {
    "tags": Fact("tag", ("add", "remove"), is_several=True),
    "owner": Fact("reassign", ("to", "note", "tell_customer")),
    "kind": Fact("change-type", ("kind", "reason")),
    "severity": Fact("edit", ("severity", "version")),
    "quality_class": Fact("classify", ("quality_class", "reason")),
    "safety": Fact("edit", ("safety", "version")),
    "remedy_sought": Fact("edit", ("remedy_sought", "version")),
    "contact": Fact("edit", ("contact", "version")),
    "purchase": Fact("edit", ("purchase", "version")),
}


def editing(ticket: Ticket, verbs: Collection[str]) -> dict[str, dict[str, str]]:
    """The facts that these verbs may change: where the list is, and the sheet for a page without script."""
    base = ticket.get_absolute_url()
    return {
        name: {
            "id": f"fact-{name}",
            "url": f"{base}{fact.verb}/",
            "list_url": reverse("ticket_fact", args=[ticket.number, name]),
        }
        for name, fact in FACTS.items()
        if fact.verb in verbs
    }

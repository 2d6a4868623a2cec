"""Reads tags: all, those of tickets, and those that can be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce

from aftersales.web.history import Change, Source, changes

from ..models import Tag, Ticket, TicketTag
from ..texts.settings import FIELDS, reason_of

MAX_ID = 2**31 - 1


def all_tags() -> QuerySet[Tag]:
    """All tags, those that can be given first."""
    return Tag.objects.select_related("merged_into").order_by("-is_active", "key")


def offered_tags() -> QuerySet[Tag]:
    """The tags that a ticket can be given."""
    return Tag.objects.filter(is_active=True)


def tags_of_many(tickets: Collection[int]) -> Mapping[int, list[Tag]]:
    """The tags of tickets by the ticket's id, in one query: a merged tag is the one that it was merged into."""
    found: dict[int, dict[int, Tag]] = defaultdict(dict)
    uses = TicketTag.objects.filter(ticket__in=tickets).select_related("tag__merged_into")
    for use in uses.order_by("tag__key"):
        shown = use.tag.merged_into or use.tag
        found[use.ticket_id][shown.pk] = shown
    return {ticket: list(tags.values()) for ticket, tags in found.items()}


def tags_of(ticket: Ticket) -> list[Tag]:
    """Nothing is read if queries/tickets.tickets_for_page has found that there are none."""
    return tags_of_many([ticket.pk]).get(ticket.pk, []) if getattr(ticket, "has_tags", True) else []


def offered_to(ticket: Ticket) -> list[Tag]:
    """The tags of the ticket, then the others that it can be given."""
    present = tags_of(ticket)
    return [*present, *offered_tags().exclude(pk__in=[tag.pk for tag in present])]


def with_tag(wanted: Iterable[str]) -> Exists:
    """A condition for tickets: they have one of the tags with these ids, or one that was merged with it."""
    ids = [int(one) for one in wanted if one.isascii() and one.isdecimal() and int(one) <= MAX_ID]
    same = Tag.objects.filter(
        Q(pk__in=ids) | Q(merged_into__in=ids) | Q(merged__in=ids) | Q(merged_into__merged__in=ids)
    )
    return Exists(TicketTag.objects.filter(ticket=OuterRef("pk"), tag__in=same.values("pk")))


def uses_of(tags: Iterable[Tag]) -> dict[int, int]:
    """How many tickets have each of the tags, by the id of the tag."""
    shown = TicketTag.objects.annotate(shown=Coalesce("tag__merged_into", F("tag")))
    rows = shown.filter(shown__in=[tag.pk for tag in tags]).order_by().values("shown")
    return dict(rows.annotate(n=Count("ticket", distinct=True)).values_list("shown", "n"))


def changes_of_tag(tag: Tag) -> list[Change]:
    """Who changed the tag, the newest first."""
    return changes([Source(Tag.history.filter(id=tag.pk), lambda _row: "", FIELDS["tag"])], reason_of)

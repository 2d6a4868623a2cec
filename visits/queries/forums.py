"""User forums by tab, their guests and opinions, and whom to invite."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet

from aftersales.staff.models import Actor, Region, User
from complaints.enums import Kind
from complaints.models import Ticket
from customers.enums import Tier
from customers.models import Customer

from ..enums import ForumState, GuestChannel, GuestGroup, OpinionFate
from ..models import Forum, ForumGuest, ForumOpinion
from ..permissions import visible_forums

TABS = ("planned", "held", "ended", "all")
# By the indexes forum_state and forum_newest.
SORTS = {"starts": ("starts_at", "pk"), "-starts": ("-starts_at", "-pk")}
YEAR = timedelta(days=365)
STATES = {
    "planned": Q(state=ForumState.PLANNED),
    "held": Q(state=ForumState.HELD),
    "ended": Q(state__in=(ForumState.CLOSED, ForumState.CANCELLED)),
    "all": Q(),
}


def forums(user: Actor) -> QuerySet[Forum]:
    """The forums that the user may see, the latest first."""
    rows = visible_forums(user).select_related("region", "host", "minutes_by", "created_by")
    return rows.order_by("-starts_at", "-pk")


def forums_list(user: User, *, tab: str, asked: Mapping[str, str]) -> QuerySet[Forum]:
    """The forums of a tab with how many were invited and came, and how many opinions wait. asked: the
    region, and sort, one of SORTS; else planned ones the next first, the others the latest first."""
    rows = with_figures(forums(user)).filter(STATES[tab], _filter(asked))
    return rows.order_by(*SORTS.get(asked.get("sort", ""), SORTS["starts" if tab == "planned" else "-starts"]))


def _filter(asked: Mapping[str, str]) -> Q:
    return Q(region__code=asked["region"]) if asked.get("region") else Q()


def by_letter(forum: Forum) -> QuerySet[ForumGuest]:
    """The guests who are invited by letter. An erased customer gets none."""
    invited = ForumGuest.objects.filter(forum=forum, channel=GuestChannel.LETTER, invited_at__isnull=False)
    return invited.filter(customer__erased_at=None)


def tab_counts(user: User, *, asked: Mapping[str, str]) -> dict[str, int]:
    counted = {tab: Count("pk", filter=STATES[tab]) for tab in ("planned", "held")}
    return visible_forums(user).filter(_filter(asked)).order_by().aggregate(**counted)


def with_figures(rows: QuerySet[Forum]) -> QuerySet[Forum]:
    """With the number of guests who were invited, come and came, and of opinions."""
    invited = Q(guests__invited_at__isnull=False)
    return rows.annotate(
        invited=Count("guests", filter=invited, distinct=True),
        accepted=Count("guests", filter=invited & Q(guests__coming="yes"), distinct=True),
        came=Count("guests", filter=Q(guests__attended=True), distinct=True),
        said=Count("opinions", distinct=True),
        waiting=Count("opinions", filter=Q(opinions__fate=OpinionFate.OPEN), distinct=True),
    )


def whole(rows: QuerySet[Forum]) -> QuerySet[Forum]:
    """With everything that the page of a forum shows."""
    opinions = ForumOpinion.objects.select_related("ticket", "action__owner", "decided_by", "guest__customer")
    return with_figures(rows).prefetch_related(Prefetch("opinions", opinions.order_by("place", "pk")))


def guests(user: Actor) -> QuerySet[ForumGuest]:
    rows = ForumGuest.objects.filter(forum__in=visible_forums(user))
    return with_customer(rows).order_by("pk")


def with_customer(rows: QuerySet[ForumGuest]) -> QuerySet[ForumGuest]:
    found = rows.select_related("forum__region", "customer__region", "contact")
    return found.prefetch_related("customer__contacts")


def opinions(user: Actor) -> QuerySet[ForumOpinion]:
    rows = ForumOpinion.objects.filter(forum__in=visible_forums(user))
    return rows.select_related("forum__region", "ticket", "action", "decided_by", "guest__customer").order_by("pk")


def opinions_of(user: User) -> QuerySet[ForumOpinion]:
    """Opinions without a fate of the forums that the user hosts."""
    rows = ForumOpinion.objects.filter(forum__host=user, forum__state=ForumState.HELD, fate=OpinionFate.OPEN)
    return rows.select_related("forum").order_by("due_on", "pk")


def groups_of(forum: Forum) -> dict[str, tuple[int, int]]:
    """How many of each group were invited and came."""
    rows = ForumGuest.objects.filter(forum=forum, invited_at__isnull=False).order_by().values("group")
    counted = rows.annotate(all=Count("pk"), came=Count("pk", filter=Q(attended=True)))
    return {row["group"]: (row["all"], row["came"]) for row in counted}


def candidates(region: Region, group: str, now: datetime, *, but: Iterable[int]) -> QuerySet[Customer]:
    """Whom to invite of a group: who was not invited for the longest time first."""
    rows = Customer.objects.filter(region=region, erased_at=None).exclude(pk__in=list(but))
    if group == GuestGroup.COMPLAINED:
        told = Ticket.objects.filter(customer=OuterRef("pk"), kind=Kind.COMPLAINT, received_at__gte=now - YEAR)
        rows = rows.filter(Exists(told))
    else:
        rows = rows.filter(tier=Tier.IMPORTANT if group == GuestGroup.IMPORTANT else Tier.LONG_TERM)
    rows = rows.annotate(before=Max("forum_guests__invited_at"))
    return rows.prefetch_related("contacts").order_by(F("before").asc(nulls_first=True), "name", "pk")


def forum_before(forum: Forum) -> Forum | None:
    """The last forum of the region before this one."""
    rows = Forum.objects.filter(region=forum.region_id, starts_at__lt=forum.starts_at)
    held = rows.filter(state__in=(ForumState.HELD, ForumState.CLOSED))
    return with_figures(held).order_by("-starts_at").first()

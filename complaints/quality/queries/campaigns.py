"""Queries of campaigns: lists, the funnel, and the figures of the check calls."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from aftersales.staff.models import User
from customers.models import Customer
from customers.permissions import seen_through

from ..enums import CampaignState, HolderRole, Reach, SerialState
from ..models import Campaign, CampaignAttempt, CampaignCheck, CampaignCustomer, CampaignSerial
from ..permissions import visible_campaigns
from ..rules import campaigns as rules

OPEN = (CampaignState.DRAFT, CampaignState.SIGNED, CampaignState.RUNNING, CampaignState.PAUSED)
CAMPAIGN_TABS: dict[str, Q] = {
    "open": Q(state__in=OPEN),
    "sign": Q(state=CampaignState.DRAFT),
    "over": Q(state__in=[CampaignState.CLOSED, CampaignState.CANCELLED]),
}
# The lists of customers: each step of the funnel loses exactly the rows of these.
CUSTOMER_TABS: dict[str, Q] = {
    "all": Q(),
    "untold": Q(reach=Reach.UNTOLD),
    "unreachable": Q(reach=Reach.UNREACHABLE),
    "told": Q(reach=Reach.TOLD),
    "answered": Q(reach=Reach.ANSWERED),
    "remedied": Q(reach=Reach.REMEDIED),
    "later": Q(came_later=True),
}


def campaigns(user: User, tab: str = "") -> QuerySet[Campaign]:
    rows = visible_campaigns(user).filter(CAMPAIGN_TABS.get(tab, Q()))
    return rows.select_related("product", "owner", "drafted_by", "signed_by").order_by("-created_at", "-pk")


def campaign_tab_counts(user: User) -> dict[str, int]:
    counted = {name: Count("pk", filter=where) for name, where in CAMPAIGN_TABS.items() if name != "over"}
    return visible_campaigns(user).aggregate(**counted)


def with_progress(rows: list[Campaign]) -> dict[int, dict[str, int]]:
    """For each campaign how many customers it has, and how many are told and remedied; one query."""
    grouped = CampaignCustomer.objects.filter(campaign__in=[row.pk for row in rows]).order_by().values("campaign")
    counted = grouped.annotate(
        all=Count("pk"),
        told=Count("pk", filter=Q(reach__in=rules.TOLD)),
        remedied=Count("pk", filter=Q(reach=Reach.REMEDIED)),
    )
    return {row["campaign"]: {name: row[name] for name in ("all", "told", "remedied")} for row in counted}


def customers_of(campaign: Campaign, user: User, tab: str = "all", words: str = "") -> QuerySet[CampaignCustomer]:
    """The customers of a campaign that the user may see, those first for whom something has to be done."""
    rows = campaign.customers.filter(CUSTOMER_TABS.get(tab, Q())).filter(seen_through(user, "customer__"))
    if words.strip():
        text = words.strip()[:100].replace("\0", "")
        rows = rows.filter(Q(customer__name__icontains=text) | Q(customer__number__iexact=text))
    rows = rows.select_related("customer", "last_by", "campaign").prefetch_related("attempts")
    return rows.order_by("rank", "pk")


@dataclass(frozen=True)
class Reached:
    """How far a campaign came: customers by how far they are, and units."""

    counts: dict[str, int]
    units: int
    remedied_units: int
    sellers: int
    later: int
    erased: int

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def told(self) -> int:
        return sum(self.counts[name] for name in rules.TOLD)

    @property
    def answered(self) -> int:
        return sum(self.counts[name] for name in rules.ANSWERED)

    @property
    def remedied(self) -> int:
        return self.counts[Reach.REMEDIED]


def reached(campaign: Campaign) -> Reached:
    """The funnel, in one query."""
    holder = Q(role=HolderRole.HOLDER)
    found: dict[str, Any] = campaign.customers.order_by().aggregate(
        **{name: Count("pk", filter=Q(reach=name)) for name in Reach.values},
        units=Sum("units", filter=holder),
        remedied_units=Sum("remedied_units", filter=holder),
        sellers=Count("pk", filter=Q(role=HolderRole.SELLER)),
        later=Count("pk", filter=Q(came_later=True)),
        erased=Count("pk", filter=Q(unreachable_reason="erased")),
    )
    counts = {name: found.pop(name) for name in Reach.values}
    return Reached(counts, **{name: value or 0 for name, value in found.items()})


def reasons_of(campaign: Campaign) -> list[tuple[str, int, int]]:
    """Why customers are unreachable: reason, customers, units; the most frequent first."""
    rows = campaign.customers.filter(reach=Reach.UNREACHABLE).order_by().values("unreachable_reason")
    counted = rows.annotate(count=Count("pk"), sum=Sum("units"))
    found = [(row["unreachable_reason"], row["count"], row["sum"]) for row in counted]
    return sorted(found, key=lambda row: (-row[1], row[0]))


def channels_of(campaign: Campaign) -> dict[str, int]:
    """How many attempts were made by each channel."""
    rows = CampaignAttempt.objects.filter(row__campaign=campaign).order_by().values("channel")
    return {row["channel"]: row["count"] for row in rows.annotate(count=Count("pk"))}


def sending(campaign: Campaign) -> dict[str, int]:
    """The notices that are still on their way: due, in the outbox, and mails that came back."""
    due = campaign.customers.filter(notice_due_at__isnull=False).count()
    mails = CampaignAttempt.objects.filter(row__campaign=campaign, channel="mail").aggregate(
        queued=Count("pk", filter=Q(result="queued")),
        sent=Count("pk", filter=Q(result="sent")),
        returned=Count("pk", filter=Q(result="returned")),
    )
    return {"due": due, **mails}


@dataclass(frozen=True)
class Checked:
    """The check calls: drawn, recorded, reached, and those that show that the campaign worked."""

    drawn: int | None
    called: int = 0
    reached: int = 0
    hits: int = 0

    @property
    def interval(self) -> rules.Interval | None:
        return rules.wilson(self.hits, self.called)


def checked(campaign: Campaign) -> Checked:
    draw = getattr(campaign, "draw", None)
    if draw is None:
        return Checked(None)
    found = CampaignCheck.objects.filter(draw=draw).aggregate(
        drawn=Count("pk"),
        called=Count("pk", filter=Q(called_at__isnull=False)),
        reached=Count("pk", filter=Q(reached=True)),
        hits=Count("pk", filter=Q(is_proof=True)),
    )
    return Checked(**found)


def checks_of(campaign: Campaign) -> QuerySet[CampaignCheck]:
    rows = CampaignCheck.objects.filter(draw__campaign=campaign).select_related("row__customer", "called_by")
    return rows.order_by("position")


def serial_counts(campaign: Campaign) -> dict[str, int]:
    rows = campaign.serials.order_by().values("state").annotate(count=Count("pk"))
    return {row["state"]: row["count"] for row in rows}


def odd_serials(campaign: Campaign) -> QuerySet[CampaignSerial]:
    """The lines of the list that lead to no customer."""
    return campaign.serials.exclude(state=SerialState.TAKEN).order_by("line", "pk")


def campaigns_of_customer(customer: Customer, user: User) -> QuerySet[CampaignCustomer]:
    """The campaigns that reached out to a customer, the latest first."""
    rows = CampaignCustomer.objects.filter(customer=customer, campaign__in=visible_campaigns(user))
    rows = rows.exclude(campaign__state__in=[CampaignState.DRAFT, CampaignState.SIGNED, CampaignState.CANCELLED])
    return rows.select_related("campaign__product").order_by("-added_at", "-pk")


def attempts_at(customer: Customer, user: User) -> QuerySet[CampaignAttempt]:
    """The attempts to tell a customer, for the timeline; moment: when."""
    rows = CampaignAttempt.objects.filter(row__customer=customer, row__campaign__in=visible_campaigns(user))
    return rows.select_related("row__campaign", "by").annotate(moment=F("at"))

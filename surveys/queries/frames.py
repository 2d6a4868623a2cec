"""Who is in the frame of a round, and the frame as it was frozen (S1, S4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.crypto import salted_hmac

from aftersales.store.dates import company_date
from complaints.models import Ticket
from customers.enums import Tier
from customers.models import Contact, Customer, Interaction, Purchase

from ..enums import Channel, ExclusionState
from ..models import FrameMember, Round
from ..rules.planning import ACTIVE_DAYS
from ..rules.sampling import Member, draw, frame_hash

CHUNK = 2000


@dataclass(frozen=True)
class Candidate:
    """A customer for the frame, and how to ask them."""

    customer_id: int
    number: str
    region_id: int | None
    region: str
    tier: str
    contact_id: int | None
    channel: str
    address_hash: str


def active_customers(now: datetime) -> QuerySet[Customer]:
    """Customers who may be asked: with a purchase, ticket or conversation within a year, neither erased nor only a
    prospect. In the order of their numbers."""
    since = now - timedelta(days=ACTIVE_DAYS)
    bought = Purchase.objects.filter(customer=OuterRef("pk"), purchased_on__gte=company_date(since))
    wrote = Ticket.objects.filter(customer=OuterRef("pk"), reported_at__gte=since, reported_at__lte=now)
    talked = Interaction.objects.filter(customer=OuterRef("pk"), at__gte=since, at__lte=now)
    rows = Customer.objects.filter(erased_at=None, created_at__lte=now).exclude(tier=Tier.PROSPECT)
    return rows.filter(Q(Exists(bought)) | Q(Exists(wrote)) | Q(Exists(talked))).order_by("number")


def candidates(round: Round, now: datetime) -> Iterator[Candidate]:
    """Those who are in the frame now, in the order of their numbers. Exclusions that were agreed to are left out."""
    out = round.exclusions.filter(state=ExclusionState.AGREED).values("customer_id")
    rows = active_customers(now).exclude(pk__in=out).select_related("region")
    known = list(rows.only("pk", "number", "tier", "phone", "email", "address", "not_by_phone", "region__code"))
    for start in range(0, len(known), CHUNK):
        chunk = known[start : start + CHUNK]
        contacts: dict[int, list[Contact]] = {}
        for contact in Contact.objects.filter(customer__in=chunk).order_by("-is_primary", "pk"):
            contacts.setdefault(contact.customer_id, []).append(contact)
        yield from (_candidate(customer, contacts.get(customer.pk, [])) for customer in chunk)


def _candidate(customer: Customer, contacts: list[Contact]) -> Candidate:
    contact, channel = _way(customer, contacts)
    return Candidate(
        customer.pk,
        customer.number,
        customer.region_id,
        customer.region.code if customer.region else "",
        customer.tier,
        contact.pk if contact else None,
        channel,
        address_hash(customer, contact, channel),
    )


def _way(customer: Customer, contacts: list[Contact]) -> tuple[Contact | None, str]:
    """Whom to ask, and how: by email where there is an address, else by telephone, else by letter."""
    main = contacts[0] if contacts else None
    if (main and main.email) or customer.email:
        return main, Channel.EMAIL
    if found := next((contact for contact in contacts if contact.email), None):
        return found, Channel.EMAIL
    phoned = next((contact for contact in contacts if contact.phone), main)
    if not customer.not_by_phone and (customer.phone or (phoned and phoned.phone)):
        return phoned, Channel.PHONE
    return main, Channel.LETTER


def reach_of(customer: Customer, contact: Contact | None, channel: str) -> str:
    """The address or number at which somebody is asked by a channel; "" if there is none."""
    if channel == Channel.EMAIL:
        return (contact.email if contact else "") or customer.email
    if channel == Channel.PHONE:
        return (contact.phone if contact else "") or customer.phone
    return customer.address


def address_hash(customer: Customer, contact: Contact | None, channel: str) -> str:
    """A keyed hash of the address: it shows that an address was changed, and tells nobody which it was."""
    reach = reach_of(customer, contact, channel).strip().casefold()
    return salted_hmac("surveys.address", reach, secret=settings.SECRET_KEY, algorithm="sha256").hexdigest()


def frozen_members(round: Round) -> list[Member]:
    """The frozen frame, as it was hashed."""
    rows: Any = FrameMember.objects.filter(round=round).order_by("position")
    values = rows.values_list("position", "number", "stratum__region__code", "stratum__tier", "channel")
    return [Member(place, number, region or "", tier, channel) for place, number, region, tier, channel in values]


@dataclass(frozen=True)
class Redrawn:
    """What drawing again gave. missing, extra: numbers that should be in the sample, and that should not."""

    frame_hash: str
    same_frame: bool
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    drawn: int

    @property
    def is_same(self) -> bool:
        return self.same_frame and not self.missing and not self.extra


def draw_again(round: Round) -> Redrawn:
    """Hash the stored frame and draw the sample anew from the stored seed, and compare both with what is stored."""
    members = frozen_members(round)
    found = frame_hash(round.quarter, members)
    sizes: Any = round.strata.values_list("region__code", "tier", "sample_size")
    again = draw(round.seed, members, {f"{region or ''}/{tier}": size for region, tier, size in sizes})
    stored: Any = FrameMember.objects.filter(round=round, drawn__isnull=False).values_list("number", "drawn")
    was = dict(stored)
    missing = sorted(number for number, rank in again.items() if was.get(number) != rank)
    extra = sorted(was.keys() - again.keys())
    return Redrawn(found, found == round.frame_hash, tuple(missing), tuple(extra), len(again))


def by_stratum(found: Iterable[Candidate]) -> dict[tuple[int | None, str, str], list[Candidate]]:
    """Candidates by region id, region code and tier."""
    cells: dict[tuple[int | None, str, str], list[Candidate]] = {}
    for candidate in found:
        cells.setdefault((candidate.region_id, candidate.region, candidate.tier), []).append(candidate)
    return dict(sorted(cells.items(), key=lambda item: (item[0][1], item[0][2])))

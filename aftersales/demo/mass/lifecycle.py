"""Draws the life of a ticket: all its moments, before its rows are written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from aftersales.kernel.worktime import due_at
from aftersales.staff.models import User
from aftersales.store.dates import company_date
from complaints.enums import QualityClass, Severity, State
from complaints.models import SlaPolicy
from complaints.rules import sla_targets as rules
from complaints.services.sla_targets import rules_in_effect
from complaints.services.tickets import ANSWERED_AT_ONCE
from customers.models import Customer, Purchase

from ..batches import STORIES, BatchStory
from ..customers import KNOWN
from ..world import World
from . import texts

CHANNELS = {
    "hotline": 34,
    "phone": 18,
    "web": 15,
    "email": 14,
    "chat": 8,
    "walk_in": 5,
    "letter": 2,
    "visit": 2,
    "fax": 1,
}
IN_HOURS = frozenset({"hotline", "phone", "walk_in", "visit", "fax"})
KINDS = {"inquiry": 24, "complaint": 40, "return": 6, "exchange": 9, "repair": 9, "opinion": 6, "suggestion": 6}
NEEDS_PURCHASE = frozenset({"return", "exchange", "repair"})
REMEDIES = {"return": "refund", "exchange": "exchange", "repair": "repair"}
COMPENSATED = 0.2  # share of the complaints
UNKNOWN_CUSTOMER = 0.02
STORY_DAYS, TOLD = 8, 0.6
HOT_COMPLAINTS = {
    story.code: [said for said in texts.POOL if said.about == story.about and "complaint" in said.kinds]
    for story in STORIES
}


@dataclass
class Lifecycle:
    """The life of a ticket. A moment that has not come is None."""

    number: str
    kind: str
    channel: str
    reported: datetime
    received: datetime
    customer: Customer | None
    sold: Purchase | None
    quality_class: str
    severity: str
    owner: User
    subject: str
    said: str
    problem: str
    state: str = State.CLOSED
    replied: datetime | None = None
    remedy: str = ""
    approved: datetime | None = None
    settled: datetime | None = None
    confirmed: datetime | None = None
    closed: datetime | None = None
    paused: datetime | None = None
    is_late: bool = False


@dataclass
class Dues:
    """One SLA target: its rule, start and due moment."""

    row: SlaPolicy
    value: rules.SlaPolicy
    start: datetime
    due: datetime


class Lifecycles:
    """Draws the lives of tickets at random."""

    def __init__(self, world: World) -> None:
        self.world, self.rng = world, world.rng
        self.known = rules_in_effect(world.now)
        self.applicable: dict[tuple[str, ...], Any] = {}
        self.clerks = world.cast.with_role("service")
        self.buyers = [row for row in world.customers if world.purchases[row.pk]]
        sold = [one for bought in world.purchases.values() for one in bought]
        self.hot = {
            story.code: [one for one in sold if (one.product.code, one.batch) == (story.code, story.name(world))]
            for story in STORIES
        }
        # Only the stories complain about these batches, so that their charts stay readable.
        self.of_stories = {one.pk for bought in self.hot.values() for one in bought}
        # How many pieces of each purchase may still be returned; none of customers in stories, which return their own.
        told = {known.name for known in KNOWN}
        self.left = {
            sold.pk: 0 if sold.customer.name in told else sold.quantity
            for bought in world.purchases.values()
            for sold in bought
        }
        self.said: dict[tuple[str, str], list[texts.PreviewLine]] = {}

    def draw(self, number: str, reported: datetime, channel: str, *, hot: BatchStory | None = None) -> Lifecycle:
        """hot: the story of the batch that it complains about."""
        rng = self.rng
        customer, sold = self._who(reported, hot)
        kinds = KINDS if sold else {k: w for k, w in KINDS.items() if k not in NEEDS_PURCHASE}
        kind = "complaint" if hot else rng.choices(list(kinds), list(kinds.values()))[0]
        if kind == "complaint" and channel == "hotline" and rng.random() < 0.1 and sold:
            kind = "return"
        if kind in REMEDIES and not self._comes_back(sold):
            kind = "complaint"
        quality = self._quality(kind, hot)
        subject, said, problem = self._words(kind, sold, hot)
        received = reported - timedelta(seconds=self._ring()) if channel in ANSWERED_AT_ONCE else reported
        lifecycle = Lifecycle(
            number=number,
            kind=kind,
            channel=channel,
            reported=reported,
            received=received,
            customer=customer,
            sold=sold,
            quality_class=quality,
            severity=rng.choices(Severity.values, (70, 25, 5))[0],
            owner=self._owner(customer, channel),
            subject=subject,
            said=said,
            problem=problem,
        )
        self._live(lifecycle)
        return lifecycle

    def _who(self, reported: datetime, hot: BatchStory | None) -> tuple[Customer | None, Purchase | None]:
        if hot and self.hot[hot.code]:
            day = company_date(reported)
            begun = [sold for sold in self.hot[hot.code] if sold.purchased_on and sold.purchased_on <= day]
            sold = self.rng.choice(begun or self.hot[hot.code])
            return sold.customer, sold
        if self.rng.random() < UNKNOWN_CUSTOMER:
            return None, None
        customer, day = self.rng.choice(self.buyers), company_date(reported)
        known = [sold for sold in self.world.purchases[customer.pk] if sold.pk not in self.of_stories]
        bought = [sold for sold in known if sold.purchased_on and sold.purchased_on < day]
        return customer, self.rng.choice(bought) if bought else None

    def _comes_back(self, sold: Purchase | None) -> bool:
        if sold is None or not self.left[sold.pk]:
            return False
        self.left[sold.pk] -= 1
        return True

    def _owner(self, customer: Customer | None, channel: str) -> User:
        if channel == "visit" and customer is not None and customer.rep is not None:
            return customer.rep
        return self.rng.choice(self.clerks)

    def _quality(self, kind: str, hot: BatchStory | None) -> str:
        if hot:
            return self.rng.choices((QualityClass.INTRINSIC, QualityClass.EXTRINSIC), (14, 1))[0]
        weights = (45, 22, 33) if kind in texts.FAULT else (1, 0, 0)
        return self.rng.choices(("", QualityClass.EXTRINSIC, QualityClass.INTRINSIC), weights)[0]

    def _words(self, kind: str, sold: Purchase | None, hot: BatchStory | None) -> tuple[str, str, str]:
        category = sold.product.category if sold else ""
        if (kind, category) not in self.said:
            fits = [said for said in texts.POOL if kind in said.kinds and said.about in ("", category)]
            own = [said for said in fits if said.about]
            # Problems of this product are drawn more often than general problems.
            self.said[kind, category] = fits + own * 4
        pool = self.said[kind, category]
        chosen = self._about_batch(hot) if hot else self.rng.choice(pool)
        filled = texts.slots(self.rng, sold.product.name if sold else "设备", sold.product.code if sold else "unit")
        problem = self.rng.choice(texts.PROBLEMS).format(**filled) if kind in texts.FAULT else ""
        return chosen.subject.format(**filled), chosen.text.format(**filled), problem

    def _about_batch(self, story: BatchStory) -> texts.PreviewLine:
        """Most complaints about a batch tell of the same fault."""
        pool = HOT_COMPLAINTS[story.code]
        return pool[0] if self.rng.random() < 0.6 else self.rng.choice(pool)

    def dues(self, lifecycle: Lifecycle) -> dict[str, Dues]:
        """The SLA targets of the ticket."""
        key = (lifecycle.kind, lifecycle.channel, lifecycle.quality_class)
        if key not in self.applicable:
            self.applicable[key] = rules.applicable(
                self.known, kind=lifecycle.kind, channel=lifecycle.channel, quality_class=lifecycle.quality_class
            )
        found = {}
        for value in self.applicable[key]:
            start = lifecycle.received
            due = due_at(start, value.amount, value.unit, self.world.calendar)
            found[value.code] = Dues(self.known[value], value, start, due)
        return found

    def _live(self, lifecycle: Lifecycle) -> None:
        rng, now = self.rng, self.world.now
        at_once = lifecycle.channel in ANSWERED_AT_ONCE
        targets = self.dues(lifecycle)
        lifecycle.is_late = rng.random() < self._late_share(lifecycle)
        slow = self._is_slow(lifecycle)
        lifecycle.replied = lifecycle.reported if at_once else self._replied(targets["first_reply"], slow)
        if lifecycle.kind in REMEDIES:
            lifecycle.remedy = REMEDIES[lifecycle.kind]
        elif lifecycle.kind == "complaint" and lifecycle.sold and rng.random() < COMPENSATED:
            lifecycle.remedy = "compensation"
        self._settle(lifecycle, targets["solution"].due)
        age = (now - lifecycle.reported) / timedelta(days=1)
        share = next((share for days, share in self.world.shape.unfinished if age < days), 0)
        if lifecycle.closed is None or lifecycle.closed > now or rng.random() < share:
            self._leave_open(lifecycle)

    def _ring(self) -> int:
        return self.rng.randint(20, 170) if self.rng.random() < 0.96 else self.rng.randint(185, 600)

    def _late_share(self, lifecycle: Lifecycle) -> float:
        return 0.16 if self._is_slow(lifecycle) else 0.06

    def _is_slow(self, lifecycle: Lifecycle) -> bool:
        """The east has been slower lately, so that the figures show a difference."""
        is_recent = self.world.now - lifecycle.reported < timedelta(days=60)
        return (
            is_recent
            and lifecycle.customer is not None
            and lifecycle.customer.region_id == self.world.regions["east"].pk
        )

    def _replied(self, target: Dues, slow: bool) -> datetime:
        if self.rng.random() < (0.1 if slow else 0.03):
            return target.due + timedelta(minutes=self.rng.randint(5, 600))
        minutes = self.rng.randint(300, 900) if slow else self.rng.randint(3, 240)
        answered = self.world.calendar.add_working(target.start, timedelta(minutes=minutes))
        latest = target.start + (target.due - target.start) * self.rng.uniform(0.3, 0.95)
        return min(answered, latest)

    def _settle(self, lifecycle: Lifecycle, due: datetime) -> None:
        """When it was solved, confirmed by the customer, and closed."""
        rng, first = self.rng, lifecycle.replied or lifecycle.reported
        late = timedelta(hours=rng.randint(3, 120)) if lifecycle.is_late else timedelta(0)
        settled = (
            self._at_work(due + late)
            if late
            else min(due, self._at_work(first + (due - first) * rng.uniform(0.1, 0.97)))
        )
        if lifecycle.remedy:
            lifecycle.approved = min(settled, self._at_work(first + (settled - first) * rng.uniform(0.35, 0.6)))
        lifecycle.settled = settled
        lifecycle.confirmed = self._at_work(settled + timedelta(hours=rng.randint(2, 50)))
        lifecycle.closed = self._at_work(lifecycle.confirmed)

    def _at_work(self, moment: datetime) -> datetime:
        """Some minutes of working time later."""
        return self.world.calendar.add_working(moment, timedelta(minutes=self.rng.randint(1, 50)))

    def _leave_open(self, lifecycle: Lifecycle) -> None:
        """An unfinished ticket: moments after now become None."""
        rng, now = self.rng, self.world.now
        lifecycle.closed = lifecycle.confirmed = None
        if lifecycle.replied and lifecycle.replied > now:
            lifecycle.replied = None
        if lifecycle.settled and lifecycle.settled <= now and rng.random() < self.world.shape.solved:
            lifecycle.state = State.CONFIRMING
            return
        lifecycle.settled = None
        if lifecycle.approved and lifecycle.approved <= now:
            lifecycle.state = State.FULFILMENT
            return
        lifecycle.approved = None
        if lifecycle.replied is None:
            lifecycle.state = State.NEW
        elif lifecycle.remedy and rng.random() < 0.7:
            lifecycle.state = State.APPROVAL
        else:
            lifecycle.state, lifecycle.remedy = State.VERIFYING, ""
            if rng.random() < 0.2 and lifecycle.reported < now - timedelta(hours=8):
                lifecycle.paused = lifecycle.replied


def moments(world: World, count: int, first: datetime) -> list[tuple[datetime, str]]:
    """When tickets are logged, and by which channel, in order."""
    rng, days = world.rng, (world.now - first).days
    found: list[tuple[datetime, str]] = []
    while len(found) < count:
        channel = rng.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        day = (first + timedelta(days=rng.randint(0, days))).date()
        if channel in IN_HOURS:
            day = world.calendar.next_workday(day)
            clock = time(rng.choice((8, 9, 9, 10, 10, 11, 14, 14, 15, 16, 17)), rng.randint(30, 59), rng.randint(0, 59))
        else:
            clock = time(rng.randint(7, 22), rng.randint(0, 59), rng.randint(0, 59))
        at = world.moment(day, clock)
        # The stories have the tickets of the last days.
        is_told = at > world.ago(days=STORY_DAYS) and rng.random() < TOLD
        if at < world.now - timedelta(minutes=15) and not is_told:
            found.append((at, channel))
    return sorted(found)

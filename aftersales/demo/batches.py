"""Two batches whose complaints tell a story on the control chart: HX-250, of which the eighth week of a run was followed
by a week beyond the limit; and ZB-80, whose complaints have stayed above the centre line."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from complaints.quality import services as quality
from complaints.quality.models import BatchWarning, Investigation
from customers.enums import CustomerKind
from customers.models import Customer, Purchase
from reports.radar.services import watch

from .world import World

WEEK = timedelta(weeks=1)
HOT_BATCH = (8, 17)  # made eight months ago
SLOW_BATCH = (9, 5)
BUYERS = 24  # companies that buy many units at a time


@dataclass(frozen=True)
class BatchStory:
    """complaints: of each whole week, the newest last. units: sold until the end of each of these weeks."""

    code: str
    batch: tuple[int, int]
    about: str
    complaints: tuple[int, ...]
    units: tuple[int, ...]

    def name(self, world: World) -> str:
        return world.batch(*self.batch)


HOT = BatchStory(
    code="HX-250",
    batch=HOT_BATCH,
    about="培养箱",
    complaints=(0, 1, 0, 2, 0, 1, 2, 0, 1, 1, 3, 1, 2, 0, 3, 3, 4, 3, 5, 4, 5, 6, 8, 10),
    units=(
        *(118, 167, 223, 284, 338, 402, 467, 519, 578, 633, 687, 742),
        *(790, 842, 885, 920, 952, 977, 1002, 1026, 1043, 1061, 1074, 1086),
    ),
)
SLOW = BatchStory(
    code="ZB-80",
    batch=SLOW_BATCH,
    about="制冷",
    complaints=(1, 2, 0, 1, 2, 1, 3, 1, 0, 2, 1, 2, 1, 0, 2, 2, 2, 3, 2, 3, 2, 3, 2),
    units=(60, 110, 160, 205, 250, 290, 330, 365, *(400,) * 15),
)
STORIES = (HOT, SLOW)


def monday(world: World, story: BatchStory, place: int) -> date:
    """The Monday of a week of a story, whose last week is the last whole one."""
    this = world.today - timedelta(days=world.today.weekday())
    return this - (len(story.units) - place) * WEEK


def first_sale(world: World, code: str, batch: str) -> date | None:
    """When the batch of a story was first sold; None for other batches."""
    story = next((story for story in STORIES if (story.code, story.name(world)) == (code, batch)), None)
    return monday(world, story, 0) if story else None


def sell(
    world: World,
    rows: Iterable[tuple[Customer, object, list[Purchase]]],
    sold: Callable[[str, int, date, str], Purchase],
    *,
    told: frozenset[str],
) -> None:
    """Add purchases of the batches, until each week has as many units in use as its story says. told: the
    customers of other stories, who buy what these say."""
    rng = Random(world.today.toordinal())
    listed = list(rows)
    firms = [
        bought
        for customer, _contact, bought in listed
        if bought and customer.kind == CustomerKind.COMPANY and customer.name not in told
    ][:BUYERS]
    for story in STORIES:
        name = story.name(world)
        known = [
            one for _c, _k, bought in listed for one in bought if one.batch == name and one.product.code == story.code
        ]
        for place, wanted in enumerate(story.units):
            week = monday(world, story, place)
            missing = wanted - sum(one.quantity for one in known if one.purchased_on and one.purchased_on < week + WEEK)
            while missing > 0 and firms:
                one = sold(story.code, min(missing, rng.randint(9, 24)), week + timedelta(days=rng.randint(0, 4)), name)
                rng.choice(firms).append(one)
                known.append(one)
                missing -= one.quantity


def moments_of_stories(world: World, most: int) -> list[tuple[datetime, BatchStory]]:
    """When the complaints of the stories are logged. A small company has only some of them, at most `most`."""
    rng = Random(world.today.toordinal() + 1)
    planned = [
        (monday(world, story, place), story)
        for story in STORIES
        for place, count in enumerate(story.complaints)
        for _complaint in range(count)
    ]
    if len(planned) > most:
        planned = rng.sample(planned, max(most, 0))
    # On workdays of the week only, because these complaints come by phone.
    return [
        (world.moment(week + timedelta(days=rng.randint(0, 4)), time(rng.randint(9, 16), rng.randint(0, 59))), story)
        for week, story in planned
    ]


def warn(world: World) -> None:
    """Raise the early warnings, as the sweep did two weeks ago and does now. The run of HX-250 was investigated."""
    quality.sweep_batches(now=world.ago(weeks=2))
    name = HOT.name(world)
    running = Investigation.objects.filter(ticket__batch=name).order_by("opened_at").first()
    if running:
        for warning in BatchWarning.objects.filter(batch=name, state="new"):
            quality.investigate_warning(
                warning_id=warning.pk,
                investigation=running,
                actor=world.cast["quality_manager"],
                now=world.at(3, "16:40"),
            )
    quality.sweep_batches(now=world.now)
    for weeks in (2, 1, 0):
        watch(now=world.ago(weeks=weeks))
    product = world.products[HOT.code]
    quality.record_batch(
        product_id=product.pk,
        batch=name,
        made_from=world.months_back(HOT.batch[0]).replace(day=12),
        made_until=world.months_back(HOT.batch[0]).replace(day=19),
        produced=1240,
        in_stock=154,
        blocked=86,
        note="探头样例传感 PT-9，胶号 E-44",
        actor=world.cast["quality"],
        now=world.at(3, "11:20"),
    )

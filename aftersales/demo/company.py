"""Loads the demo company."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from random import Random

from django.db import connection, transaction
from django.db.models import F

from aftersales.desk.installation import set_up
from aftersales.kernel.errors import RuleViolation, gettext_noop
from aftersales.notifications.enums import Channel, NotificationState
from aftersales.notifications.models import Notification
from aftersales.office.models import Company
from aftersales.office.queries import calendar
from aftersales.staff.models import Outlet, Region, User
from complaints.models import Ticket
from complaints.services import escalation, risk
from customers.models import Customer
from reports.services.keeping import check_figures
from surveys.rules.quarters import first_day, quarter_before, quarter_of
from visits.services.coverage import keep_coverage
from visits.services.planning import plan_due
from visits.services.reminders import sweep_reminders

from . import customers as customer_data
from .absences import go_away
from .batches import moments_of_stories, warn
from .campaigns import recall
from .care import care
from .cast import COMPANY, hire
from .certification import evaluate
from .defaults import arrange
from .duplicates import log_twice
from .loops import close_loops
from .mass import moments, tell, visit
from .numbers import Numbers
from .offboarding import leave
from .people import teach
from .profile import go_on
from .reception import receive
from .reports import report
from .rounds import survey_quarters
from .stories import STORIES
from .suggestions import review_ideas
from .tables import bring
from .upkeep import keep_up
from .visiting import schedule_visits
from .work import set_to_work
from .world import Shape, World

READ_AFTER = timedelta(hours=30)
MOST = 1000  # of each kind of notification while loading; the scheduler does the rest
USUAL = Shape()


@transaction.atomic
def load(*, now: datetime, customers: int, tickets: int, seed: int, shape: Shape = USUAL) -> dict[str, int]:
    """Make the demo company in an empty database; returns the number of rows of each kind. Refuses any other
    database."""
    world = found_company(now=now, customers=customers, seed=seed, shape=shape)
    visit(world)
    _tickets(world, tickets)
    receive(world)
    set_to_work(world)
    recall(world)
    arrange(world)
    go_away(world)
    leave(world)
    log_twice(world)
    bring(world)
    go_on(world)
    warn(world)
    review_ideas(world)
    survey_quarters(world)
    close_loops(world)
    teach(world)
    care(world)
    schedule_visits(world)
    report(world)
    _bring_up_to_date(world)
    evaluate(world)
    _deliver(world)
    return {"customers": Customer.objects.count(), "tickets": Ticket.objects.count()}


@transaction.atomic
def found_company(*, now: datetime, customers: int, seed: int, shape: Shape = USUAL) -> World:
    """The company with its people, rules, customers and what they bought, before anything has happened. Refuses any
    other database."""
    _refuse_other_data()
    rules_since = now.replace(year=now.year - 4, month=1, day=1)
    set_up(actor=None, now=now, company=COMPANY, is_demo=True, since=rules_since)
    world = _world(now, seed, shape)
    customer_data.furnish(world, customers=customers)
    return world


def _bring_up_to_date(world: World) -> None:
    """Plan follow-up visits, and do what else the scheduler would have done by now."""
    now = world.now
    _know_the_tables()
    plan_due(now=now)
    keep_up(world)
    sweep_reminders(now=now)
    keep_coverage(now=now)
    check_figures(now=now)
    escalation.sweep(now=now, limit=MOST)
    risk.sweep(now=now, limit=MOST)


def _deliver(world: World) -> None:
    """Send all notifications, and mark those before yesterday evening as read. No mail is sent: the addresses are
    invented."""
    Notification.objects.filter(state=NotificationState.WAITING).update(
        state=NotificationState.SENT, sent_at=F("created_at")
    )
    Notification.objects.filter(channel=Channel.PAGE, created_at__lt=world.now - READ_AFTER).update(
        read_at=F("created_at")
    )


def _know_the_tables() -> None:
    """Update the statistics of the query planner, which still takes tables that grew in this transaction for small."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _refuse_other_data() -> None:
    if Company.objects.filter(is_demo=True).exists():
        raise RuleViolation(gettext_noop("The demo company is already loaded."), code="loaded_already")
    for model in (User, Customer, Ticket, Company):
        if model._default_manager.exists():
            raise RuleViolation(
                gettext_noop("This database contains other data. The demo company needs an empty one."),
                code="not_empty",
            )


def _world(now: datetime, seed: int, shape: Shape) -> World:
    outlets: dict[int, list[Outlet]] = {}
    cast = hire(now=now)
    for outlet in Outlet.objects.all():
        outlets.setdefault(outlet.region_id, []).append(outlet)
    return World(
        now=now,
        rng=Random(seed),
        cast=cast,
        calendar=calendar(),
        regions={region.code: region for region in Region.objects.all()},
        outlets=outlets,
        shape=shape,
    )


def _tickets(world: World, count: int) -> None:
    """The tickets in bulk and those of the stories, numbered in the order in which they were logged."""
    programme = sorted((story.logged_at(world), number) for number, story in enumerate(STORIES))
    about_batches = moments_of_stories(world, (count - len(programme)) // 5)
    logged = moments(world, max(0, count - len(programme)), first_moment(world))
    numbers = Numbers("TK", [at for at, _more in (*logged, *programme, *about_batches)])
    hot = {numbers.of(at): (at, story) for at, story in about_batches}
    rows = [(at, channel, numbers.of(at)) for at, channel in logged]
    rows += [(at, "phone", number) for number, (at, _story) in hot.items()]
    tell(world, sorted(rows), {number: story for number, (_at, story) in hot.items()})
    for at, number in programme:
        numbers.next_is(at)
        STORIES[number].tell(world, at)
    numbers.go_on()


def first_moment(world: World) -> datetime:
    """The start of a quarter, usually a year before this one, so that each quarter has one to compare with."""
    quarter = quarter_of(world.today)
    for _ in range(world.shape.quarters):
        quarter = quarter_before(quarter)
    return world.moment(first_day(quarter), time(0))

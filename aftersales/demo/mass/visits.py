"""Follow-up visits: past ones, some late ones and some for today. The planner adds those that become due."""

from __future__ import annotations

from datetime import date, time, timedelta

from customers.enums import Direction, Tier
from customers.models import Customer, Interaction
from visits.enums import VisitOutcome, VisitState
from visits.models import Cadence, Visit
from visits.rules.cadence import add_months, cycle_key, due_on
from visits.services.reminders import first_reminder

from ..bulk import write
from ..world import ONE_DAY, World
from . import texts

KEPT = 4  # past visits of a customer at most
LATE, TODAY = 2, 3  # planned visits per account rep
SOON = 0.2  # share of the others that the planner will plan


def visit(world: World) -> None:
    """The visits of every customer whose tier has a visit cadence."""
    cadence = {row.tier: row for row in Cadence.objects.all()}
    done: list[Visit] = []
    planned: list[Visit] = []
    waiting = {user.pk: LATE + TODAY for user in world.cast.with_role("rep")}
    for customer in world.customers:
        if row := cadence.get(Tier(customer.tier)):
            _customer(world, customer, row, done, planned, waiting)
    write(Interaction, [row.interaction for row in done], at="at")
    write(Visit, [*done, *planned], at="created_at")


def _customer(
    world: World, customer: Customer, cadence: Cadence, done: list[Visit], planned: list[Visit], waiting: dict[int, int]
) -> None:
    left = waiting.get(customer.rep_id or 0, 0)
    last = _last(world, cadence.months, left)
    if customer.since is None or last <= customer.since:
        return
    days = [last]
    while len(days) < KEPT and (earlier := add_months(days[-1], -cadence.months)) > customer.since:
        days.append(earlier + timedelta(days=world.rng.randint(0, 12)))
    since = customer.since
    for day in reversed(days):
        done.append(_took_place(world, customer, cadence, since, day))
        since = day
    if left:
        waiting[customer.rep_id or 0] -= 1
        planned.append(_planned(world, customer, cadence, last, is_late=left <= LATE))


def _last(world: World, months: int, left: int) -> date:
    """The day of the last visit, so that the next one is late, about due, or later."""
    rng, today = world.rng, world.today
    if 0 < left <= LATE:
        return add_months(today, -months) - timedelta(days=rng.randint(1, 12))
    soon = rng.random() < SOON
    ahead = rng.randint(1, 9) if left else rng.randint(2, 14) if soon else rng.randint(15, months * 30 - 10)
    return add_months(today + timedelta(days=ahead), -months)


def _took_place(world: World, customer: Customer, cadence: Cadence, since: date, day: date) -> Visit:
    rng = world.rng
    on = world.calendar.next_workday(day)
    on = on if on < world.today else world.workday(1)
    at = world.moment(on, time(rng.randint(9, 16), rng.randint(0, 59)))
    contact, rep = world.contacts[customer.pk], customer.rep
    opinion = rng.choice(texts.VISIT_OPINIONS)
    request = rng.choice(texts.VISIT_REQUESTS) if rng.random() < 0.2 else ""
    said = Interaction(
        customer=customer,
        contact=contact,
        contact_name=contact.name,
        direction=Direction.OUT,
        channel=cadence.channel,
        at=at,
        user=rep,
        body="\n".join(filter(None, (opinion, request))),
    )
    return Visit(
        customer=customer,
        cycle=cycle_key(customer.pk, since),
        counted_from=since,
        state=VisitState.DONE,
        rep=rep,
        due_on=due_on(since, cadence.months),
        planned_on=on,
        channel=cadence.channel,
        outcome=VisitOutcome.REQUEST if request else VisitOutcome.FINE,
        contact=contact,
        met_whom=contact.name,
        opinions=opinion,
        requirements=request,
        took_place_at=at,
        recorded_by=rep,
        interaction=said,
        created_at=at - 14 * ONE_DAY,
    )


def _planned(world: World, customer: Customer, cadence: Cadence, last: date, *, is_late: bool) -> Visit:
    due, today = due_on(last, cadence.months), world.today
    planned_on = world.workday(world.rng.randint(1, 6)) if is_late else today
    remind_at, level = first_reminder(max(due, planned_on), today)
    return Visit(
        customer=customer,
        cycle=cycle_key(customer.pk, last),
        counted_from=last,
        rep=customer.rep,
        due_on=due,
        planned_on=planned_on,
        channel=cadence.channel,
        plan_run="demo",
        created_at=world.ago(days=15),
        remind_at=remind_at,
        remind_level=level,
    )

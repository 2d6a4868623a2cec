"""A year of follow-up visits, day by day: how even the load of each rep is from week to week.

    python bench/visit_year.py [--reps 12] [--customers 500] [--start imported|settled] [--out visit-year.svg]

A made company in a database of its own, which is thrown away. Every workday the real planner plans what falls due;
nine of ten visits take place on their day, the others later. With the same company it is done again with days drawn at
random from the same days: that is what chance gives. Prints the load per rep and draws it per rep and week.

imported: nobody was ever planned, a third was never visited, and most are overdue. settled: the last visits lie within
the cadence, with more of them in some months than in others.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ["DATA_DIR"] = tempfile.mkdtemp()
os.environ.pop("DATABASE_URL", None)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django
from django.apps import apps
from django.conf import settings

django.setup()
settings.DATABASES["default"]["NAME"] = ":memory:"

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random
from statistics import fmean, pstdev

from django.core.management import call_command
from django.db import connection

from aftersales.office.queries import calendar
from aftersales.office.services.installation import install_defaults, install_holidays
from aftersales.staff.enums import Role
from aftersales.staff.models import Region, User
from customers.models import Customer
from visits.models import Visit
from visits.rules.cadence import add_months
from visits.rules.placing import Board, Place, Wanted, monday_of, window
from visits.services.installation import install_defaults as install_cadence
from visits.services.levelling import plan_ahead
from visits.services.planning import plan_due

START = date(2026, 1, 5)  # a Monday
DAYS = 52 * 7
TAKES_PLACE = 0.9
DISTRICTS = ["东湖", "西林", "南桥", "北门", "中山", "滨河", "新港", "古塔"]
Load = Counter[tuple[int, date]]


def noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def fill(reps: int, each: int, start: str, chance: Random) -> None:
    """The company: four regions, reps with more or fewer customers, most of them long-term ones."""
    install_defaults(actor=None, now=noon(START))
    install_holidays(actor=None, years=(2026, 2027))
    install_cadence(actor=None, now=noon(START))
    regions = [Region.objects.create(code=f"r{n}", name=f"区域{n}") for n in range(4)]
    customers = []
    for n in range(reps):
        rep = User.objects.create(username=f"rep{n:02}", name=f"代表{n:02}", role=Role.REP, region=regions[n % 4])
        for _ in range(round(each * (0.6 + 0.8 * n / max(1, reps - 1)))):
            tier = "important" if chance.random() < 0.3 else "long_term"
            customers.append(_customer(len(customers), rep, tier, start, chance))
    Customer.objects.bulk_create(customers, batch_size=1000)


def _customer(number: int, rep: User, tier: str, start: str, chance: Random) -> Customer:
    months = 6 if tier == "important" else 12
    last: date | None = None
    if start == "settled":
        # Twice as many in the second third of the interval as in the others.
        day = (
            chance.choice([chance.uniform(0, 1), chance.uniform(1, 2), chance.uniform(1, 2), chance.uniform(2, 3)]) / 3
        )
        last = START - timedelta(days=round(day * (START - add_months(START, -months)).days))
    elif chance.random() < 0.65:
        last = START - timedelta(days=chance.randint(10, 1100))
    return Customer(
        number=f"Y-{number:06}",
        name=f"客户 {number}",
        tier=tier,
        rep=rep,
        region=rep.region,
        last_visit_on=last,
        address=f"示例市{chance.choice(DISTRICTS)}区 {number} 号",
        created_at=noon(START),
    )


def year(chance: Random) -> Iterator[tuple[date, int, int]]:
    """Turn the year; gives the day, the rep, and how many visits took place."""
    working = calendar()
    for day in (START + timedelta(days=n) for n in range(DAYS)):
        if not working.is_workday(day):
            continue
        plan_ahead(now=noon(day))
        plan_due(now=noon(day))
        done: list[int] = []
        for pk, rep in Visit.objects.filter(state="planned", planned_on__lte=day).values_list("pk", "rep"):
            if chance.random() < TAKES_PLACE:
                done.append(pk)
                yield day, rep, 1
            else:
                later = working.next_workday(day + timedelta(days=chance.randint(1, 5)))
                Visit.objects.filter(pk=pk).update(planned_on=later)
        for n in range(0, len(done), 500):
            Visit.objects.filter(pk__in=done[n : n + 500]).update(state="done", took_place_at=noon(day))


def at_random(chance: Random) -> None:
    """Let the board give a random workday between the same days."""

    def place(board: Board, wanted: Wanted) -> Place:
        first, last = window(wanted.due_on, board.today)
        first, last = wanted.first or first, wanted.last or last
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        days = [day for day in days if board.is_workday(day)]
        rep = chance.choice(wanted.reps) if wanted.reps else None
        return Place(rep, chance.choice(days) if days else board._next((rep,), last).day)

    Board.place = place  # type: ignore[method-assign]


def turned(seed: int) -> tuple[Load, Counter[tuple[int, date]], int, int]:
    """A year: visits per rep and week and per rep and day, those after their due day, and those on a holiday."""
    Visit.history.all().delete()
    Visit.objects.all().delete()
    weeks: Load = Counter()
    days: Load = Counter()
    for day, rep, count in year(Random(seed)):
        weeks[rep, monday_of(day)] += count
        days[rep, day] += count
    late = sum(
        planned > due >= START + timedelta(days=14)
        for due, planned in Visit.history.filter(history_type="+").values_list("due_on", "planned_on")
    )
    working = calendar()
    off = sum(not working.is_workday(day) for day in Visit.history.values_list("planned_on", flat=True))
    return weeks, days, late, off


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=12)
    parser.add_argument("--customers", type=int, default=500, help="of a rep, on average")
    parser.add_argument("--start", choices=("imported", "settled"), default="imported")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("visit-year.svg"))
    asked, started = parser.parse_args(), time.monotonic()
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}
    call_command("migrate", run_syncdb=True, verbosity=0)
    fill(asked.reps, asked.customers, asked.start, Random(asked.seed))
    ours, days, late, off = turned(asked.seed)
    usual = Board.place
    at_random(Random(asked.seed))
    chance, _days, _late, _off = turned(asked.seed)
    Board.place = usual  # type: ignore[method-assign]
    report(ours, chance, days)
    print(f"planned after the due day: {late}; planned on a day off: {off}; {time.monotonic() - started:.0f} s")
    asked.out.write_text(drawing(ours, chance), encoding="utf-8")
    print(f"drawn: {asked.out}")
    connection.close()


def mondays() -> list[date]:
    """The whole weeks of the year, but for the first, in which nobody was planned yet."""
    return [START + timedelta(weeks=n) for n in range(1, 52)]


def workdays(monday: date) -> int:
    working = calendar()
    return sum(working.is_workday(monday + timedelta(days=n)) for n in range(7))


def deviation(load: Load, rep: int) -> float:
    """The standard deviation of the weekly load of a rep, each week counted as one of five workdays."""
    return pstdev(load[rep, monday] * 5 / workdays(monday) for monday in mondays() if workdays(monday))


def report(ours: Load, chance: Load, days: Counter[tuple[int, date]]) -> None:
    names = dict(User.objects.filter(role=Role.REP).order_by("username").values_list("pk", "username"))
    print("rep      visits  a week  most a day  SD of a week  by chance  Poisson")
    for pk, name in names.items():
        weekly = [ours[pk, monday] for monday in mondays()]
        most = max((count for (rep, _day), count in days.items() if rep == pk), default=0)
        mean = fmean(weekly)
        print(
            f"{name:8} {sum(weekly):6} {mean:7.1f} {most:11} {deviation(ours, pk):13.2f} {deviation(chance, pk):10.2f} "
            f"{mean**0.5:8.2f}"
        )
    us, they = fmean(deviation(ours, pk) for pk in names), fmean(deviation(chance, pk) for pk in names)
    print(f"all: SD of a week {us:.2f}, by chance {they:.2f}: {us / they:.0%}")


CELL, LEFT, TOP = 16, 70, 30


def drawing(ours: Load, chance: Load) -> str:
    """A picture: ours above, chance below; a row for each rep, a column for each week, and all reps together."""
    parts, height = [], 0
    for title, load in (("planned", ours), ("by chance", chance)):
        part, size = _map(title, load, height)
        parts.append(part)
        height += size
    width = LEFT + 52 * CELL + 60
    size = f'width="{width}" height="{height}" font-family="sans-serif" font-size="11"'
    paper = '<rect width="100%" height="100%" fill="white"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paper}{"".join(parts)}</svg>'


def _map(title: str, load: Load, top: int) -> tuple[str, int]:
    names = dict(User.objects.filter(role=Role.REP).order_by("username").values_list("pk", "username"))
    weeks = [START + timedelta(weeks=n) for n in range(52)]
    drawn = [f'<text x="{LEFT}" y="{top + 20}" font-weight="bold">{title}: visits per rep and week</text>']
    for row, (pk, name) in enumerate(names.items()):
        y = top + TOP + row * CELL
        drawn.append(f'<text x="4" y="{y + 12}">{name}</text>')
        for column, monday in enumerate(weeks):
            count = load[pk, monday]
            shade = 255 - min(255, count * 8)
            ink = "white" if shade < 120 else "black"
            x = LEFT + column * CELL
            drawn.append(f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="rgb({shade},{shade},255)"/>')
            drawn.append(f'<text x="{x + 2}" y="{y + 12}" font-size="9" fill="{ink}">{count}</text>')
    base = top + TOP + len(names) * CELL + 90
    totals = [sum(load[pk, monday] for pk in names) for monday in weeks]
    scale = 80 / max([*totals, 1])
    for column, (monday, total) in enumerate(zip(weeks, totals, strict=True)):
        x, high = LEFT + column * CELL, total * scale
        colour = "#69c" if workdays(monday) >= 5 else "#c96"
        drawn.append(f'<rect x="{x}" y="{base - high:.1f}" width="{CELL - 2}" height="{high:.1f}" fill="{colour}"/>')
        if column % 4 == 0:
            drawn.append(f'<text x="{x}" y="{base + 14}">{monday:%m-%d}</text>')
    drawn.append(f'<text x="4" y="{base}">all ({max(totals)})</text>')
    return "".join(drawn), TOP + len(names) * CELL + 120


if __name__ == "__main__":
    main()

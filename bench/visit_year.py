"""A year of follow-up visits, day by day, in memory: how even the load of each rep is from week to week.

    python bench/visit_year.py [--reps 12] [--customers 500] [--start imported|settled] [--horizon 14]

A made company and the rules of the planner (visits/rules), as visits/services/placing.py and levelling.py use them. On
every workday what falls due is placed; nine of ten visits take place on their day, the others some days later. With the
same company it is done again with days drawn at random from the same days: that is what chance gives. Prints the load
per rep and draws it per rep and week.

imported: nobody was ever planned, a third was never visited, and most are overdue. settled: the last visits lie within
the cadence, with more of them in some months than in others.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import fmean, pstdev

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from visits.rules.cadence import add_months
from visits.rules.levelling import Turns, backlog_turns, crowd_turns, days_around
from visits.rules.load import Capacity
from visits.rules.placing import HORIZON, ONE_DAY, Board, Place, Wanted, monday_of, window

START = date(2026, 1, 5)  # a Monday
WEEKS = 52
TAKES_PLACE = 0.9
DISTRICTS = ("东湖", "西林", "南桥", "北门", "中山", "滨河", "新港", "古塔")
# The public holidays of 2026 and the weekends worked for them, as the calendar of the company has them.
OFF = [("01-01", 3), ("02-15", 9), ("04-04", 3), ("05-01", 5), ("06-19", 3), ("09-25", 3), ("10-01", 7)]
WORKED = {date.fromisoformat(f"2026-{day}") for day in ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10")}
HOLIDAYS = {date.fromisoformat(f"2026-{day}") + timedelta(days=n) for day, count in OFF for n in range(count)}
Load = Counter[tuple[int, date]]


def is_workday(day: date) -> bool:
    return day in WORKED or (day.weekday() < 5 and day not in HOLIDAYS)


@dataclass
class Customer:
    rep: int
    months: int
    counted_from: date
    town: str
    planned_on: date | None = None
    due_on: date = START

    def count_from(self, day: date) -> Customer:
        self.counted_from, self.due_on, self.planned_on = day, add_months(day, self.months), None
        return self


def company(reps: int, each: int, start: str, chance: Random) -> list[Customer]:
    """Reps with more or fewer customers, most of them long-term ones."""
    found = []
    for rep in range(reps):
        for _ in range(round(each * (0.6 + 0.8 * rep / max(1, reps - 1)))):
            months = 6 if chance.random() < 0.3 else 12
            since = START
            if start == "settled":
                part = chance.choice([0, 1, 1, 2]) + chance.random()
                since = START - timedelta(days=round(part / 3 * (START - add_months(START, -months)).days))
            elif chance.random() < 0.65:
                since = START - timedelta(days=chance.randint(10, 1100))
            found.append(Customer(rep, months, since, chance.choice(DISTRICTS)).count_from(since))
    return found


@dataclass
class Year:
    """The year of a company. chance_days: draws the days at random."""

    customers: list[Customer]
    chance: Random
    horizon: int
    chance_days: Random | None = None
    weeks: Load = field(default_factory=Counter)
    days: Load = field(default_factory=Counter)
    strains: Counter[str] = field(default_factory=Counter)
    towns: Counter[tuple[int, date, str]] = field(default_factory=Counter)

    def turn(self) -> Year:
        self.paces = Counter[int]()
        for customer in self.customers:
            self.paces[customer.rep] += 12 / customer.months / 52.18  # type: ignore[assignment]
        for day in (START + timedelta(days=n) for n in range(WEEKS * 7)):
            if is_workday(day):
                self.plan(day)
                self.visit(day)
        return self

    def plan(self, today: date) -> None:
        """Place what falls due, and the crowds that need to begin now."""
        board = Board(
            today=today,
            is_workday=is_workday,
            capacity=lambda rep, day: Capacity(),
            pace=lambda rep: self.paces[rep or 0],
        )
        waiting = defaultdict(list)
        for customer in self.customers:
            if customer.planned_on is None:
                waiting[customer.rep].append(customer)
            else:
                board.add(customer.rep, customer.planned_on, customer.town)
        for rep, some in waiting.items():
            self._place(board, rep, some)

    def _place(self, board: Board, rep: int, waiting: list[Customer]) -> None:
        today = board.today
        overdue: dict[int, Counter[date]] = defaultdict(Counter)
        due: Counter[date] = Counter()
        for one in waiting:
            due[monday_of(max(one.due_on, today))] += 1
            if one.due_on < today:
                overdue[one.months][one.counted_from.replace(day=1)] += 1
        backlog = backlog_turns(board, (rep,), overdue)
        crowd = crowd_turns(board, (rep,), due, self.horizon // 7)
        until = crowd[0] if crowd else today + timedelta(days=self.horizon)
        for one in sorted(waiting, key=lambda one: one.due_on):
            if one.due_on <= until:
                first, last = self._days(one, today, backlog, crowd[1] if crowd else None)
                self._put(board, one, Wanted(one.due_on, (rep,), (), one.town, first, last))

    def _days(
        self, one: Customer, today: date, backlog: dict[int, Turns], crowd: Turns | None
    ) -> tuple[date | None, date | None]:
        if one.due_on < today:
            return days_around(backlog[one.months].week_of(one.counted_from), today, date.max)
        return days_around(crowd.week_of(one.due_on), today, one.due_on) if crowd else (None, None)

    def _put(self, board: Board, one: Customer, wanted: Wanted) -> None:
        place = board.place(wanted) if self.chance_days is None else self._draw(board, wanted)
        assert is_workday(place.day)
        one.planned_on = place.day
        late = wanted.due_on >= board.today and place.day > wanted.due_on
        self.strains[place.strain or ("late" if late else "none")] += 1

    def _draw(self, board: Board, wanted: Wanted) -> Place:
        first, last = window(wanted.due_on, board.today)
        first, last = wanted.first or first, wanted.last or last
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        possible = [day for day in days if is_workday(day)]
        if not possible:
            return board.place(wanted)
        assert self.chance_days is not None
        return Place(wanted.reps[0], self.chance_days.choice(possible))

    def visit(self, today: date) -> None:
        for customer in self.customers:
            if customer.planned_on is None or customer.planned_on > today:
                continue
            if self.chance.random() < TAKES_PLACE:
                customer.count_from(today)
                self.weeks[customer.rep, monday_of(today)] += 1
                self.days[customer.rep, today] += 1
                self.towns[customer.rep, today, customer.town] += 1
            else:
                later = today + timedelta(days=self.chance.randint(1, 5))
                while not is_workday(later):
                    later += ONE_DAY
                customer.planned_on = later


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reps", type=int, default=12)
    parser.add_argument("--customers", type=int, default=500, help="of a rep, on average")
    parser.add_argument("--start", choices=("imported", "settled"), default="imported")
    parser.add_argument("--horizon", type=int, default=HORIZON, help="days that the planner looks ahead")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, default=Path("visit-year.svg"))
    asked = parser.parse_args()
    given = (asked.reps, asked.customers, asked.start)
    made = [company(*given, Random(asked.seed)) for _ in range(2)]
    ours = Year(made[0], Random(asked.seed), asked.horizon).turn()
    chance = Year(made[1], Random(asked.seed), asked.horizon, Random(asked.seed)).turn()
    report(ours, chance, asked.reps)
    asked.out.write_text(drawing(ours.weeks, chance.weeks, asked.reps), encoding="utf-8")
    print(f"drawn: {asked.out}")


def mondays() -> list[date]:
    """The whole weeks with a workday, but for the first, in which nobody was planned yet."""
    weeks = [START + timedelta(weeks=n) for n in range(1, WEEKS)]
    return [monday for monday in weeks if workdays(monday)]


def workdays(monday: date) -> int:
    return sum(is_workday(monday + timedelta(days=n)) for n in range(7))


def deviation(load: Load, rep: int) -> float:
    """The standard deviation of the weekly load of a rep, each week counted as one of five workdays."""
    return pstdev(load[rep, monday] * 5 / workdays(monday) for monday in mondays())


def report(ours: Year, chance: Year, reps: int) -> None:
    print("rep  visits  a week  most a week  most a day  SD of a week  by chance  Poisson")
    for rep in range(reps):
        weekly = [ours.weeks[rep, monday] for monday in mondays()]
        most = max(count for (one, _day), count in ours.days.items() if one == rep)
        mean = fmean(weekly)
        print(
            f"{rep:3} {sum(weekly):7} {mean:7.1f} {max(weekly):12} {most:11} {deviation(ours.weeks, rep):13.2f} "
            f"{deviation(chance.weeks, rep):10.2f} {mean**0.5:8.2f}"
        )
    us, they = (fmean(deviation(one.weeks, rep) for rep in range(reps)) for one in (ours, chance))
    print(f"all: SD of a week {us:.2f}, by chance {they:.2f}: {us / they:.0%}")
    for name, one in (("planned", ours), ("by chance", chance)):
        together = sum(count for count in one.towns.values() if count > 1) / sum(one.towns.values())
        first = sum(count for (_rep, monday), count in one.weeks.items() if monday < START + timedelta(weeks=4))
        print(
            f"{name}: {together:.0%} with another one in the town, {first} in four weeks, strains {dict(one.strains)}"
        )


CELL, LEFT, TOP = 16, 50, 30


def drawing(ours: Load, chance: Load, reps: int) -> str:
    """A picture: ours above, chance below; a row for each rep, a column for each week, and all reps together."""
    parts, height = [], 0
    for title, load in (("planned", ours), ("by chance", chance)):
        parts.append(_map(title, load, reps, height))
        height += TOP + reps * CELL + 120
    size = f'width="{LEFT + WEEKS * CELL + 20}" height="{height}" font-family="sans-serif" font-size="11"'
    paper = '<rect width="100%" height="100%" fill="white"/>'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{paper}{"".join(parts)}</svg>'


def _map(title: str, load: Load, reps: int, top: int) -> str:
    weeks = [START + timedelta(weeks=n) for n in range(WEEKS)]
    drawn = [f'<text x="{LEFT}" y="{top + 20}" font-weight="bold">{title}: visits per rep and week</text>']
    for rep in range(reps):
        y = top + TOP + rep * CELL
        drawn.append(f'<text x="4" y="{y + 12}">rep {rep}</text>')
        for column, monday in enumerate(weeks):
            count, x = load[rep, monday], LEFT + column * CELL
            shade = 255 - min(255, count * 8)
            ink = "white" if shade < 120 else "black"
            drawn.append(f'<rect x="{x}" y="{y}" width="{CELL}" height="{CELL}" fill="rgb({shade},{shade},255)"/>')
            drawn.append(f'<text x="{x + 2}" y="{y + 12}" font-size="9" fill="{ink}">{count}</text>')
    base = top + TOP + reps * CELL + 90
    totals = [sum(load[rep, monday] for rep in range(reps)) for monday in weeks]
    scale = 80 / max([*totals, 1])
    for column, (monday, total) in enumerate(zip(weeks, totals, strict=True)):
        x, high = LEFT + column * CELL, total * scale
        colour = "#6699cc" if workdays(monday) >= 5 else "#cc9966"
        drawn.append(f'<rect x="{x}" y="{base - high:.1f}" width="{CELL - 2}" height="{high:.1f}" fill="{colour}"/>')
        if column % 4 == 0:
            drawn.append(f'<text x="{x}" y="{base + 14}">{monday:%m-%d}</text>')
    drawn.append(f'<text x="4" y="{base}">{max(totals)}</text>')
    return "".join(drawn)


if __name__ == "__main__":
    main()

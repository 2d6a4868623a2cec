"""How long the figures of a round take: read from the roll-up, computed live, and the least that SQL needs.

    python bench/satisfaction.py [--responses 1000000]

Run it on an empty, migrated PostgreSQL. It adds a round of the quarterly questionnaire with so many responses to its 19
measuring questions, in 25 strata, unless there is one, and computes it.
"""

import argparse
import os
import resource
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "aftersales.settings")

import django

django.setup()

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from aftersales.staff.models import Region
from customers.enums import Tier
from surveys.enums import QuestionKind, RoundState, Segment
from surveys.models import Questionnaire, Response, Round, Stratum
from surveys.queries.results import results_of
from surveys.queries.rollup import COLUMNS, Item, items_of, measured, rated, sums
from surveys.services.computing import compute_round
from surveys.services.installation import install_defaults

QUARTER = "2026-Q3"
ROUNDS = 5


def fill(responses: int) -> Round:
    """A closed round. Items go together as those of people do: each person has a mood, each answer a deviation. Two
    answers in a hundred are missing."""
    now = timezone.now()
    install_defaults(actor=None, now=now)
    questionnaire = Questionnaire.objects.get(code="quarterly")
    row = Round.objects.create(
        quarter=QUARTER,
        questionnaire=questionnaire,
        state=RoundState.CLOSED,
        margin="0.05",
        expected_rate="0.4",
        opens_at=now,
        closes_at=now,
        seed="5" * 64,
        population=3 * responses,
    )
    regions = [Region.objects.get_or_create(code=f"b{n}", defaults={"name": f"Bench {n}"})[0] for n in range(5)]
    tiers = list(Tier.values)[:5]
    Stratum.objects.bulk_create(
        Stratum(round=row, region=region, tier=tier, population=3 * responses // 25, sample_size=responses // 25)
        for region in regions
        for tier in tiers
    )
    asked = items_of(questionnaire.pk)
    items = [*rated(asked), *(item for item in asked if item.kind == QuestionKind.EFFORT)]
    columns = ", ".join(item.column for item in items)
    numbers = ", ".join(
        f"CASE WHEN random() > 0.02 THEN LEAST({item.high}, GREATEST({item.low}, "
        f"ROUND(0.75 * {item.high} + 1.5 * (p.mood + random() * 3 - 1.5))))::int END"
        for item in items
    )
    statement = f"""
        INSERT INTO {Response._meta.db_table} (questionnaire_id, round_id, quarter, answers, comment, channel,
            region_id, tier, language, device, {columns})
        SELECT %s, %s, %s, '{{}}', '', 'email',
            (%s::bigint[])[1 + p.n %% 5], (%s::text[])[1 + p.n / 5 %% {len(tiers)}], '', '', {numbers}
        FROM (SELECT n, random() + random() + random() - 1.5 AS mood FROM generate_series(1, %s) AS n) p
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT setseed(0.5)")
        ids = [region.pk for region in regions]
        cursor.execute(statement, [questionnaire.pk, row.pk, QUARTER, ids, tiers, responses])
        cursor.execute("VACUUM ANALYZE")
    return row


def items_only(row: Round) -> str:
    """The least: count, sum and sum of squares of each of the 19 columns."""
    columns = [item.column for item in rated(items_of(row.questionnaire_id))]
    return ", ".join(f"COUNT({one}), SUM({one}), SUM({one} * {one})" for one in columns)


def same_figures(row: Round) -> str:
    """All figures, as one would write them by hand: an index is the mean of the answered questions of a person, if
    they are half of them."""
    items = items_of(row.questionnaire_id)
    blocks: dict[str, list[Item]] = defaultdict(list)
    for item in rated(items):
        blocks[item.latent].append(item)
        if item.aspect:
            blocks[f"aspect {item.aspect}"].append(item)
    scores = [score(block) for block in blocks.values()]
    satisfied = next(item.column for item in items if item.latent == "SAT")
    recommend = next(item.column for item in items if item.kind == QuestionKind.RECOMMEND)
    effort = next(item.column for item in items if item.kind == QuestionKind.EFFORT)
    tests = [f"{satisfied} >= 9", f"{recommend} >= 9", f"{recommend} IN (7, 8)", f"{recommend} <= 6", f"{effort} >= 5"]
    sums = [f"COUNT({one}), SUM({one}), SUM({one} * {one})" for one in [*scores, effort]]
    return ", ".join([items_only(row), *sums, *(f"COUNT(*) FILTER (WHERE {test})" for test in tests)])


def score(block: list[Item]) -> str:
    columns = ", ".join(item.column for item in block)
    points = " + ".join(
        f"COALESCE(({item.column} - {item.low}) * {100 / (item.high - item.low)}::float8, 0)" for item in block
    )
    given = f"num_nonnulls({columns})"
    return f"(CASE WHEN 2 * {given} >= {len(block)} THEN ({points}) / {given} END)"


def raw(row: Round, parts: str, segment: str = Segment.ALL) -> int:
    """By hand, with the settings of PostgreSQL as they are."""
    column = COLUMNS.get(Segment(segment))
    groups = ", ".join(dict.fromkeys([column or "region_id", "region_id", "tier"]))
    limit = f" AND {column} IS NOT NULL" if column and column != "tier" else ""
    statement = f"SELECT {groups}, COUNT(*), {parts} FROM {Response._meta.db_table} WHERE round_id = %s{limit}"
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} GROUP BY {groups}", [row.pk])
        return len(cursor.fetchall())


def interpreted(work: Callable[[], Any]) -> Callable[[], Any]:
    """The same without the compiler of PostgreSQL, as the application asks for it."""

    def done() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL jit = off")
            work()

    return done


def timed(work: Callable[[], Any], times: int = ROUNDS) -> float:
    """The median, in milliseconds."""
    taken = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return median(taken)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    options.add_argument("--responses", type=int, default=1_000_000)
    wanted = options.parse_args().responses
    row = Round.objects.filter(quarter=QUARTER).first()
    if row is None:
        filling = timed(lambda: fill(wanted), 1)
        row = Round.objects.get(quarter=QUARTER)
        print(f"filled in {filling / 1000:.1f} s", flush=True)
    print(f"{Response.objects.filter(round=row).count()} responses", flush=True)
    if row.state == RoundState.CLOSED:
        computing = timed(lambda: compute_round(row.pk, timezone.now()), 1)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"computed in {computing / 1000:.1f} s, {peak:.0f} MB at most", flush=True)
    figures = measured(items_of(row.questionnaire_id), {}, "SAT")
    items = [one for one in figures if one.code.startswith("item:")]
    same, least = same_figures(row), items_only(row)
    segments = [str(Segment.ALL), *map(str, COLUMNS)]
    found = {
        "roll-up: the page of results": timed(lambda: results_of(QUARTER, without_flagged=False), 21),
        "live: all figures of all customers": timed(lambda: sums(row.pk, figures)),
        "live: the same by every segment": timed(lambda: [sums(row.pk, figures, one) for one in segments]),
        "raw SQL: the same figures of all customers": timed(lambda: raw(row, same)),
        "  without the compiler": timed(interpreted(lambda: raw(row, same))),
        "raw SQL: the same by every segment": timed(lambda: [raw(row, same, one) for one in segments]),
        "raw SQL: only sums of the 19 columns": timed(lambda: raw(row, least)),
        "live: only sums of the 19 columns": timed(lambda: sums(row.pk, items)),
    }
    for name, milliseconds in found.items():
        print(f"{name:45} {milliseconds:10.1f} ms")


if __name__ == "__main__":
    main()

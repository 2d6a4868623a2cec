"""The planner's statement: every customer of a range whose visit falls due, put on a day, in one INSERT … SELECT.

It says in SQL what rules/cadence.py says of one customer (months_between_visits, anchor, due_on, cycle_key);
tests/visits/test_planning.py holds the two together. Written for a million customers: row by row is a hundred
times slower.
"""

from __future__ import annotations

from typing import Any

from django.db import connection

# How each database takes the company's date of a moment, adds months (to the last day of a shorter one), writes a date.
DIALECTS = {
    "postgresql": {
        "date_of": "({} AT TIME ZONE %(zone)s)::date",
        "later": "(s.anchor + make_interval(months => s.months::int))::date",
        "text": "to_char(f.anchor, 'YYYY-MM-DD')",
    },
    "sqlite": {
        "date_of": "django_datetime_cast_date({}, %(zone)s, 'UTC')",
        "later": "min(date(s.anchor, '+' || s.months || ' months'), "
        "date(s.anchor, 'start of month', '+' || (s.months + 1) || ' months', '-1 day'))",
        "text": "f.anchor",
    },
}

STATEMENT = """
INSERT INTO visits_visit (
    customer_id, cycle, counted_from, state, rep_id, due_on, planned_on, channel, reason, outcome, met_whom,
    opinions, suggestions, requirements, created_at, version, plan_run, remind_at, remind_level)
WITH
slot (due_on, turn, days, planned_on, remind_at, remind_level) AS ({slots}),
pool (region_id, turn, reps, rep_id) AS ({pool}),
held (rep_id, visits) AS ({held}),
standing AS MATERIALIZED (
    SELECT c.id AS customer_id, c.region_id, u.id AS rep_id, COALESCE(e.months, k.months) AS months,
        CASE WHEN COALESCE(k.channel, 'phone') = 'phone' AND c.not_by_phone THEN 'visit'
            ELSE COALESCE(k.channel, 'phone') END AS channel,
        COALESCE({last_visit_on}, c.since, {archived_on}) AS anchor
    FROM customers_customer c
    LEFT JOIN visits_cadence k ON k.tier = c.tier
    LEFT JOIN visits_visitexception e ON e.customer_id = c.id
    LEFT JOIN staff_user u ON u.id = c.rep_id AND u.is_active
    WHERE c.id > %(after)s AND c.id <= %(upto)s AND COALESCE(e.months, k.months) > 0
        AND NOT EXISTS (SELECT 1 FROM visits_visit p WHERE p.customer_id = c.id AND p.state = 'planned')),
due AS (SELECT s.*, {later} AS due_on FROM standing s),
falling AS (
    SELECT d.customer_id, d.channel, d.anchor, d.due_on, COALESCE(d.rep_id, p.rep_id) AS rep_id,
        CASE WHEN d.due_on < %(today)s THEN %(yesterday)s ELSE d.due_on END AS slot_of
    FROM due d
    LEFT JOIN pool p ON d.rep_id IS NULL AND p.region_id = d.region_id AND p.turn = d.customer_id %% p.reps
    WHERE d.due_on <= %(horizon)s),
placed AS (
    SELECT f.*, COALESCE(h.visits, 0) + ROW_NUMBER() OVER (PARTITION BY f.rep_id ORDER BY f.due_on, f.customer_id)
            AS turn,
        f.customer_id || ':' || {text} || ':' || (1 + (SELECT COUNT(*) FROM visits_visit v
            WHERE v.customer_id = f.customer_id AND v.cycle LIKE f.customer_id || ':' || {text} || ':%%')) AS cycle
    FROM falling f
    LEFT JOIN held h ON h.rep_id = f.rep_id)
SELECT p.customer_id, p.cycle, p.anchor, 'planned', p.rep_id, p.due_on, s.planned_on, p.channel, '', '', '',
    '', '', '', %(now)s, 1, %(run)s, s.remind_at, s.remind_level
FROM placed p
JOIN slot s ON s.due_on = p.slot_of AND s.turn = p.turn %% s.days
WHERE p.customer_id > 0
ORDER BY p.customer_id
ON CONFLICT DO NOTHING
"""

HISTORY = """
INSERT INTO {history} ({columns}, history_date, history_type, history_change_reason)
SELECT {columns}, %(now)s, '+', %(reason)s FROM visits_visit WHERE id > %(above)s AND plan_run = %(run)s
"""


def statement(*, slots: list[tuple[Any, ...]], pool: list[tuple[Any, ...]], held: list[tuple[Any, ...]]) -> str:
    """The INSERT for this database, with the tables that the run brings along."""
    dialect = DIALECTS[connection.vendor]
    last = "(SELECT MAX(v.took_place_at) FROM visits_visit v WHERE v.customer_id = c.id)"
    return STATEMENT.format(
        slots=_values("s", slots),
        pool=_values("p", pool),
        held=_values("h", held),
        last_visit_on=dialect["date_of"].format(last),
        archived_on=dialect["date_of"].format("c.created_at"),
        later=dialect["later"],
        text=dialect["text"],
    )


def params_of(prefix: str, rows: list[tuple[Any, ...]]) -> dict[str, Any]:
    """The parameters of a table that the run brings along."""
    return {f"{prefix}{i}_{j}": adapted(value) for i, row in enumerate(rows) for j, value in enumerate(row)}


def adapted(value: Any) -> Any:
    """A date or moment as this database takes it."""
    if hasattr(value, "hour"):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if hasattr(value, "year") else value


def _values(prefix: str, rows: list[tuple[Any, ...]]) -> str:
    def row_of(i: int, row: tuple[Any, ...]) -> str:
        return "(" + ", ".join(f"%({prefix}{i}_{j})s" for j in range(len(row))) + ")"

    return "VALUES " + ", ".join(row_of(i, row) for i, row in enumerate(rows))

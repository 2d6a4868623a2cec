"""The control chart of a batch, by the rules in effect."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..models import WarningRules
from ..rules.control_chart import Alarms, Chart, Count, Point, control_chart
from .batch_weeks import Week, Weeks, this_week, weeks_of
from .batches import BatchKey


def warning_rules() -> WarningRules:
    """The rules of early warnings: those that were set, or the standard ones."""
    return WarningRules.objects.order_by("pk").first() or WarningRules()


def alarms_of(rules: WarningRules) -> Alarms:
    return Alarms(beyond=rules.beyond, run=rules.run_weeks if rules.run else 0, fewest=rules.fewest)


@dataclass(frozen=True)
class BatchChart:
    """The weeks of a batch, and the chart of those in which units were in use."""

    weeks: Weeks
    chart: Chart
    current: date

    @property
    def rows(self) -> tuple[Week, ...]:
        """The weeks of the points of the chart."""
        return self.weeks.in_use

    @property
    def told(self) -> tuple[tuple[Week, Point], ...]:
        """The weeks of which something can be said: without the one that runs, unless it alarms already and the one
        before it did not."""
        pairs = tuple(zip(self.rows, self.chart.points, strict=True))
        if len(pairs) < 2 or pairs[-1][0].first != self.current or pairs[-1][1].beyond:
            return pairs
        before = pairs[-2][1]
        is_news = pairs[-1][1].ends_run and not (before.beyond or before.ends_run)
        return pairs if is_news else pairs[:-1]

    def alarm_weeks(self, rule: str) -> list[date]:
        """The weeks in which a rule alarms. A week whose complaints were all imported from the past does not."""
        pairs = zip(self.rows, self.chart.points, strict=True)
        return [
            week.first for week, point in pairs if week.live and (point.beyond if rule == "beyond" else point.ends_run)
        ]


def chart_of(weeks: Weeks, rules: WarningRules, now: datetime) -> BatchChart:
    current = this_week(now)
    rows = weeks.in_use
    counts = [Count(week.complaints, week.units) for week in rows]
    complete = sum(1 for week in rows if week.first < current)
    return BatchChart(weeks, control_chart(counts, complete=complete, alarms=alarms_of(rules)), current)


def batch_charts(keys: Sequence[BatchKey], now: datetime) -> dict[BatchKey, BatchChart]:
    """The charts of many batches, in a constant number of queries."""
    rules = warning_rules()
    return {key: chart_of(weeks, rules, now) for key, weeks in weeks_of(keys, now).items()}

"""What changed in a quarter and what needs a decision, one sentence each, with a link to the rows behind it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..queries import QuarterPage
from ..rules.answer import below_target, has_grown, is_slower, way_of_count, way_of_score

MOST_POINTS = 3
RECENT_WEEKS = 2

# The key is how (satisfaction, complaints) moved: each is up, down, same or unknown.
HEADLINES = {
    ("up", "down"): gettext_lazy("Customers are more satisfied and complain less."),
    ("up", "up"): gettext_lazy("Customers are more satisfied, but complain more."),
    ("up", "same"): gettext_lazy("Customers are more satisfied. Complaints are about as before."),
    ("up", "unknown"): gettext_lazy("Customers are more satisfied."),
    ("down", "down"): gettext_lazy("Customers are less satisfied but complain less."),
    ("down", "up"): gettext_lazy("Customers are less satisfied and complain more."),
    ("down", "same"): gettext_lazy("Customers are less satisfied. Complaints are about as before."),
    ("down", "unknown"): gettext_lazy("Customers are less satisfied."),
    ("same", "down"): gettext_lazy("Customers are as satisfied as before and complain less."),
    ("same", "up"): gettext_lazy("Customers are as satisfied as before, but complain more."),
    ("same", "same"): gettext_lazy("Satisfaction and complaints are largely unchanged."),
    ("same", "unknown"): gettext_lazy("Customers are as satisfied as before."),
    ("unknown", "down"): gettext_lazy("Customers complain less. Satisfaction can’t be compared yet."),
    ("unknown", "up"): gettext_lazy("Customers complain more. Satisfaction can’t be compared yet."),
    ("unknown", "same"): gettext_lazy("Complaints are about as before. Satisfaction can’t be compared yet."),
    ("unknown", "unknown"): gettext_lazy("Nothing to compare with yet."),
}


@dataclass(frozen=True)
class Point:
    """A sentence about something that needs a decision. code: week, batch, region, replies or late."""

    code: str
    text: str
    url: str


@dataclass(frozen=True)
class Answer:
    headline: str
    points: list[Point]

    @property
    def text(self) -> str:
        """The answer as text without links, one sentence on each line."""
        return "\n".join([self.headline, *(point.text for point in self.points)])


def answer_of(page: QuarterPage) -> Answer:
    moved = way_of_score(page.satisfaction.history.figure)
    complaints = way_of_count(page.complaints.rows.count, page.complaints.previous.count)
    points = [*_weeks(page), *_batches(page), *_regions(page), *_replies(page), *_late(page)]
    return Answer(str(HEADLINES[moved, complaints]), points[:MOST_POINTS])


def _weeks(page: QuarterPage) -> list[Point]:
    """The latest week with a count beyond the limits, if it is recent."""
    limits = page.complaints.limits
    weeks = [week for week in page.complaints.weeks[-RECENT_WEEKS:] if limits and limits.broken_by(week.rows.count)]
    return [
        Point(
            "week",
            _("Complaints in week %(week)s are above the control limit.") % {"week": week.number},
            week.rows.url,
        )
        for week in weeks[-1:]
    ]


def _batches(page: QuarterPage) -> list[Point]:
    return [
        Point("batch", _("Batch %(batch)s is above its control limit.") % {"batch": each.batch}, each.rows.url)
        for each in page.batches.top
        if each.is_above
    ]


def _replies(page: QuarterPage) -> list[Point]:
    if not below_target(page.replies.share, page.replies.n):
        return []
    text = _("First replies are below target: %(count)s late.") % {"count": page.replies.late.count}
    return [Point("replies", text, page.replies.late.url)]


def _regions(page: QuarterPage) -> list[Point]:
    """The region whose replies slowed down most since the quarter before."""
    slower = [
        (each.hours - each.previous_hours, each)
        for each in page.hours
        if each.previous_hours is not None
        and is_slower(each.hours, each.rows.count, each.previous_hours, each.previous_n)
    ]
    if not slower:
        return []
    by, worst = max(slower, key=lambda pair: pair[0])
    words = {"region": worst.region, "hours": f"{by:.0f}" if by >= 2 else f"{by:.1f}"}
    return [Point("region", _("%(region)s replies %(hours)s hours slower.") % words, worst.rows.url)]


def _late(page: QuarterPage) -> list[Point]:
    late = page.lateness
    if not has_grown(late.rows.count, late.a_week_ago):
        return []
    text = _("%(count)s tickets are overdue, %(before)s a week ago.")
    return [Point("late", text % {"count": late.rows.count, "before": late.a_week_ago}, late.rows.url)]

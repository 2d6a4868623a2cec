"""Queries of opinions and suggestions, their themes and their monthly lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet

from aftersales.staff.models import User
from aftersales.store.dates import company_date, start_of
from complaints.enums import IDEAS, State
from complaints.models import Ticket

from ..enums import ReviewState, Telling
from ..models import SuggestionList, SuggestionReview, SuggestionTheme
from ..permissions.suggestions import visible_reviews
from ..rules.themes import Theme, top_themes

ONE_DAY = timedelta(days=1)
THEME_DAYS = 30
SHOWN_THEMES = 5
EXAMPLES = 3
CANDIDATES = 200
TABS = ("waiting", "studying", "adopted", "declined", "done", "tell", "all")
# What the customer took back, or said again in a ticket that is reviewed itself, waits for nobody.
GONE = Q(ticket__state=State.WITHDRAWN) & (Q(ticket__merged_into=None) | Q(ticket__merged_into__kind__in=IDEAS))


def tab_filter(tab: str, today: date) -> Q:
    """The rows of a tab. What is studied waits again when its day has come."""
    due_again = Q(state=ReviewState.STUDYING, due_on__lte=today)
    return {
        "waiting": (Q(state=ReviewState.WAITING) | due_again) & ~GONE,
        "studying": Q(state=ReviewState.STUDYING, due_on__gt=today) & ~GONE,
        "adopted": Q(state=ReviewState.ADOPTED, result_at=None),
        "declined": Q(state=ReviewState.DECLINED),
        "done": Q(state=ReviewState.ADOPTED, result_at__isnull=False) | Q(state=ReviewState.ANSWERED),
        "tell": Q(telling=Telling.CALL),
    }.get(tab, Q())


def reviews(user: User, asked: Mapping[str, str], now: datetime) -> QuerySet[SuggestionReview]:
    """The reviews that the user may see, of a tab, theme, product, and from a day on. What waits comes the oldest
    first, the rest the newest first."""
    tab = asked.get("tab", "")
    rows = visible_reviews(user).filter(tab_filter(tab, company_date(now)))
    if theme := asked.get("theme", ""):
        rows = rows.filter(pk__in=SuggestionTheme.objects.filter(key=theme).values("review"))
    if product := asked.get("product", ""):
        rows = rows.filter(ticket__purchase__product__code=product)
    if since := day_of(asked.get("since", "")):
        rows = rows.filter(received_on__gte=since)
    rows = with_ticket(rows)
    oldest_first = tab in ("waiting", "studying", "tell")
    return rows.order_by("received_at", "pk") if oldest_first else rows.order_by("-received_at", "-pk")


def with_ticket(rows: QuerySet[SuggestionReview]) -> QuerySet[SuggestionReview]:
    """With what a row and the text to the customer need."""
    return rows.select_related(
        "ticket__customer",
        "ticket__contact",
        "ticket__purchase__product",
        "owner__department",
        "decided_by",
        "proposed_by",
        "told_by",
        "action",
    )


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def tab_counts(user: User, now: datetime) -> dict[str, Any]:
    """How many rows each tab has, and since when the oldest one waits, in one query."""
    today = company_date(now)
    found: dict[str, Any] = {
        tab: Count("pk", filter=tab_filter(tab, today)) if tab != "all" else Count("pk") for tab in TABS
    }
    found["oldest"] = Min("received_at", filter=tab_filter("waiting", today))
    return visible_reviews(user).aggregate(**found)


def waiting(now: datetime) -> dict[str, Any]:
    """How many wait for a decision, and since when the oldest one."""
    rows = SuggestionReview.objects.filter(tab_filter("waiting", company_date(now)))
    return rows.aggregate(count=Count("pk"), oldest=Min("received_at"))


def themes(until: date, *, days: int = THEME_DAYS, limit: int = SHOWN_THEMES) -> list[Theme]:
    """What recurred in the days up to `until`, with how often it occurred in as many days before."""
    since = until - timedelta(days=days - 1)
    return themes_between(since, until, since - timedelta(days=days), limit)


def themes_between(since: date, until: date, before: date, limit: int = SHOWN_THEMES) -> list[Theme]:
    """The themes from `since` to `until`, compared with the days from `before` to the day before `since`."""
    rows = SuggestionTheme.objects.filter(received_on__gte=since, received_on__lte=until)
    counted = rows.order_by().values("key").annotate(n=Count("pk")).filter(n__gte=2).order_by("-n", "key")
    found = list(counted.values_list("key", "n")[:CANDIDATES])
    earlier = SuggestionTheme.objects.filter(received_on__gte=before, received_on__lt=since)
    earlier = earlier.filter(key__in=[key for key, _n in found])
    texts: dict[str, set[int]] = {}
    for key, review in rows.filter(key__in=[key for key, _n in found]).values_list("key", "review_id"):
        texts.setdefault(key, set()).add(review)
    past = dict(earlier.order_by().values_list("key").annotate(n=Count("pk")))
    return top_themes(found, past, limit, texts={key: frozenset(found) for key, found in texts.items()})


def examples(keys: Sequence[str], since: date, until: date) -> dict[str, list[str]]:
    """Up to three subjects of each theme, the newest first."""
    rows = SuggestionTheme.objects.filter(received_on__gte=since, received_on__lte=until)
    return {
        key: list(
            rows.filter(key=key)
            .order_by("-received_on", "-review_id")
            .values_list("review__ticket__subject", flat=True)[:EXAMPLES]
        )
        for key in keys
    }


def alike(found: Iterable[SuggestionReview]) -> dict[int, tuple[str, int]]:
    """By review: the most frequent pair that it shares with others, and in how many reviews it occurs."""
    keys: dict[int, list[str]] = {}
    for pk, key in SuggestionTheme.objects.filter(review__in=[row.pk for row in found]).values_list("review", "key"):
        keys.setdefault(pk, []).append(key)
    every = {key for held in keys.values() for key in held}
    counted = SuggestionTheme.objects.filter(key__in=every).order_by().values_list("key").annotate(n=Count("pk"))
    counts = dict(counted)
    best = {pk: max(held, key=lambda key: (counts[key], key)) for pk, held in keys.items()}
    return {pk: (key, counts[key]) for pk, key in best.items() if counts[key] > 1}


def unreviewed() -> QuerySet[Ticket]:
    """Opinions and suggestions that have no review yet."""
    return Ticket.objects.filter(kind__in=IDEAS, suggestion_review=None).order_by("pk")


def received_in(first: date, until: date) -> QuerySet[SuggestionReview]:
    """What was received from `first` to the day before `until`."""
    return SuggestionReview.objects.filter(received_on__gte=first, received_on__lt=until)


def decided_in(first: date, until: date) -> QuerySet[SuggestionReview]:
    """What was decided in these days and not reconsidered since."""
    return SuggestionReview.objects.filter(decided_at__gte=start_of(first), decided_at__lt=start_of(until))


def results_in(first: date, until: date) -> QuerySet[SuggestionReview]:
    """The adopted ones whose result was recorded in these days."""
    return SuggestionReview.objects.filter(result_at__gte=start_of(first), result_at__lt=start_of(until))


def lists() -> QuerySet[SuggestionList]:
    """The monthly lists, the newest first, without their contents."""
    return SuggestionList.objects.order_by("-month")


def names_of(ticket: Ticket) -> list[str]:
    """The names that occur in a text but are no themes: of the customer and of its contacts."""
    if ticket.customer is None:
        return [ticket.contact.name] if ticket.contact else []
    return [ticket.customer.name, *(row.name for row in ticket.customer.contacts.all())]

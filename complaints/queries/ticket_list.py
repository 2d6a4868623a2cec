"""The ticket list, filtered by the parameters of its URL."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.bounds import is_plausible_day
from aftersales.search.text import phone_gram, query_grams
from aftersales.staff.models import Department, Region, User
from aftersales.store.in_use import with_state
from customers.models import Customer
from customers.queries.finding import found_through
from customers.queries.numbers import current_numbers

from ..enums import OPEN_STATES, EntryKind, SlaCode, State
from ..models import Proposal, RiskFlag, SlaTarget, Ticket, TicketEntry
from ..permissions import SEE_ALL, TICKET_OWNERS, visible_to
from ..rules.problems import OTHER
from .tags import all_tags, with_tag

FILTERS = {
    "q": _("Search"),
    "state": _("Status"),
    "kind": _("Type"),
    "channel": _("Channel"),
    "region": _("Region"),
    "owner": _("Owner"),
    "tag": _("Tag"),
    "team": _("Team"),
    "tier": _("Tier"),
    "batch": _("Batch"),
    "product": _("Product"),
    "problem": _("Kind of problem"),
    "severity": _("Severity"),
    "quality_class": _("Quality class"),
    "investigate": _("Investigate"),
    "safety": _("Safety implication"),
    "customer": _("Customer"),
    "late": _("Late"),
    "paused": _("Paused"),
    "reported_from": _("Logged from"),
    "reported_to": _("Logged to"),
    "closed_from": _("Closed from"),
    "closed_to": _("Closed to"),
    "first_reply": _("First reply"),
    "replied": _("Replied"),
    "has_cost": _("With costs"),
    "risk": _("At risk"),
    "first_contact": _("Solved at the first contact"),
    "reopened": _("Reopened"),
}
EQUALS = {
    "kind": "kind__in",
    "channel": "channel__in",
    "severity": "severity__in",
    "quality_class": "quality_class__in",
    "investigate": "investigate__in",
    "safety": "safety__in",
    "batch": "batch__in",
    "product": "purchase__product__code__in",
    "region": "region__code__in",
    "tier": "customer__tier__in",
    "customer": "customer__number__in",
    "team": "owner__department__code__in",
}
LONG = (
    "description",
    "problem_found",
    "search_text",
    "customer__search_words",
    "customer__reach_words",
    "customer__search_text",
    "customer__address",
    "owner__password",
)
FREQUENT = 1000
OWNERS = 200  # offered by the filter
_EVERY = Q()
SORTS: dict[str, tuple[Any, ...]] = {
    "due": (F("next_due_at").asc(nulls_last=True), "pk"),
    "-reported": ("-reported_at", "-pk"),
    "reported": ("reported_at", "pk"),
    "-updated": ("-updated_at", "-pk"),
    "updated": ("updated_at", "pk"),
    "kind": ("kind", "-reported_at", "-pk"),
}


def filtered(user: User, params: Mapping[str, str], now: datetime | None = None) -> QuerySet[Ticket]:
    """The tickets that the user may see and that match the parameters. Unknown parameters are ignored.

    Commas separate several values of one filter. Days are in the company's time zone; both ends are included.
    """
    rows = visible_to(user)
    for name, lookup in EQUALS.items():
        if value := params.get(name, ""):
            values = value.split(",")[:20]
            if name == "customer":
                known = current_numbers(values)
                values = [known.get(number, number) for number in values]
            rows = rows.filter(**{lookup: values})
    if params.get("tag"):
        rows = rows.filter(with_tag(params["tag"].split(",")[:20]))
    rows = _by_problem(rows, params.get("problem", ""))
    rows = _by_state(rows, params.get("state", ""))
    rows = _by_owner(rows, user, params.get("owner", ""))
    rows = _by_days(rows, params)
    rows = _by_sla_targets(rows, params, now or timezone.now())
    if params.get("risk"):
        rows = rows.filter(Exists(RiskFlag.objects.filter(ticket=OuterRef("pk"), acknowledged_at=None)))
    if params.get("has_cost"):
        rows = rows.filter(Exists(Proposal.objects.filter(ticket=OuterRef("pk"), approved_amount__gt=0)))
    if params.get("first_contact"):
        rows = rows.filter(solved_at_once())
    if params.get("reopened"):
        rows = rows.filter(reopened_count__gt=0)
    return _by_words(rows, user, params.get("q", ""))


def _by_problem(rows: QuerySet[Ticket], wanted: str) -> QuerySet[Ticket]:
    """The numbers of kinds of problems (rules/problems.py); others match nothing."""
    if not wanted:
        return rows
    known = {str(number): number for number in range(OTHER + 1)}
    return rows.filter(problem_kind__in=[known[part] for part in wanted.split(",")[:20] if part in known])


def _by_state(rows: QuerySet[Ticket], wanted: str) -> QuerySet[Ticket]:
    if not wanted:
        return rows
    parts = wanted.split(",")[:20]
    found = Q(state__in=[*parts, *(OPEN_STATES if "open" in parts else ())])
    if "unidentified" in parts:
        found |= Q(customer=None) & ~Q(state__in=[State.CLOSED, State.WITHDRAWN])
    return rows.filter(found)


def _by_owner(rows: QuerySet[Ticket], user: User, wanted: str) -> QuerySet[Ticket]:
    if not wanted:
        return rows
    names = [user.username if name == "me" else name for name in wanted.split(",")[:20]]
    return rows.filter(owner=user) if names == [user.username] else rows.filter(owner__username__in=names)


def _day(text: str, end: bool) -> datetime | None:
    try:
        day = parse_date(text)
    except ValueError:
        return None
    if day is None or not is_plausible_day(day):
        return None
    start = timezone.make_aware(datetime.combine(day, time()))
    return start + timedelta(days=1) if end else start


def is_day(text: str) -> bool:
    """Whether a filter can be read as a day."""
    return _day(text, False) is not None


def _by_days(rows: QuerySet[Ticket], params: Mapping[str, str]) -> QuerySet[Ticket]:
    for name in ("reported", "closed"):
        if start := _day(params.get(f"{name}_from", ""), False):
            rows = rows.filter(**{f"{name}_at__gte": start})
        if end := _day(params.get(f"{name}_to", ""), True):
            rows = rows.filter(**{f"{name}_at__lt": end})
    return rows


def solved_at_once() -> Q:
    """Closed after a reply, never reopened, and the customer wrote or called once."""
    entries = TicketEntry.objects.filter(ticket=OuterRef("pk"), kind=EntryKind.CUSTOMER)
    later = entries.filter(at__gt=OuterRef("received_at"))
    return Q(state=State.CLOSED, reopened_count=0, first_replied_at__isnull=False) & ~Q(Exists(later))


def met_sla_targets(prefix: str = "") -> Q:
    """SLA targets that were met in time."""
    return Q(**{f"{prefix}met_at__isnull": False}) & ~Q(**{f"{prefix}lateness_seconds__gt": 0})


def breached_sla_targets(now: datetime, prefix: str = "") -> Q:
    """SLA targets that were met late, or that are overdue and not met."""
    overdue = {"met_at": None, "cancelled_at": None, "due_at__lt": now}
    return Q(**{f"{prefix}lateness_seconds__gt": 0}) | Q(**{prefix + name: value for name, value in overdue.items()})


def _by_sla_targets(rows: QuerySet[Ticket], params: Mapping[str, str], now: datetime) -> QuerySet[Ticket]:
    if params.get("late"):
        rows = rows.filter(next_due_at__lt=now)
    if params.get("paused"):
        rows = rows.filter(paused_since__isnull=False)
    if params.get("replied"):
        rows = rows.filter(first_replied_at__isnull=False)
    if (reply := params.get("first_reply", "")) in {"late", "in_time"}:
        judged = SlaTarget.objects.filter(ticket=OuterRef("pk"), code=SlaCode.FIRST_REPLY)
        rows = rows.filter(Exists(judged.filter(breached_sla_targets(now) if reply == "late" else met_sla_targets())))
    return rows


def _by_words(rows: QuerySet[Ticket], user: User, text: str) -> QuerySet[Ticket]:
    """The tickets with the text in number, subject, description, batch, or what the user may read of
    the customer.

    A rare text is found by the index. A frequent text is checked in the order of the list, which soon fills a page.
    """
    text = text.strip()[:100]
    if not text:
        return rows
    grams = query_grams(text)
    if not grams:
        return rows.none()
    tickets, customers = _holding(Ticket, grams), _holding(Customer, grams, found_through(user, text, ""))
    in_ticket = Q(search_text__holds=grams) if tickets is None else Q(pk__in=tickets)
    if phone := phone_gram(text):
        in_ticket |= Q(pk__in=_holding(Ticket, [phone]) or ())
    in_customer = found_through(user, text, "customer__") if customers is None else Q(customer__in=customers)
    return rows.filter(in_ticket | in_customer)


def _holding(model: type[Ticket] | type[Customer], grams: list[str], more: Q = _EVERY) -> list[int] | None:
    """The ids of the rows that contain all grams and meet a condition; None if there are more than FREQUENT."""
    rows: QuerySet[Any] = model._default_manager.filter(more, search_text__holds=grams, search_text__grams=grams)
    found = list(rows.order_by().values_list("pk", flat=True)[: FREQUENT + 1])
    return found if len(found) <= FREQUENT else None


def is_frequent(user: User, params: Mapping[str, str]) -> bool:
    """Whether the only filter is a frequent text, and the user sees all tickets."""
    words = {name: value for name, value in params.items() if value and name not in {"sort", "page"}}
    if words.keys() != {"q"} or user.role not in SEE_ALL:
        return False
    grams = query_grams(words["q"].strip()[:100])
    return bool(grams) and _holding(Ticket, grams) is None


class _Capped(Subquery):
    """How many rows there are, up to the limit of the query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) capped)"
    output_field = IntegerField()


def counted(user: User, lists: Mapping[str, QuerySet[Ticket]], most: int) -> dict[str, int]:
    """How many tickets each list has, in one query: each is counted only up to one more than `most`."""
    counts = {f"of_{name}": _Capped(rows.order_by().values(one=Value(1))[: most + 1]) for name, rows in lists.items()}
    row: dict[str, Any] = dict(User.objects.filter(pk=user.pk).values(**counts)[0])
    return {name: row[f"of_{name}"] for name in lists}


def listed(rows: QuerySet[Ticket], sort: str) -> QuerySet[Ticket]:
    """The tickets in order, with related rows and without the long fields that lists do not show."""
    order = SORTS.get(sort) or SORTS["due"]
    rows = rows.select_related("customer", "owner", "purchase__product").defer(*LONG)
    return rows.order_by(*order)


def filter_choices(name: str) -> list[tuple[str, str]]:
    """The choices of a filter that are stored: regions, departments, owners of tickets, tags."""
    if name == "region":
        return [(region.code, str(region)) for region in Region.objects.all()]
    if name == "team":
        return [(department.code, str(department)) for department in Department.objects.all()]
    if name == "owner":
        people = User.objects.filter(is_active=True, role__in=TICKET_OWNERS).order_by("username")
        return [(person.username, str(person)) for person in people[:OWNERS]]
    if name == "tag":
        return [(str(tag.pk), with_state(tag, tag)) for tag in all_tags()]
    return []


def active_filters(params: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    """(name, label, value) of each active filter."""
    return [(name, label, params[name]) for name, label in FILTERS.items() if params.get(name)]

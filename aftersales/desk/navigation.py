"""The frame of every page: where one can go, and what waits there."""

from typing import Any

from django.db.models import Count, IntegerField, QuerySet, Subquery, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.office.queries import company, page_notices
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from complaints import permissions as complaints_permissions
from complaints.enums import OPEN_STATES
from complaints.models import Ticket
from complaints.permissions.work import SETTERS
from complaints.queries.proposals import inbox
from visits.queries import todays_visits

VISITORS = frozenset({Role.REP, Role.SERVICE, Role.MANAGER})
ALL_TICKETS = complaints_permissions.SEE_ALL | {Role.REP, Role.COLLEAGUE}
# Who finds what in the menu; the routes' own policies decide.
MENU: dict[str, tuple[str, str, frozenset[str]]] = {
    "tickets": ("ticket", "tickets", frozenset(ALL_TICKETS)),
    "approvals": (
        "stamp", "approvals", frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR}),
    ),
    "visits": (
        "cal", "visits", frozenset({Role.REP, Role.SERVICE, Role.MANAGER, Role.GM, Role.EXECUTIVE, Role.AUDITOR})
    ),
    "customers": ("users", "customers", frozenset(ALL_TICKETS - {Role.COLLEAGUE})),
    "quality": ("flask", "investigations", frozenset(ALL_TICKETS - {Role.REP})),
    "satisfaction": (
        "smile", "surveys",
        frozenset({Role.SERVICE, Role.MANAGER, Role.GM, Role.QUALITY, Role.QUALITY_MANAGER, Role.EXECUTIVE,
                   Role.AUDITOR}),
    ),
    "reports": (
        "chart", "dashboard",
        frozenset({Role.SERVICE, Role.REP, Role.MANAGER, Role.GM, Role.QUALITY, Role.QUALITY_MANAGER, Role.EXECUTIVE,
                   Role.AUDITOR}),
    ),
    "setup": ("gear", "phrases", SETTERS),
}  # fmt: skip
LABELS = {
    "tickets": gettext_lazy("Tickets"), "approvals": gettext_lazy("Approvals"), "visits": gettext_lazy("Return visits"),
    "customers": gettext_lazy("Customers"), "quality": gettext_lazy("Quality"),
    "satisfaction": gettext_lazy("Satisfaction"), "reports": gettext_lazy("Reports"), "setup": gettext_lazy("Set-up"),
}  # fmt: skip


def shell_of(request: HttpRequest) -> Any:
    """The frame's content, made when a page asks for it."""
    return SimpleLazyObject(lambda: _shell(request))


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    base: dict[str, Any] = {"company": company(), "nav": [], "tabs": []}
    if user is None or not user.is_authenticated:
        return base
    counts = waiting(user)
    items = {name: item for name in MENU if (item := _item(request, user, name, counts))}
    home = {"url": reverse("home"), "label": _("Home"), "icon": "home", "current": request.path == "/"}
    work = [home, *(items[name] for name in ("tickets", "approvals", "visits") if name in items)]
    records = [items[name] for name in ("customers", "quality", "satisfaction", "reports", "setup") if name in items]
    may_log = complaints_permissions.can_log(user)
    return {
        **base,
        "nav": [{"label": "", "items": work}, {"label": _("Records"), "items": records}],
        "tabs": _tabs(work, records, may_log, request.path),
        "notices_unread": counts["notices"],
        "can_create_ticket": may_log,
    }


def _item(request: HttpRequest, user: User, name: str, counts: dict[str, int]) -> dict[str, Any] | None:
    icon, route, roles = MENU[name]
    if user.role not in roles:
        return None
    url = reverse(route)
    count = counts.get(name, 0)
    return {
        "url": url, "label": LABELS[name], "icon": icon, "count": count, "due": name in ("approvals", "visits"),
        "current": request.path.startswith("/setup/" if name == "setup" else url),
    }  # fmt: skip


def _tabs(work: list[dict], records: list[dict], may_log: bool, path: str) -> list[dict[str, Any]]:
    """Five targets on a phone: the work, logging where one may, then the records."""
    tabs = list(work)
    if may_log:
        new = {"url": reverse("ticket_new"), "label": _("New ticket"), "icon": "plus"}
        if path == new["url"]:
            tabs = [{**tab, "current": False} for tab in tabs]
        tabs.insert(2, {**new, "current": path == new["url"]})
    return (tabs + records)[:5]


def waiting(user: User) -> dict[str, int]:
    """How much waits for this person: own open tickets, decisions, visits due, notices. One question for all."""
    now = timezone.now()
    asked: dict[str, QuerySet] = {
        "tickets": Ticket.objects.filter(owner=user, state__in=OPEN_STATES),
        "notices": page_notices(user).filter(read_at=None),
    }
    if user.role in MENU["approvals"][2]:
        asked["approvals"] = inbox(user, now)
    if user.role in VISITORS:
        asked["visits"] = todays_visits(user, timezone.localdate(now))
    counts = {f"{name}_waiting": _count(rows) for name, rows in asked.items()}
    row: Any = User.objects.filter(pk=user.pk).values(**counts).first() or {}
    return {name: row.get(f"{name}_waiting") or 0 for name in asked}


def _count(rows: QuerySet) -> Subquery:
    """The number of rows as a part of a larger question."""
    return Subquery(
        rows.order_by().values(all=Value(1)).annotate(n=Count("pk")).values("n"), output_field=IntegerField()
    )

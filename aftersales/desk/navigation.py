"""The frame of every page: navigation, and counts of waiting work."""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from django.core.cache import caches
from django.db.models import QuerySet, Subquery
from django.http import HttpRequest
from django.urls import resolve
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from aftersales.notifications.queries import page_notifications
from aftersales.office.models import Company
from aftersales.office.queries import company
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.store.counting import counted
from aftersales.store.dates import company_date
from aftersales.web.addresses import address
from aftersales.web.menu import MenuItem, menu_items
from aftersales.web.policy import Policy, policy_of
from aftersales.web.settings_tabs import groups_of, tabs_of
from complaints import permissions as complaints_permissions
from complaints.enums import OPEN_STATES, MissedCallState, VisitorState
from complaints.models import Ticket
from complaints.permissions.calls import missed_calls_of
from complaints.queries.proposals import inbox
from complaints.queries.reception import visitors_of_today
from visits.queries import todays_visits

DAY = 24 * 3600
VISITORS = frozenset({Role.REP, Role.SERVICE, Role.MANAGER})


@cache
def _policy(route: str) -> Policy:
    """The page's own policy, so that the menu shows only pages that the user may open."""
    rule = policy_of(resolve(address(route)).func)
    assert isinstance(rule, Policy), route
    return rule


def may_open(user: User, route: str) -> bool:
    return _policy(route).admits(user)


def offered(user: User) -> list[MenuItem]:
    """The pages that this user may open, whether they are in the menu or only in the search."""
    return [
        item for item in menu_items() if may_open(user, item.route) and (not item.needs or may_open(user, item.needs))
    ]


def in_menu(user: User, item: MenuItem) -> bool:
    """Whether the page is in the user's menu; otherwise it is only in the search."""
    return bool(item.group) and (not item.only or user.role in item.only)


def shell_of(request: HttpRequest) -> Any:
    """The content of the frame, made when a page needs it."""
    return SimpleLazyObject(lambda: _shell(request))


def _shell(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"company": company(), "nav": [], "tabs": []}
    our_company, counts = _company_and_counts(user)
    items = [(item.group, _shown(request, item, counts)) for item in offered(user) if in_menu(user, item)]
    home = {"url": address("home"), "label": _("Home"), "icon": "home", "current": request.path == "/"}
    _only_nearest([item for _group, item in items])
    work = [home, *(item for group, item in items if group == "work")]
    beside = _beside(request, user)
    is_set_up = bool(beside) or request.path.startswith("/settings/")
    quality = [item for group, item in items if group == "quality"]
    records = [*(item for group, item in items if group == "records"), *_set_up(user, is_set_up)]
    may_log = complaints_permissions.can_log(user)
    return {
        "company": our_company,
        "nav": [
            {"label": "", "items": work},
            *([{"label": _("Quality"), "items": quality}] if quality else []),
            {"label": _("Records"), "items": records},
        ],
        "tabs": _tabs(work, [*quality, *records], may_log, request.path),
        "beside": beside,
        "notifications_unread": counts["notifications"],
        "can_create_ticket": may_log,
        "may_approve": may_open(user, "approvals"),
    }


def pages(user: User) -> list[tuple[str, Any, str]]:
    """Icon, label and address of every page that the menu and the settings show to this user."""
    shown = [(item.icon, item.label, address(item.route)) for item in offered(user) if in_menu(user, item)]
    tabs = tabs_of(user)
    overview = [("gear", _("Settings"), address("settings"))] if len(tabs) > 1 else []
    return shown + overview + [("gear", tab["label"], tab["url"]) for tab in tabs]


def _shown(request: HttpRequest, item: MenuItem, counts: dict[str, int]) -> dict[str, Any]:
    url = address(item.route)
    return {
        "url": url,
        "label": item.label,
        "icon": item.icon,
        "count": counts.get(item.route, 0),
        "due": item.due,
        "name": item.route,
        "current": request.path.startswith((url, *item.also)),
    }


def _only_nearest(items: list[dict[str, Any]]) -> None:
    """Of several current items, such as /quality/ and /quality/campaigns/, only the nearest page stays current."""
    current = [item for item in items if item["current"]]
    nearest = max((len(item["url"]) for item in current), default=0)
    for item in current:
        item["current"] = len(item["url"]) == nearest


def _set_up(user: User, is_here: bool) -> list[dict[str, Any]]:
    """The menu item of the settings for this user."""
    item = {"label": _("Settings"), "icon": "gear", "current": is_here}
    return [{**item, "url": url}] if (url := set_up_url(user)) else []


def set_up_url(user: User) -> str:
    """The overview of the settings, or the only page that the user may open."""
    tabs = tabs_of(user)
    return address("settings") if len(tabs) > 1 else tabs[0]["url"] if tabs else ""


def _beside(request: HttpRequest, user: User) -> list[dict[str, Any]]:
    """The menu beside the settings pages."""
    groups = groups_of(user, request.path)
    tabs = [tab for group in groups for tab in group["items"]]
    here = request.path == address("settings") or any(tab["current"] for tab in tabs)
    return groups if here and len(tabs) > 1 else []


def _tabs(work: list[dict], records: list[dict], may_log: bool, path: str) -> list[dict[str, Any]]:
    """The five targets of a phone: the work, a new ticket if the user may create one, then the records. The front desk
    has its own display."""
    tabs = [tab for tab in work if tab.get("name") != "reception"]
    if may_log:
        new = {"url": address("ticket_new"), "label": _("New ticket"), "icon": "plus"}
        if path == new["url"]:
            tabs = [{**tab, "current": False} for tab in tabs]
        tabs.insert(2, {**new, "current": path == new["url"]})
    return (tabs + records)[:5]


def waiting(user: User) -> dict[str, int]:
    """How many items wait for this user, by page: own open tickets, decisions, follow-ups due, unread notifications. In
    one query."""
    asked = _waiting(user)
    return _counts(User.objects.filter(pk=user.pk).values(**asked).first() or {}, asked)


def _company_and_counts(user: User) -> tuple[Company, dict[str, int]]:
    """The company details, and in the same query the counts of waiting work."""
    sql, values, names = _query(user)
    our_company = next(iter(Company.objects.raw(sql, values)), None)
    return (our_company, _counts(vars(our_company), names)) if our_company else (company(), waiting(user))


def _query(user: User) -> tuple[str, tuple, tuple[str, ...]]:
    """The query in SQL, kept in Django's cache "queries": building it takes ten times as long as running it.

    Owner: this function. Invalidation: the key holds everything that the text and its values depend on. They are ids,
    states and dates; results are never kept.
    """
    key = f"waiting:{user.pk}:{user.role}:{user.region_id}:{company_date(timezone.now())}"
    if (found := caches["queries"].get(key)) is None:
        asked = _waiting(user)
        sql, values = Company.objects.annotate(**asked).order_by("pk")[:1].query.sql_with_params()
        found = (sql, tuple(values), tuple(asked))
        caches["queries"].set(key, found, DAY)
    return found


def _counts(row: Mapping[str, Any], asked: Iterable[str]) -> dict[str, int]:
    return {name.removesuffix("_waiting"): row.get(name) or 0 for name in asked}


def _waiting(user: User) -> dict[str, Subquery]:
    now = timezone.now()
    asked: dict[str, QuerySet] = {
        "tickets": Ticket.objects.filter(owner=user, state__in=OPEN_STATES),
        "notifications": page_notifications(user).filter(read_at=None),
    }
    if may_open(user, "reception"):
        asked["reception"] = visitors_of_today(now).filter(state=VisitorState.WAITING)
    if may_open(user, "missed_calls"):
        asked["missed_calls"] = missed_calls_of(user).exclude(state=MissedCallState.DONE)
    if may_open(user, "approvals"):
        asked["approvals"] = inbox(user, now)
    if user.role in VISITORS:
        asked["visits"] = todays_visits(user, company_date(now))
    return {f"{name}_waiting": counted(rows) for name, rows in asked.items()}

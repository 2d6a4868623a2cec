"""The setup steps of a new installation. A step is done when its data exist."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from aftersales.office.models import WorkingPeriod
from aftersales.office.queries import company, failing_jobs, missing_years
from aftersales.staff.enums import Role
from aftersales.staff.models import Department, User
from aftersales.store.dates import company_date
from customers.models import Customer, Product


def setting_up(user: User, now: datetime) -> dict[str, Any]:
    """For an administrator: the steps until all are done or the list is hidden, the years without holidays, and the
    scheduled jobs that fail."""
    if user.role != Role.ADMIN:
        return {}
    our_company, years = company(), missing_years(company_date(now))
    shown: dict[str, Any] = {"unknown_years": ", ".join(map(str, years)), "failing_jobs": failing_jobs()}
    if our_company.is_demo or our_company.checklist_dismissed_at is not None:
        return shown
    steps = _steps(our_company, is_known=company_date(now).year not in years)
    if all(step["done"] for step in steps):
        return shown
    left = [step for step in steps if not step["done"]]
    following = next((step for step in left if step["url"]), None)
    return {
        **shown,
        "steps": steps,
        "steps_done": len(steps) - len(left),
        "steps_left": len(left),
        "next_step": following,
    }


def _steps(our_company: Any, *, is_known: bool) -> list[dict[str, Any]]:
    """In a useful order."""
    roles = set(User.objects.filter(is_active=True).values_list("role", flat=True))
    rows = [
        (_("Company: name, address and phone on documents"), "company", our_company.version > 1),
        (
            _("Departments: rename, add, deactivate"),
            "places",
            Department.history.exclude(history_change_reason="default").exists(),
        ),
        (_("Working hours and holidays"), "working_time", is_known and WorkingPeriod.objects.exists()),
        (_("Users: at least one service user and one manager"), "users", {Role.SERVICE, Role.MANAGER} <= roles),
        (_("Products"), "products", Product.objects.exists()),
        (_("Email: set up and tested"), "mail", bool(settings.EMAIL_URL_HOST)),
        (_("First customer, added by service staff"), "", Customer.objects.exists()),
    ]
    return [{"label": label, "url": reverse(route) if route else "", "done": done} for label, route, done in rows]

"""Company details, working hours, holidays and email, which the administrator sets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import InvalidInput, NotVisible, RuleViolation, ensure
from aftersales.staff.models import Actor, User
from aftersales.staff.permissions import ADMIN_ONLY, can_administer
from aftersales.store.dates import company_date
from aftersales.store.writing import delete_with_history, lock, same_version, save_with_history

from ..models import Company, Holiday, WorkingPeriod
from ..models.company import WEEKDAYS
from ..queries.company import working_week
from .installation import install_holidays

FACTS = frozenset({"name", "name_en", "address", "address_en", "phone"})
Period = tuple[time, time]


@transaction.atomic
def update_company(*, actor: Actor, now: datetime, version: int | None = None, **facts: str) -> Company:
    """Change the names, address and phone on pages, emails and documents."""
    company = lock(Company.objects.order_by("pk"), pk=_first_company())
    ensure(can_administer(actor), ADMIN_ONLY)
    same_version(company, version)
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    for name, value in facts.items():
        setattr(company, name, value.strip())
    try:
        company.full_clean()
    except ValidationError as error:
        field = next(iter(error.message_dict))
        raise InvalidInput(error.message_dict[field][0], code="invalid", field=field) from error
    company.version += 1
    return save_with_history(company, actor=actor, reason="changed")


@transaction.atomic
def dismiss_checklist(*, actor: Actor, now: datetime) -> Company:
    """Hide the setup steps for good."""
    company = lock(Company, pk=_first_company())
    ensure(can_administer(actor), ADMIN_ONLY)
    company.checklist_dismissed_at = now
    return save_with_history(company, actor=actor, reason="checklist dismissed")


def _first_company() -> int:
    found = Company.objects.order_by("pk").values_list("pk", flat=True).first()
    if found is None:
        raise NotVisible()
    return found


@transaction.atomic
def set_working_week(
    *, actor: Actor, now: datetime, week: Mapping[int, Sequence[Period]], version: int | None = None
) -> None:
    """Set the working periods of all weekdays; Monday is 0. Open deadlines are counted again."""
    lock(Company, pk=_first_company())
    ensure(can_administer(actor), ADMIN_ONLY)
    same_version(working_week(), version)
    wanted = {(day, *period) for day, periods in week.items() for period in _in_order(day, periods)}
    if not wanted:
        raise InvalidInput(
            gettext_lazy("Deadlines can’t be calculated without working hours. Set at least one day."), code="empty"
        )
    there = {(row.weekday, row.starts, row.ends): row for row in WorkingPeriod.objects.all()}
    for key in sorted(there.keys() - wanted):
        delete_with_history(there[key], actor=actor, reason="changed")
    for weekday, starts, ends in sorted(wanted - there.keys()):
        save_with_history(WorkingPeriod(weekday=weekday, starts=starts, ends=ends), actor=actor, reason="changed")


def _in_order(day: int, periods: Sequence[Period]) -> list[Period]:
    """The periods of a day in order. Raises InvalidInput if two overlap."""
    found = sorted(periods)
    ends = None
    for starts, end in found:
        if end <= starts or (ends is not None and starts < ends):
            raise InvalidInput(
                gettext_lazy("Each period must end after it starts and before the next one begins."),
                code="not_in_order",
                field=WEEKDAYS[day],
            )
        ends = end
    return found


@transaction.atomic
def set_holiday(
    *, actor: Actor, now: datetime, day: date, is_workday: bool, name: str = "", version: int | None = None
) -> Holiday:
    """Set a day that differs from its weekday: off, or a workday. version: the version that was read, 0 for a new
    day."""
    lock(Company, pk=_first_company())
    ensure(can_administer(actor), ADMIN_ONLY)
    if not 2000 <= day.year <= 2100:
        raise InvalidInput(gettext_lazy("The year is out of range."), code="too_far", field="date")
    row = Holiday.objects.filter(date=day).first() or Holiday(date=day)
    if row.pk:
        same_version(row, version)
        row.version += 1
    row.is_workday, row.name = is_workday, name.strip()
    return save_with_history(row, actor=actor, reason="changed" if row.pk else "created")


@transaction.atomic
def remove_holiday(*, holiday_id: int, actor: Actor, now: datetime, version: int | None = None) -> None:
    """Remove a day, so that it counts like its weekday again."""
    row = lock(Holiday, pk=holiday_id)
    ensure(can_administer(actor), ADMIN_ONLY)
    same_version(row, version)
    delete_with_history(row, actor=actor, reason="removed")


@transaction.atomic
def install_year(*, actor: Actor, now: datetime, year: int) -> None:
    """Add the public holidays and make-up workdays of a year that have been announced."""
    lock(Company, pk=_first_company())
    ensure(can_administer(actor), ADMIN_ONLY)
    this_year = company_date(now).year
    if not this_year - 5 <= year <= this_year + 2:
        raise InvalidInput(gettext_lazy("The year is out of range."), code="too_far", field="year")
    if not install_holidays(actor=actor, years=[year]):
        raise RuleViolation(
            gettext_lazy(
                "This year’s holiday plan hasn’t been published yet. Add the dates manually or try again later."
            ),
            code="not_announced",
        )


def send_test_mail(*, actor: User, now: datetime) -> None:
    """Send an email to the actor at once. If the mail server refuses it, raises RuleViolation with its answer."""
    ensure(can_administer(actor), ADMIN_ONLY)
    if not actor.email:
        raise RuleViolation(
            gettext_lazy("Your account has no email address. Add one on your user page first."), code="no_address"
        )
    params: dict[str, Any] = {"when": f"{timezone.localtime(now):%Y-%m-%d %H:%M}"}
    headers = {"Auto-Submitted": "auto-generated", "Precedence": "bulk"}
    text = _("Sent %(when)s. Email is working.") % params
    mail = EmailMessage(_("Test email"), text, to=[actor.email], headers=headers)
    try:
        mail.send()
    except Exception as error:  # noqa: BLE001  (the mail server may cause any error)
        raise RuleViolation(
            gettext_lazy("The mail server responded: %(answer)s"), code="not_sent", params={"answer": str(error)[:300]}
        ) from error

"""When the warranty of a purchase ends, and why (A2).

The defaults follow 消费者权益保护法实施条例 (the Regulation on the Consumer Rights Protection Law), in force since
2024-07-01, Article 18: the period begins at delivery, or when installation is complete where the goods must be
installed; days in repair do not count; after an exchange it begins anew. Which of these hold from which day on is data
(WarrantyRule). An end that was agreed in the contract stands for the period of the product; days in repair are added to
it as well, and after an exchange the period of the product counts.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)


class Basis(StrEnum):
    """Why the warranty ends on its day."""

    PURCHASE = "purchase"
    INSTALLATION = "installation"
    NOT_INSTALLED = "not_installed"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    AGREED = "agreed"


@dataclass(frozen=True)
class Terms:
    """What holds from a day on. article: where it is written."""

    effective_from: date
    starts_at_installation: bool
    repair_days_added: bool
    restarts_at_exchange: bool
    article: str = ""


LAW = Terms(date(2024, 7, 1), True, True, True, "消费者权益保护法实施条例第十八条")


@dataclass(frozen=True)
class Repair:
    """The days on which the company had the product for repair, first and last; last is None as long as it has it."""

    first: date
    last: date | None


@dataclass(frozen=True)
class Facts:
    """What is known of a purchase. months: the warranty period of the product. agreed_until: by contract."""

    purchased_on: date | None
    months: int
    needs_installation: bool = False
    installed_on: date | None = None
    exchanged_on: Sequence[date] = ()
    repairs: Sequence[Repair] = ()
    agreed_until: date | None = None


@dataclass(frozen=True)
class Reason:
    """One step of the reckoning. on: the day that it rests on. days: what it adds."""

    basis: Basis
    on: date | None = None
    days: int = 0
    article: str = ""


@dataclass(frozen=True)
class Warranty:
    """starts_on and ends_on are days of the warranty; both None if nothing is known."""

    starts_on: date | None
    ends_on: date | None
    reasons: tuple[Reason, ...] = ()


def joined(repairs: Iterable[Repair]) -> list[Repair]:
    """The same days as spans that do not overlap, so that no day counts twice."""
    spans: list[Repair] = []
    for one in sorted(repairs, key=lambda repair: repair.first):
        before = spans[-1] if spans else None
        if before is None or (before.last is not None and one.first > before.last):
            spans.append(one)
        elif before.last is not None:
            spans[-1] = Repair(before.first, one.last and max(before.last, one.last))
    return spans


def warranty(facts: Facts, terms: Iterable[Terms], today: date) -> Warranty:
    """The warranty of a purchase as it is known today. Whoever reckons again on the same facts gets the same end."""
    rows = sorted(terms, key=lambda row: row.effective_from)
    starts, reasons, ends = _first_period(facts, rows)
    for day in sorted(facts.exchanged_on):
        row = _on(rows, day)
        if row and row.restarts_at_exchange and facts.months and (starts is None or day >= starts):
            starts, reasons = day, [Reason(Basis.EXCHANGE, day, article=row.article)]
            ends = last_day(day, facts.months)
    if ends is None:
        return Warranty(starts, None, tuple(reasons))
    for repair in sorted(facts.repairs, key=lambda one: one.first):
        row = _on(rows, repair.first)
        if not row or not row.repair_days_added or repair.first > ends or (starts and repair.first < starts):
            continue
        days = ((repair.last or today) - repair.first).days + 1
        if days > 0:
            ends += timedelta(days=days)
            reasons.append(Reason(Basis.REPAIR, repair.first, days, row.article))
    return Warranty(starts, ends, tuple(reasons))


def _first_period(facts: Facts, rows: Sequence[Terms]) -> tuple[date | None, list[Reason], date | None]:
    """First day, reasons and last day of the period before any repair or exchange."""
    starts, reason = _base(facts, rows)
    if facts.agreed_until:
        return starts, [Reason(Basis.AGREED, facts.agreed_until)], facts.agreed_until
    ends = last_day(starts, facts.months) if starts and facts.months else None
    return starts, [reason] if reason else [], ends


def _base(facts: Facts, rows: Sequence[Terms]) -> tuple[date | None, Reason | None]:
    """The first day, before any exchange. Goods that are to be installed and are not yet count from the purchase until
    the day is known: too short an end is corrected later, and nobody loses a right in the meantime."""
    bought, installed = facts.purchased_on, facts.installed_on
    first = installed or bought
    row = _on(rows, first) if first else None
    if facts.needs_installation and row and row.starts_at_installation:
        if installed and (bought is None or installed >= bought):
            return installed, Reason(Basis.INSTALLATION, installed, article=row.article)
        if bought:
            return bought, Reason(Basis.NOT_INSTALLED, bought, article=row.article)
    return (bought, Reason(Basis.PURCHASE, bought)) if bought else (None, None)


def _on(rows: Sequence[Terms], day: date) -> Terms | None:
    """The terms in effect on a day."""
    return next((row for row in reversed(rows) if row.effective_from <= day), None)


def last_day(start: date, months: int) -> date:
    """The last day of so many months: from 18 April, 24 months end on 17 April; from 31 January, one month ends on the
    last day of February."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if year > date.max.year:
        return date.max
    last = monthrange(year, month + 1)[1]
    if start.day > last:
        return date(year, month + 1, last)
    return date(year, month + 1, start.day) - ONE_DAY

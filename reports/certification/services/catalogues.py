"""The catalogues of a standard. One is never changed: a change makes a new one, in effect from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor, User
from aftersales.store.dates import company_date
from aftersales.store.writing import create_all_with_history, lock, same_version, save_with_history

from .. import permissions
from ..defaults import NORMS, Norm
from ..enums import Evidence
from ..models import Catalogue, CatalogueItem, Standard
from ..queries.evaluations import newest_catalogue
from ..rules.score import CENT, split_evenly
from .common import save, words


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime, since: datetime | None = None) -> None:
    """Create the standards with their first catalogues, unless there are some already."""
    if Standard.objects.exists():
        return
    for norm in NORMS:
        _install(norm, actor, now, company_date(since or now))


def _install(norm: Norm, actor: Actor, now: datetime, first: date) -> None:
    standard = Standard(
        code=norm.code,
        title=norm.title,
        title_en=norm.title_en,
        has_grades=norm.has_grades,
        is_yearly=norm.is_yearly,
    )
    save_with_history(standard, actor=actor, reason="defaults")
    catalogue = Catalogue(
        standard=standard, edition=1, effective_from=first, is_even=True, created_by=actor, created_at=now
    )
    save_with_history(catalogue, actor=actor, reason="defaults")
    place, rows = 0, []
    for section in norm.sections:
        parent = _row(catalogue, section, Decimal(section.points), place := place + 1)
        save_with_history(parent, actor=actor, reason="defaults")
        points = split_evenly(Decimal(section.points), len(section.items))
        for clause, most in zip(section.items, points, strict=True):
            row = _row(catalogue, clause, most, place := place + 1)
            row.parent, row.evidence = parent, clause.evidence
            rows.append(row)
    create_all_with_history(CatalogueItem, rows, actor=actor, reason="defaults")


def _row(catalogue: Catalogue, clause: Any, points: Decimal, place: int) -> CatalogueItem:
    return CatalogueItem(
        catalogue=catalogue,
        code=clause.code,
        place=place,
        title=clause.title,
        title_en=clause.title_en,
        points=points,
    )


@transaction.atomic
def revise_catalogue(
    *,
    standard_id: int,
    lines: Sequence[Mapping[str, Any]],
    reason: str,
    actor: User,
    now: datetime,
    effective_from: date | None = None,
    version: int | None = None,
) -> Standard:
    """A new catalogue with other points or queries, in effect from a day on, by default today.

    lines: the items that change, each with code, points, evidence and titles. The items of a section keep its sum.
    Evaluations that have begun keep the catalogue that they began with.
    """
    standard = lock(Standard, pk=standard_id)
    ensure(permissions.can_change_catalogue(actor))
    same_version(standard, version)
    old = newest_catalogue(standard)
    first = effective_from or company_date(now)
    if first < max(company_date(now), old.effective_from):
        raise InvalidInput(
            _("A catalogue takes effect today or later, and not before the one it follows."),
            code="past",
            field="effective_from",
        )
    rows = list(old.items.all())
    _apply(rows, lines)
    _check_sums(rows)
    made = Catalogue(
        standard=standard,
        edition=old.edition + 1,
        effective_from=first,
        reason=words(reason, "reason")[:500],
        created_by=actor,
        created_at=now,
    )
    save_with_history(made, actor=actor, reason="changed")
    _copy(rows, made, actor)
    return save(standard, actor=actor, reason="changed")


def _apply(rows: list[CatalogueItem], lines: Sequence[Mapping[str, Any]]) -> None:
    known = {row.code: row for row in rows if row.parent_id}
    for line in lines:
        row = known.get(line["code"])
        if row is None:
            raise InvalidInput(_("This clause doesn’t exist."), code="unknown_clause", field="lines")
        points = line["points"]
        if not 0 < points <= 100 or points != points.quantize(CENT):
            raise InvalidInput(_("Points are more than 0, with up to two decimals."), code="bad_points", field="lines")
        if line["evidence"] and line["evidence"] not in Evidence.values:
            raise InvalidInput(_("This query doesn’t exist."), code="unknown_query", field="lines")
        row.points, row.evidence = points, line["evidence"]


def _check_sums(rows: list[CatalogueItem]) -> None:
    for section in (row for row in rows if row.parent_id is None):
        total = sum(row.points for row in rows if row.parent_id == section.pk)
        if total != section.points:
            raise InvalidInput(
                _("The items of %(section)s have %(total)s points; they must have %(points)s."),
                code="wrong_sum",
                field="lines",
                params={"section": str(section.code), "total": str(total), "points": str(section.points)},
            )


def _copy(rows: list[CatalogueItem], catalogue: Catalogue, actor: User) -> None:
    """Copy the rows into a new catalogue, sections first, because items refer to them."""
    parents: dict[int, CatalogueItem] = {}
    for old in (row for row in rows if row.parent_id is None):
        key, new = old.pk, _row(catalogue, old, old.points, old.place)
        parents[key] = save_with_history(new, actor=actor, reason="changed")
    made = []
    for old in (row for row in rows if row.parent_id is not None):
        new = _row(catalogue, old, old.points, old.place)
        new.parent, new.evidence = parents[old.parent_id or 0], old.evidence
        made.append(new)
    create_all_with_history(CatalogueItem, made, actor=actor, reason="changed")

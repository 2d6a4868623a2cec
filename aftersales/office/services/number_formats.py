"""Changes how documents are numbered from now on. Existing numbers stay, and no number is given twice."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import InvalidInput, ensure
from aftersales.staff.models import Actor
from aftersales.staff.permissions import ADMIN_ONLY, can_administer
from aftersales.store.dated import trial
from aftersales.store.writing import same_version, save_with_history
from aftersales.web.settings_pages import PreviewLine

from ..models import NumberFormat
from ..queries.numbering import Numbering, numbering_of, prefixes_of_others
from ..rules.numbering import FEWEST, HIGHEST, MOST, PREFIX, Format, tidy_prefix
from .numbering import next_in, raise_to

FACTS = frozenset({"prefix", "digits", "with_year"})
TURN = "number_formats"  # the lock that makes concurrent changes wait for each other


@transaction.atomic
def change_numbering(
    *,
    kind: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    next_value: int | None = None,
    reason: str = "",
    **facts: Any,
) -> Numbering:
    """Change the numbering of future documents. next_value: the count to continue from, which can only be raised."""
    next_in(TURN, 0)
    before = numbering_of(kind, now)
    ensure(can_administer(actor), ADMIN_ONLY)
    row = NumberFormat.objects.filter(kind=kind).first()
    row = row or save_with_history(NumberFormat(kind=kind, prefix=kind), actor=None, reason="default")
    same_version(row, version)
    after = _wanted(row, facts)
    if after == before.format and next_value is None:
        raise InvalidInput(gettext_lazy("Nothing would change."), code="nothing_changes")
    next_in(before.key, 0)  # waits for transactions that take a number in the old format
    row.prefix, row.digits, row.with_year = after.prefix, after.digits, after.with_year
    if next_value is not None:
        row.raised_to = _raise(after.head(before.year), next_value)
    row.version += 1
    save_with_history(row, actor=actor, reason=f"changed: {reason.strip()}"[:100] if reason.strip() else "changed")
    return numbering_of(kind, now)


def preview_numbering(
    *,
    kind: str,
    actor: Actor,
    now: datetime,
    version: int | None = None,
    next_value: int | None = None,
    reason: str = "",
    **facts: Any,
) -> list[PreviewLine]:
    """What change_numbering would change, as text. Nothing is saved."""
    with trial():
        before = numbering_of(kind, now)
        after = change_numbering(
            kind=kind, actor=actor, now=now, version=version, next_value=next_value, reason=reason, **facts
        )
        said = [PreviewLine(after.said)]
    if before.last and before.key != after.key:
        said.append(
            PreviewLine(
                _("Numbers up to %(number)s are taken. They stay the same and can still be found.")
                % {"number": before.format.written(before.year, before.last)}
            )
        )
    skipped = after.last - before.last
    if before.key == after.key and skipped:
        said.append(PreviewLine(_("%(count)s numbers will be left unused.") % {"count": skipped}, "due"))
    if after.format.with_year != before.format.with_year:
        yearly = after.format.with_year
        said.append(
            PreviewLine(_("Starts again at 1 every year.") if yearly else _("Numbering continues across years."))
        )
    return said


def _wanted(row: NumberFormat, facts: dict[str, Any]) -> Format:
    if unknown := facts.keys() - FACTS:
        raise TypeError(f"unknown facts: {sorted(unknown)}")
    prefix = tidy_prefix(facts.get("prefix", row.prefix))
    if not PREFIX.fullmatch(prefix):
        raise InvalidInput(
            gettext_lazy("Latin letters and digits, up to six characters, starting with a letter."),
            code="bad_prefix",
            field="prefix",
        )
    if prefix in prefixes_of_others(row.kind):
        raise InvalidInput(
            gettext_lazy("Other documents use or have used the prefix %(prefix)s. Choose another one."),
            code="prefix_taken",
            field="prefix",
            params={"prefix": prefix},
        )
    digits = facts.get("digits", row.digits)
    if not FEWEST <= digits <= MOST:
        raise InvalidInput(
            gettext_lazy("Between %(least)s and %(most)s digits."),
            code="bad_digits",
            field="digits",
            params={"least": FEWEST, "most": MOST},
        )
    return Format(prefix, digits, facts.get("with_year", row.with_year))


def _raise(key: str, wanted: int) -> int:
    """Raise the sequence. Its row is locked, so no number is taken between the check and the update."""
    if not 1 <= wanted <= HIGHEST:
        raise InvalidInput(
            gettext_lazy("Between 1 and %(most)s."), code="out_of_range", field="next_value", params={"most": HIGHEST}
        )
    last = raise_to(key, wanted - 1)
    if last >= wanted:
        raise InvalidInput(
            gettext_lazy("Numbers up to %(last)s are taken: continue from %(next)s or higher."),
            code="given_already",
            field="next_value",
            params={"last": last, "next": last + 1},
        )
    return wanted

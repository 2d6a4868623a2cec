"""SLA policies and approval rules in words."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.web.figures import listed, money
from customers.enums import Channel, Tier

from ..enums import Kind, QualityClass, Remedy, SlaCode, SlaUnit, StepCode

ONE: dict[str, Any] = {
    SlaUnit.ELAPSED_MINUTES: gettext_lazy("1 minute"),
    SlaUnit.ELAPSED_HOURS: gettext_lazy("1 hour"),
    SlaUnit.WORKING_MINUTES: gettext_lazy("1 minute of working time"),
    SlaUnit.CALENDAR_DAYS: gettext_lazy("1 day"),
    SlaUnit.WEEKS: gettext_lazy("1 week"),
}
MANY: dict[str, Any] = {
    SlaUnit.ELAPSED_MINUTES: gettext_lazy("%(n)s minutes"),
    SlaUnit.ELAPSED_HOURS: gettext_lazy("%(n)s hours"),
    SlaUnit.WORKING_MINUTES: gettext_lazy("%(n)s minutes of working time"),
    SlaUnit.CALENDAR_DAYS: gettext_lazy("%(n)s days"),
    SlaUnit.WEEKS: gettext_lazy("%(n)s weeks"),
}


def span_text(amount: int, unit: str) -> str:
    """A span of time, for example "1 week", "24 hours", "10 minutes of working time"."""
    return str(ONE[unit]) if amount == 1 else str(MANY[unit]) % {"n": amount}


def sla_target_text(rule: Any) -> str:
    """The time that a policy allows, or a text that says there is no target."""
    if rule is None:
        return _("no target")
    return span_text(rule.amount, rule.unit)


def named(values: Collection[str], choices: Any) -> str:
    """The labels of the chosen values; an empty text if all or none are chosen."""
    if not values or len(values) == len(choices):
        return ""
    return listed(one.label for one in choices if one.value in values)


def _joined(parts: Iterable[str], everything: str) -> str:
    return " · ".join(filter(None, parts)) or everything


def tickets_text(kinds: Collection[str], channels: Collection[str], classes: Collection[str]) -> str:
    """Which tickets a policy is for: types, channels and quality classes. What means all is left out."""
    return _joined((named(kinds, Kind), named(channels, Channel), named(classes, QualityClass)), _("All tickets"))


def class_text(quality_class: str | None) -> str:
    return "" if quality_class is None else str(QualityClass(quality_class).label)


def sla_target_title(rule: Any) -> str:
    """The title of a policy, given as a row or a value: "First reply · Hotline, In person"."""
    scope = tickets_text(rule.kinds, rule.channels, () if rule.quality_class is None else (rule.quality_class,))
    return f"{SlaCode(rule.code).label} · {scope}"


def proposals_text(remedies: Collection[str], kinds: Collection[str], tiers: Collection[str]) -> str:
    """Which proposals a rule is for: remedies, types and tiers. What means all is left out."""
    return _joined((named(remedies, Remedy), named(kinds, Kind), named(tiers, Tier)), _("All proposals"))


def authority_title(row: Any) -> str:
    """The title of an approval rule, given as a row or a value: "Return and refund · Important · over ¥5,000"."""
    scope = proposals_text(*((one,) if one else () for one in (row.remedy, row.kind, row.tier)))
    return f"{scope} · {amounts_text(row.above, row.up_to)}"


def amounts_text(above: Decimal | None, up_to: Decimal | None) -> str:
    """A range of amounts. `above` is excluded, `up_to` is included."""
    said = {"above": money(above, "short"), "up_to": money(up_to, "short")}
    if above is None:
        return _("any amount") if up_to is None else _("up to %(up_to)s") % said
    return _("over %(above)s") % said if up_to is None else _("over %(above)s, up to %(up_to)s") % said


def steps_text(steps: Iterable[str]) -> str:
    """The approvers in the order of the steps."""
    return " → ".join(str(StepCode(step).label) for step in steps)


def way_text(row: Any) -> str:
    return _("no one") if row is None else steps_text(row.steps)

"""Import of customers. A row with the name and phone of an existing customer is that customer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.search.text import normalise_phone
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, Outlet, Region
from aftersales.staff.queries import people_with_role
from aftersales.tables.cells import words_of
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, cleaned, together

from ..enums import CustomerKind, Qualification, Tier
from ..forms import NewCustomerForm
from ..permissions import IMPORTERS
from ..services.bulk import NewCustomer, create_customers
from ..services.customers import FACTS
from .common import Found, Named, Sources, labels, look_up, typed

HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("客户名称", "客户", "名称", "customer", "customer name"),
    "phone": ("电话", "客户电话", "固定电话", "telephone"),
    "kind": ("类型", "客户类型"),
    "tier": ("客户等级", "客户级别", "级别", "重要程度"),
    "region": ("大区", "区域", "地区"),
    "outlet": ("服务网点", "网点"),
    "rep": ("业务员", "负责业务员", "account rep", "sales rep"),
    "qualification": ("资质状况", "资质"),
    "email": ("电子邮箱", "邮箱", "电子邮件", "e-mail"),
    "since": ("成为客户日期", "合作日期", "customer since"),
    "address": ("地址", "客户地址"),
    "annual_demand": ("年需求量", "年度需求量"),
    "remarks": ("备注", "note"),
    "contact_name": ("联系人", "联系人姓名", "contact"),
    "contact_title": ("职务", "job title"),
    "contact_phone": ("联系人电话", "手机", "联系电话", "mobile"),
    "contact_email": ("联系人邮箱",),
}
# Labels of columns that are not fields of the form.
NAMED = {"region": gettext_lazy("Region"), "outlet": gettext_lazy("Service outlet"), "rep": gettext_lazy("Account rep")}
SOURCES: Sources = {
    "region": (Region.objects.all, ("code", "name", "name_en")),
    "outlet": (Outlet.objects.all, ("name", "name_en")),
    "rep": (lambda: people_with_role(Role.REP), ("username", "name", "name_en")),
}
DEFAULTS = {"kind": CustomerKind.COMPANY, "tier": Tier.ORDINARY, "qualification": Qualification.UNCHECKED}


class CustomerForm(NewCustomerForm):
    """The form for a row of the file: it takes names instead of choices."""

    region, outlet, rep = Named(), Named(), Named()

    def __init__(self, data: dict[str, Any], found: Found) -> None:
        super().__init__(data)
        for name, rows in found.items():
            self.fields[name].found = rows  # type: ignore[attr-defined]


@cache
def _choice_words() -> dict[str, dict[str, str]]:
    choices = {"kind": CustomerKind, "tier": Tier, "qualification": Qualification}
    return {name: words_of(offered, without=gettext_noop("Customer")) for name, offered in choices.items()}


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], NewCustomer]:
    found = look_up(rows, SOURCES)
    return lambda row: _customer(row.values, found)


def _customer(values: dict[str, str], found: Found) -> NewCustomer:
    data = cleaned(CustomerForm(DEFAULTS | typed(values, _choice_words(), {"since"}), found))
    contact = {part: data[f"contact_{part}"] for part in ("name", "title", "phone", "email")}
    return NewCustomer({name: data[name] for name in FACTS}, contact if contact["name"] else None)


def write(rows: Sequence[NewCustomer], actor: Actor, now: datetime, reason: str) -> list[bool | DomainError]:
    return create_customers(actor=actor, now=now, rows=rows, reason=reason)


def same(values: dict[str, str]) -> list[Any]:
    phones = {normalise_phone(values.get(name, "")) for name in ("phone", "contact_phone")}
    return [values.get("name", ""), *sorted(phones)]


IMPORTER = Importer(
    "customers",
    gettext_lazy("Customers"),
    HEADINGS,
    labels(NewCustomerForm, HEADINGS, NAMED),
    ("name",),
    IMPORTERS,
    together(begin, write),
    same=same,
    once=True,
)

"""Import of customers. A row with the number, or with the name and phone, of an existing customer is that customer;
a contact that is not there yet is added to it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.utils.translation import gettext_lazy

from aftersales.kernel.contacts import is_cut, is_masked, refuse_masked, refuse_placeholder, split_phones
from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.kernel.phones import phone_key
from aftersales.kernel.words import code_key
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, Outlet, Region
from aftersales.staff.queries import people_with_role
from aftersales.tables.cells import words_of
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, together
from aftersales.tables.outcomes import BadRow, Differing, Existing, cleaned

from ..enums import CustomerKind, Qualification, Tier
from ..forms import NewCustomerForm
from ..permissions import IMPORTERS
from ..queries.imports import customers_numbered
from ..services.bulk import NewCustomer, create_customers
from ..services.customers import FACTS
from .common import Found, Named, Sources, labels, look_up, typed

HEADINGS: dict[str, tuple[str, ...]] = {
    "number": ("客户编号", "客户号", "编号", "customer number", "customer no", "number", "no"),
    "external_number": (
        "外部编号", "原编号", "旧编号", "老编号", "原客户编号", "旧客户编号", "客户编码", "客户代码", "原系统编号",
        "旧系统编号", "erp编号", "erp编码", "external id", "external no", "old number", "legacy number",
        "customer code", "customer id",
    ),
    "name": (
        "客户名称", "客户", "名称", "客户全称", "客户姓名", "公司名称", "公司", "单位名称", "单位", "企业名称",
        "公司全称", "单位全称", "企业", "客户名", "公司名", "抬头", "姓名", "customer", "customer name",
        "company", "company name", "firm",
    ),
    "phone": (
        "电话", "客户电话", "固定电话", "电话号码", "座机", "座机号码", "固话", "公司电话", "单位电话", "办公电话",
        "总机", "telephone", "tel", "tel no", "phone no", "phone number", "company phone", "office phone",
    ),
    "kind": ("类型", "客户类型", "客户性质"),
    "tier": ("客户等级", "客户级别", "级别", "重要程度"),
    "region": ("大区", "区域", "地区", "所属大区", "所属区域"),
    "outlet": ("服务网点", "网点", "所属网点"),
    "rep": ("业务员", "负责业务员", "销售", "销售员", "客户经理", "account rep", "sales rep", "account manager"),
    "qualification": ("资质状况", "资质"),
    "email": (
        "电子邮箱", "邮箱", "电子邮件", "邮箱地址", "邮件", "邮件地址", "电子信箱", "公司邮箱", "电邮", "e-mail",
        "mail", "email address",
    ),
    "since": ("成为客户日期", "合作日期", "开始合作日期", "建档日期", "customer since"),
    "last_visit_on": (
        "上次回访", "上次回访日期", "上次回访时间", "最近回访", "最近回访日期", "最后回访日期", "上次拜访日期",
        "最近拜访日期", "last visit", "last visit on", "last visited", "last follow-up",
    ),
    "address": ("地址", "客户地址", "公司地址", "单位地址", "联系地址", "通讯地址", "详细地址"),
    "annual_demand": ("年需求量", "年度需求量", "年采购额"),
    "remarks": ("备注", "说明", "备注说明", "note", "notes", "remark"),
    "contact_name": (
        "联系人", "联系人姓名", "联络人", "客户联系人", "主要联系人", "负责人", "姓名", "contact", "contact person",
    ),
    "contact_title": ("职务", "职位", "岗位", "联系人职务", "job title", "position"),
    "contact_phone": (
        "联系人电话", "手机", "联系电话", "联络电话", "联系方式",
        "手机号", "手机号码", "移动电话", "联系人手机", "联系手机",
        "联系人手机号", "联系人手机号码", "联系号码", "行动电话", "mobile", "mobile no", "mobile phone",
        "mobile number", "cell", "cell phone",
    ),
    "contact_email": ("联系人邮箱", "联系人电子邮箱", "联系人邮件"),
}  # fmt: skip
# Labels of columns that are not fields of the form.
NAMED = {
    "number": gettext_lazy("Customer number"),
    "region": gettext_lazy("Region"),
    "outlet": gettext_lazy("Service outlet"),
    "rep": gettext_lazy("Account rep"),
}
DAYS = frozenset({"since", "last_visit_on"})
SOURCES: Sources = {
    "region": (Region.objects.all, ("code", "name", "name_en")),
    "outlet": (Outlet.objects.all, ("name", "name_en")),
    "rep": (lambda: people_with_role(Role.REP), ("username", "name", "name_en")),
}
DEFAULTS = {"kind": CustomerKind.COMPANY, "tier": Tier.ORDINARY, "qualification": Qualification.UNCHECKED}
MASKABLE = ("name", "contact_name", "email", "contact_email", "phone", "contact_phone")


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


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], NewCustomer | None]:
    found = look_up(rows, SOURCES)
    numbered = customers_numbered({row.values.get("number", "") for row in rows})
    return lambda row: _customer(row.values, found, numbered.keys())


def _customer(values: dict[str, str], found: Found, numbered: Collection[str]) -> NewCustomer | None:
    """None for a row of our own masked export: it names a customer by number, and nothing in it can be taken."""
    number = code_key(values.get("number", ""))
    masked = any(is_masked(values.get(name, "")) for name in MASKABLE) or is_cut(values.get("address", ""))
    if masked and number in numbered:
        return None
    for name in MASKABLE:
        refuse_masked(values.get(name, ""), name)
    if is_cut(values.get("address", "")):
        raise BadRow("address", gettext_noop("This address was cut short. Enter it in full."))
    for name in ("name", "contact_name"):
        refuse_placeholder(values.get(name, ""), name)
    values, others = _with_one_number_a_field(values)
    data = cleaned(CustomerForm(DEFAULTS | typed(values, _choice_words(), DAYS), found))
    contact = {part: data[f"contact_{part}"] for part in ("name", "title", "phone", "email")}
    contacts = [contact] if contact["name"] else []
    # A further number is kept as a contact, so that a caller with it is found.
    contacts += [
        {"name": contact["name"] or data["name"], "title": "", "phone": phone, "email": ""} for phone in others
    ]
    facts = {name: data[name] for name in FACTS if name in data}
    return NewCustomer(facts, tuple(contacts), number, frozenset(name for name in facts if values.get(name)))


def _with_one_number_a_field(values: dict[str, str]) -> tuple[dict[str, str], list[str]]:
    """The row with one phone number in each field, and the further numbers. Without a contact's name, number and
    address are the customer's own."""
    values, others = dict(values), []
    for name in ("phone", "contact_phone"):
        if text := values.get(name, ""):
            values[name], *more = split_phones(text, name)
            others += more
    if not values.get("contact_name"):
        for own in ("phone", "email"):
            theirs = values.pop(f"contact_{own}", "")
            if values.get(own) and theirs and own == "phone":
                others.insert(0, theirs)
            values[own] = values.get(own) or theirs
    elif not {"number", "contact_email"} & values.keys():
        # The only address of a row is its contact's as well: each further contact of the company has its own.
        values["contact_email"] = values.get("email", "")
    return values, others


def write(
    rows: Sequence[NewCustomer], actor: Actor, now: datetime, reason: str, existing: str = Existing.KEEP
) -> list[bool | Differing | DomainError]:
    return create_customers(actor=actor, now=now, rows=rows, reason=reason, existing=existing)


def same(values: dict[str, str]) -> list[Any]:
    phones = {phone_key(values.get(name, "")) for name in ("phone", "contact_phone")}
    return [values.get("name", ""), *sorted(phones)]


IMPORTER = Importer(
    "customers",
    gettext_lazy("Customers"),
    HEADINGS,
    labels(NewCustomerForm, HEADINGS, NAMED),
    ("name",),
    IMPORTERS,
    together(begin, write, updates=True),
    same=same,
    once=True,
    updates=True,
)

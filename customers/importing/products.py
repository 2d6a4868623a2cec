"""Import of products. A row with the code of an existing product is that product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import DomainError, InvalidInput, gettext_noop
from aftersales.kernel.words import code_key, read_yes_no
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, together
from aftersales.tables.outcomes import Differing, Existing, cleaned
from aftersales.web.fields import CountField, NumberField

from ..services.products import create_products
from .common import typed

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": (
        "产品编码", "编码", "型号", "产品型号", "产品编号", "货号", "商品编码", "商品编号", "物料编码", "物料号",
        "规格型号", "product code", "model", "item code", "item number", "sku", "part number",
    ),
    "name": ("产品名称", "名称", "品名", "商品名称", "物料名称", "产品", "product name", "product", "item"),
    "name_en": ("英文名称", "英文品名", "english name"),
    "category": ("类别", "产品类别", "产品分类", "分类", "品类", "product category"),
    "unit": ("计量单位", "单位", "unit of measure"),
    "list_price": ("目录价", "单价", "价格", "标价", "售价", "price"),
    "warranty_months": ("保修月数", "保修期", "质保期", "保修期月", "warranty"),
    "needs_installation": ("需要安装", "是否需要安装", "需安装", "needs installation"),
    "batch_tracked": ("按批号管理", "批号管理", "批次管理"),
    "serial_tracked": ("按序列号管理", "序列号管理"),
}  # fmt: skip
LABELS = {
    "code": gettext_lazy("Product code"),
    "name": gettext_lazy("Product name"),
    "name_en": gettext_lazy("English name"),
    "category": gettext_lazy("Product category"),
    "unit": gettext_lazy("Unit"),
    "list_price": gettext_lazy("List price"),
    "warranty_months": gettext_lazy("Warranty months"),
    "needs_installation": gettext_lazy("Needs installation"),
    "batch_tracked": gettext_lazy("Tracked by batch"),
    "serial_tracked": gettext_lazy("Tracked by serial number"),
}


class ProductForm(forms.Form):
    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=100)
    name_en = forms.CharField(max_length=100, required=False)
    category = forms.CharField(max_length=60, required=False)
    unit = forms.CharField(max_length=20, required=False)
    list_price = NumberField(max_digits=12, decimal_places=2, min_value=0, required=False)
    warranty_months = CountField(min_value=0, max_value=600, required=False)


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], dict[str, Any]]:
    return lambda row: _facts(row.values)


def _facts(values: dict[str, str]) -> dict[str, Any]:
    data = cleaned(ProductForm(typed(values, {})))
    facts = {name: value for name, value in data.items() if value not in (None, "")}
    for name in ("needs_installation", "batch_tracked", "serial_tracked"):
        if text := values.get(name):
            facts[name] = read_yes_no(text)
            if facts[name] is None:
                raise InvalidInput(
                    gettext_noop("“%(value)s” is neither yes nor no. Write yes or no, 1 or 0."),
                    code="not_yes_or_no",
                    field=name,
                    params={"value": text[:40]},
                )
    return facts


def write(
    rows: Sequence[dict[str, Any]], actor: Actor, now: datetime, reason: str, existing: str = Existing.KEEP
) -> list[bool | Differing | DomainError]:
    return create_products(actor=actor, now=now, rows=rows, reason=reason, existing=existing)


IMPORTER = Importer(
    "products",
    gettext_lazy("Products"),
    HEADINGS,
    LABELS,
    ("code", "name"),
    frozenset({Role.ADMIN}),
    together(begin, write, updates=True),
    same=lambda values: code_key(values.get("code", "")),
    once=True,
    updates=True,
)

"""Import of products. A row with the code of an existing product is that product."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import DomainError
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor
from aftersales.tables.cells import YES
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, cleaned, together

from ..queries.imports import products_with
from ..services.products import create_products
from .common import typed

HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("产品编码", "编码", "型号", "product code", "model"),
    "name": ("产品名称", "名称", "品名"),
    "name_en": ("英文名称", "english name"),
    "category": ("类别", "产品类别"),
    "unit": ("计量单位", "单位"),
    "list_price": ("目录价", "单价", "价格", "price"),
    "warranty_months": ("保修月数", "保修期"),
    "batch_tracked": ("按批号管理",),
    "serial_tracked": ("按序列号管理",),
}
LABELS = {
    "code": gettext_lazy("Product code"),
    "name": gettext_lazy("Product name"),
    "name_en": gettext_lazy("English name"),
    "category": gettext_lazy("Product category"),
    "unit": gettext_lazy("Unit"),
    "list_price": gettext_lazy("List price"),
    "warranty_months": gettext_lazy("Warranty months"),
    "batch_tracked": gettext_lazy("Tracked by batch"),
    "serial_tracked": gettext_lazy("Tracked by serial number"),
}


class ProductForm(forms.Form):
    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=100)
    name_en = forms.CharField(max_length=100, required=False)
    category = forms.CharField(max_length=60, required=False)
    unit = forms.CharField(max_length=20, required=False)
    list_price = forms.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    warranty_months = forms.IntegerField(min_value=0, max_value=600, required=False)


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], dict[str, Any] | None]:
    known = products_with({row.values["code"] for row in rows})
    return lambda row: None if row.values["code"] in known else _facts(row.values)


def _facts(values: dict[str, str]) -> dict[str, Any]:
    data = cleaned(ProductForm(typed(values, {})))
    facts = {name: value for name, value in data.items() if value not in (None, "")}
    for name in ("batch_tracked", "serial_tracked"):
        if values.get(name):
            facts[name] = values[name].casefold() in YES
    return facts


def write(rows: Sequence[dict[str, Any]], actor: Actor, now: datetime, reason: str) -> list[bool | DomainError]:
    return create_products(actor=actor, now=now, rows=rows, reason=reason)


IMPORTER = Importer(
    "products",
    gettext_lazy("Products"),
    HEADINGS,
    LABELS,
    ("code", "name"),
    frozenset({Role.ADMIN}),
    together(begin, write),
    same=lambda values: values.get("code", ""),
    once=True,
)

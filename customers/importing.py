"""Rows of a table as customers, products and sales, through the same forms and services as what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import forms
from django.db.models import Choices, Model, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.kernel.money import parse_amount
from aftersales.staff.enums import Role
from aftersales.staff.models import Actor, Outlet, Region
from aftersales.staff.queries import people_with_role
from aftersales.web.columns import Row
from aftersales.web.importing import BadRow, Importer, Outcome, cleaned, fingerprint, one_by_one, refusal, register
from aftersales.web.text import normalise_phone

from .enums import CustomerKind, Qualification, Tier
from .forms import NewCustomerForm, PurchaseForm
from .models import Customer, Product, ProductSold
from .permissions import can_create, can_edit_products
from .services.bulk import NewArchive, open_archives
from .services.customers import FACTS
from .services.products import create_product
from .services.purchases import FACTS as SALE_FACTS
from .services.purchases import add_purchase
from .services.search import name_key

REASON = "import"
CUSTOMER_HEADINGS: dict[str, tuple[str, ...]] = {
    "name": ("客户名称", "客户", "名称", "customer", "customer name"),
    "phone": ("电话", "客户电话", "固定电话", "telephone"),
    "kind": ("类型", "客户类型"),
    "tier": ("客户级别", "级别", "重要程度"),
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
PRODUCT_HEADINGS: dict[str, tuple[str, ...]] = {
    "code": ("产品编码", "编码", "型号", "product code", "model"),
    "name": ("产品名称", "名称", "品名"),
    "name_en": ("英文名称", "english name"),
    "category": ("类别", "产品类别"),
    "list_price": ("目录价", "单价", "价格", "price"),
    "warranty_months": ("保修月数", "保修期"),
    "batch_tracked": ("按批号管理",),
    "serial_tracked": ("按序列号管理",),
}
SALE_HEADINGS: dict[str, tuple[str, ...]] = {
    "customer": ("客户编号", "客户", "客户名称", "customer number", "customer name"),
    "phone": ("电话", "客户电话", "联系人电话", "手机"),
    "product": ("产品编码", "编码", "型号", "product code", "model"),
    "grade": ("商品等级", "等级", "product grade"),
    "batch": ("批号", "批次"),
    "serial": ("序列号", "机号", "serial number"),
    "quantity": ("数量",),
    "unit_price": ("单价", "价格", "price"),
    "purchased_on": ("购买日期", "销售日期", "purchase date", "sold on"),
    "warranty_until": ("保修到", "保修截止"),
    "contract_number": ("合同号", "合同编号", "contract"),
    "inspection_body": ("检验机构", "inspection body"),
}
# What the pages call columns that are no fields of a form.
NAMED = {
    "region": gettext_lazy("Region"), "outlet": gettext_lazy("Service outlet"), "rep": gettext_lazy("Account rep"),
}  # fmt: skip
SALE_NAMED = {
    "customer": gettext_lazy("Customer (number or name)"), "phone": gettext_lazy("Phone"),
    "product": gettext_lazy("Product code"),
}  # fmt: skip
PRODUCT_LABELS = {
    "code": gettext_lazy("Product code"), "name": gettext_lazy("Product name"),
    "name_en": gettext_lazy("English name"), "category": gettext_lazy("Product category"),
    "list_price": gettext_lazy("List price"), "warranty_months": gettext_lazy("Warranty months"),
    "batch_tracked": gettext_lazy("Tracked by batch"), "serial_tracked": gettext_lazy("Tracked by serial number"),
}  # fmt: skip
DATES = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
YES = {"是", "yes", "y", "true", "1", "√"}
CHOICES: dict[str, type[Choices]] = {"kind": CustomerKind, "tier": Tier, "qualification": Qualification}
AMOUNTS = frozenset({"unit_price", "list_price", "annual_demand"})
# Who or what a word of the table may name, and by which of its names.
ROWS: dict[str, tuple[Callable[[], QuerySet[Any]], tuple[str, ...]]] = {
    "region": (Region.objects.all, ("code", "name", "name_en")),
    "outlet": (Outlet.objects.all, ("name", "name_en")),
    "rep": (lambda: people_with_role(Role.REP), ("username", "name", "name_en")),
}


class Named(forms.Field):
    """A row of the database by one of its names; what a batch names again and again is asked for once."""

    default_error_messages = {"invalid": gettext_lazy("Nothing with this name is known.")}
    found: dict[tuple[str, str], Model | None]

    def __init__(self, source: str) -> None:
        super().__init__(required=False)
        self.source = source

    def to_python(self, value: Any) -> Any:
        text = str(value or "")
        if not text:
            return None
        if (self.source, text) not in self.found:
            self.found[self.source, text] = _row(self.source, text)
        if (row := self.found[self.source, text]) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return row


def _row(source: str, text: str) -> Model | None:
    rows, names = ROWS[source]
    return next((row for name in names if (row := rows().filter(**{name: text}).first())), None)


class ImportedCustomerForm(NewCustomerForm):
    """As it is typed, with names instead of choices."""

    region, outlet, rep = Named("region"), Named("outlet"), Named("rep")  # type: ignore[assignment]

    def __init__(self, data: dict[str, Any], found: dict[tuple[str, str], Model | None]) -> None:
        super().__init__(data)
        for name in ROWS:
            self.fields[name].found = found  # type: ignore[attr-defined]


class ProductForm(forms.Form):
    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=100)
    name_en = forms.CharField(max_length=100, required=False)
    category = forms.CharField(max_length=60, required=False)
    list_price = forms.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    warranty_months = forms.IntegerField(min_value=0, max_value=600, required=False)


def land_customers(rows: Sequence[Row], actor: Actor, now: datetime) -> list[Outcome]:
    """Open the archives of a batch; one with the same name and phone is there already."""
    found: dict[tuple[str, str], Model | None] = {}
    outcomes: list[Outcome | None] = []
    new: list[NewArchive] = []
    for row in rows:
        try:
            new.append(_archive(row.values, found))
            outcomes.append(None)
        except (BadRow, DomainError) as error:
            outcomes.append(refusal(error))
    opened = open_archives(actor=actor if can_create(actor) else None, now=now, rows=new, reason=REASON)
    results = iter(refusal(one) if isinstance(one, DomainError) else one for one in opened)
    return [next(results) if outcome is None else outcome for outcome in outcomes]


def _archive(values: dict[str, str], found: dict[tuple[str, str], Model | None]) -> NewArchive:
    typed = {name: _value(name, text) for name, text in values.items() if text}
    defaults = {"kind": CustomerKind.COMPANY, "tier": Tier.ORDINARY, "qualification": Qualification.UNCHECKED}
    form = ImportedCustomerForm(defaults | typed, found)
    _chinese_dates(form)
    data = cleaned(form)
    person = {part: data[f"contact_{part}"] for part in ("name", "title", "phone", "email")}
    return NewArchive({name: data[name] for name in FACTS}, person if person["name"] else None)


def load_product(row: Row, actor: Actor, now: datetime) -> bool:
    """Add a product; one with the same code is there already."""
    values = row.values
    if Product.objects.filter(code=values["code"]).exists():
        return False
    data = cleaned(ProductForm({name: _value(name, text) for name, text in values.items() if text}))
    facts = {name: value for name, value in data.items() if value not in (None, "")}
    for name in ("batch_tracked", "serial_tracked"):
        if values.get(name):
            facts[name] = values[name].casefold() in YES
    create_product(actor=actor if can_edit_products(actor) else None, now=now, reason=REASON, **facts)
    return True


def load_sale(row: Row, actor: Actor, now: datetime) -> bool:
    """Note a purchase. The same row of the same file is there already; the nth equal row is another one."""
    values = row.values
    key = fingerprint(values, row.nth)
    if ProductSold.objects.filter(import_key=key).exists():
        return False
    customer = _customer_named(values["customer"], values.get("phone", ""))
    product = Product.objects.filter(code=values["product"]).first()
    if product is None:
        raise BadRow("product", gettext_noop("No product has this code."))
    typed = {name: _value(name, text) for name, text in values.items() if text and name in SALE_FACTS}
    form = PurchaseForm({"quantity": 1} | typed | {"product": product.pk})
    _chinese_dates(form)
    doer = actor if can_create(actor) else None
    add_purchase(actor=doer, now=now, customer=customer, import_key=key, reason=REASON, **cleaned(form))
    return True


def _customer_named(text: str, phone: str) -> Customer:
    """By number, else by name; several of one name are told apart by a phone."""
    if found := Customer.objects.filter(Q(number=text) | Q(aliases__number=text)).first():
        return found
    same = Customer.objects.filter(name_key=name_key(text), name=text)
    if digits := normalise_phone(phone):
        same = same.filter(phone_digits=digits) | same.filter(contacts__phone_digits=digits)
    found_all = list(same.distinct()[:2])
    if not found_all:
        raise BadRow("customer", gettext_noop("No customer has this number or name."))
    if len(found_all) > 1:
        raise BadRow("customer", gettext_noop("Several customers have this name; give the number or a phone."))
    return found_all[0]


def _value(name: str, text: str) -> Any:
    """What the form expects for a word of the table."""
    if name in CHOICES:
        return _words(name).get(text.casefold(), text)
    return parse_amount(text, field=name) if name in AMOUNTS else text


@lru_cache
def _words(name: str) -> dict[str, str]:
    """The choices by their values and by their labels in both languages; 重要 is as good as 重要客户."""
    found: dict[str, str] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for value, label in CHOICES[name].choices:
                for word in (value, str(label), str(label).removesuffix(_("Customer"))):
                    found.setdefault(word.casefold(), value)
    return found


def _chinese_dates(form: forms.Form) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.input_formats = DATES


def _labels(form: type[forms.Form], headings: dict[str, tuple[str, ...]], **more: Any) -> dict[str, Any]:
    """What the pages call the columns: as the form does where it has such a field."""
    return {name: more.get(name) or form.base_fields[name].label for name in headings}


def install() -> None:
    """Offer the kinds of tables of this floor."""
    both = frozenset({Role.ADMIN, Role.MANAGER})
    customers = _labels(NewCustomerForm, CUSTOMER_HEADINGS, **NAMED)
    sales = _labels(PurchaseForm, SALE_HEADINGS, **SALE_NAMED)
    register(
        Importer(
            "customers", gettext_lazy("Customers"), CUSTOMER_HEADINGS, customers, ("name",), both, land_customers,
            same=_same_customer, once=True,
        )
    )  # fmt: skip
    register(
        Importer(
            "products", gettext_lazy("Products"), PRODUCT_HEADINGS, PRODUCT_LABELS, ("code", "name"),
            frozenset({Role.ADMIN}), one_by_one(load_product), same=lambda values: values.get("code", ""), once=True,
        )
    )  # fmt: skip
    register(
        Importer(
            "sales", gettext_lazy("Products sold"), SALE_HEADINGS, sales, ("customer", "product"), both,
            one_by_one(load_sale),
        )
    )  # fmt: skip


def _same_customer(values: dict[str, str]) -> list[Any]:
    phones = {normalise_phone(values.get(name, "")) for name in ("phone", "contact_phone")}
    return [values.get("name", ""), *sorted(phones)]

"""Rows of a table as customers, products and sales, through the same forms and services as what is typed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Choices, Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftersales.kernel.money import parse_amount
from aftersales.staff.models import Outlet, Region, User
from aftersales.web.importing import BadRow, cleaned, fingerprint
from aftersales.web.text import normalise_phone

from .enums import CustomerKind, Qualification, Tier
from .forms import NewCustomerForm, PurchaseForm
from .models import Contact, Customer, Product, ProductSold
from .services.customers import FACTS, create_customer
from .services.products import create_product
from .services.purchases import FACTS as SALE_FACTS
from .services.purchases import add_purchase
from .services.search import name_key

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
DATES = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"]
YES = {"是", "yes", "y", "true", "1", "√"}


class ProductForm(forms.Form):
    code = forms.CharField(max_length=40)
    name = forms.CharField(max_length=100)
    name_en = forms.CharField(max_length=100, required=False)
    category = forms.CharField(max_length=60, required=False)
    list_price = forms.DecimalField(max_digits=12, decimal_places=2, min_value=0, required=False)
    warranty_months = forms.IntegerField(min_value=0, max_value=600, required=False)


def load_customer(values: dict[str, str], now: datetime) -> bool:
    """Open an archive; one with the same name and phone is there already."""
    if _known(values["name"], values.get("phone", ""), values.get("contact_phone", "")):
        return False
    typed = {name: _value(name, text) for name, text in values.items() if text}
    defaults = {"kind": CustomerKind.COMPANY, "tier": Tier.ORDINARY, "qualification": Qualification.UNCHECKED}
    form = NewCustomerForm(defaults | typed)
    _chinese_dates(form)
    data = cleaned(form)
    person = {part: data[f"contact_{part}"] for part in ("name", "title", "phone", "email")}
    facts = {name: data[name] for name in FACTS}
    create_customer(actor=None, now=now, reason="import", contact=person if person["name"] else None, **facts)
    return True


def load_product(values: dict[str, str], now: datetime) -> bool:
    """Add a product; one with the same code is there already."""
    if Product.objects.filter(code=values["code"]).exists():
        return False
    data = cleaned(ProductForm({name: _value(name, text) for name, text in values.items() if text}))
    facts = {name: value for name, value in data.items() if value not in (None, "")}
    for name in ("batch_tracked", "serial_tracked"):
        if values.get(name):
            facts[name] = values[name].casefold() in YES
    create_product(actor=None, now=now, reason="import", **facts)
    return True


def load_sale(values: dict[str, str], now: datetime, nth: int = 0) -> bool:
    """Note a purchase. The same row of the same file is there already; the nth equal row is another one."""
    key = fingerprint(values, nth)
    if ProductSold.objects.filter(import_key=key).exists():
        return False
    customer = _customer_named(values["customer"], values.get("phone", ""))
    product = Product.objects.filter(code=values["product"]).first()
    if product is None:
        raise BadRow("product", _("No product has this code."))
    typed = {name: _value(name, text) for name, text in values.items() if text and name in SALE_FACTS}
    form = PurchaseForm({"quantity": 1} | typed | {"product": product.pk})
    _chinese_dates(form)
    add_purchase(actor=None, now=now, customer=customer, import_key=key, reason="import", **cleaned(form))
    return True


def _known(name: str, *phones: str) -> bool:
    digits = {number for phone in phones if (number := normalise_phone(phone))}
    same = Customer.objects.filter(name=name.strip())
    if not digits:
        return same.exists()
    theirs = Contact.objects.filter(phone_digits__in=digits, customer__in=same)
    return theirs.exists() or same.filter(phone_digits__in=digits).exists()


def _customer_named(text: str, phone: str) -> Customer:
    """By number, else by name; several of one name are told apart by a phone."""
    if found := Customer.objects.filter(Q(number=text) | Q(aliases__number=text)).first():
        return found
    same = Customer.objects.filter(name_key=name_key(text), name=text)
    if digits := normalise_phone(phone):
        same = same.filter(phone_digits=digits) | same.filter(contacts__phone_digits=digits)
    found_all = list(same.distinct()[:2])
    if not found_all:
        raise BadRow("customer", _("No customer has this number or name."))
    if len(found_all) > 1:
        raise BadRow("customer", _("Several customers have this name; give the number or a phone."))
    return found_all[0]


def _value(name: str, text: str) -> Any:
    """What the form expects for a word of the table: the choice for its label, the row for its name."""
    if name in CHOICES:
        return _choice(CHOICES[name], text)
    if name in ROWS:
        return _row(ROWS[name], text)
    if name in {"unit_price", "list_price", "annual_demand"}:
        return parse_amount(text, field=name)
    return text


CHOICES: dict[str, type[Choices]] = {"kind": CustomerKind, "tier": Tier, "qualification": Qualification}
ROWS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "region": (Region, ("code", "name", "name_en")),
    "outlet": (Outlet, ("name", "name_en")),
    "rep": (User, ("username", "name", "name_en")),
}


def _choice(choices: type[Choices], text: str) -> str:
    wanted = text.casefold()
    for language in ("zh-hans", "en"):
        with override(language):
            for value, label in choices.choices:
                # 重要 is as good as 重要客户.
                if wanted in {value, str(label).casefold(), str(label).removesuffix(_("Customer"))}:
                    return value
    return text


def _row(source: tuple[Any, tuple[str, ...]], text: str) -> Any:
    model, names = source
    for name in names:
        if found := model.objects.filter(**{name: text}).first():
            return found.pk
    return text


def _chinese_dates(form: forms.Form) -> None:
    for field in form.fields.values():
        if isinstance(field, forms.DateField):
            field.input_formats = DATES

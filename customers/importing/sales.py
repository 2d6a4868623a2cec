"""Import of purchases. A row that was imported before is skipped; if a file has n equal rows, they are n purchases.
A row with the serial number of a purchase, or with its contract, product and date, is that purchase."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy

from aftersales.kernel.contacts import refuse_masked
from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.kernel.words import code_key
from aftersales.staff.models import Actor
from aftersales.tables.cells import day_of
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import Importer, fingerprint, together
from aftersales.tables.outcomes import BadRow, Differing, Existing, cleaned

from ..forms import PurchaseForm
from ..models import Product
from ..permissions import IMPORTERS
from ..queries.imports import CustomersNamed, known_purchase_keys, products_with
from ..services.purchases import FACTS, NewPurchase, add_purchases
from .common import Named, labels, typed

HEADINGS: dict[str, tuple[str, ...]] = {
    "customer": (
        "客户编号", "客户", "客户名称", "客户号", "公司名称", "单位名称", "购货单位", "customer number",
        "customer name", "company",
    ),
    "phone": ("电话", "客户电话", "联系人电话", "联系电话", "手机", "手机号", "手机号码", "mobile", "tel"),
    "product": (
        "产品编码", "编码", "型号", "产品型号", "货号", "商品编码", "物料编码", "规格型号", "product code", "model",
        "sku",
    ),
    "grade": ("商品等级", "等级", "产品等级", "product grade"),
    "batch": ("批号", "批次", "生产批号", "批次号", "batch number", "lot", "lot number"),
    "serial": ("序列号", "机号", "机身号", "出厂编号", "出厂号", "sn", "s/n", "serial number", "serial no"),
    "serial_reason": ("序列号说明", "serial number reason"),
    "quantity": ("数量", "台数", "件数", "qty"),
    "unit_price": ("单价", "价格", "成交价", "price"),
    "purchased_on": (
        "购买日期", "销售日期", "购买时间", "发货日期", "开票日期", "purchase date", "sold on", "sale date",
    ),
    "installed_on": ("安装日期", "安装完成日期", "安装时间", "installation date", "installed on"),
    "warranty_until": ("保修到", "约定保修至", "warranty until", "保修截止", "保修截止日期", "质保到期"),
    "contract_number": ("合同号", "合同编号", "订单号", "contract", "contract no", "order number"),
    "inspection_body": ("检验机构", "inspection body"),
}  # fmt: skip
# Labels of columns that are not fields of the form.
NAMED = {
    "customer": gettext_lazy("Customer (number or name)"),
    "phone": gettext_lazy("Phone"),
    "product": gettext_lazy("Product code"),
}
DAYS = frozenset({"purchased_on", "installed_on", "warranty_until"})


class ImportedPurchaseForm(PurchaseForm):
    """The form for a row of the file: it takes the code of a product. Reader checks that the product is active."""

    product = Named(is_code=True)


class Reader:
    """Turns rows into purchases, with one query per batch for each kind of record that the rows name."""

    def __init__(self, rows: Sequence[ImportRow], now: datetime) -> None:
        self.known = known_purchase_keys({fingerprint(row.values, row.nth) for row in rows})
        self.customers = CustomersNamed((row.values["customer"], row.values.get("phone", "")) for row in rows)
        self.products = products_with({row.values["product"] for row in rows})

    def read(self, row: ImportRow) -> NewPurchase | None:
        key = fingerprint(row.values, row.nth)
        if key in self.known:
            return None
        refuse_masked(row.values["customer"], "customer")
        customer = self._customer(row.values["customer"], row.values.get("phone", ""))
        self._product(row.values["product"])
        texts = {n: t for n, t in row.values.items() if n in FACTS | {"serial_reason"}}
        form = ImportedPurchaseForm({"quantity": 1} | typed(texts, {}, DAYS))
        form.fields["product"].found = self.products  # type: ignore[attr-defined]
        data = cleaned(form)
        why = data.pop("serial_reason")
        given = frozenset(name for name in data if row.values.get(name))
        return NewPurchase(customer, key, data, given, row.nth, serial_reason=why)

    def _customer(self, text: str, phone: str) -> int:
        """The id of the customer by number, else by name. If several have the same name, the phone number decides."""
        found = self.customers.find(text, phone)
        if not found:
            raise BadRow("customer", gettext_noop("No customer matches this number or name."))
        if len(found) > 1:
            raise BadRow(
                "customer",
                gettext_noop("Several customers have this name. Enter the customer number or a phone number."),
            )
        return found[0]

    def _product(self, code: str) -> Product:
        if (product := self.products.get(code_key(code))) is None:
            raise BadRow("product", gettext_noop("No product has this code."))
        if not product.is_active:
            raise BadRow("product", gettext_noop("This product is inactive."))
        return product


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], NewPurchase | None]:
    return Reader(rows, now).read


def write(
    rows: Sequence[NewPurchase], actor: Actor, now: datetime, reason: str, existing: str = Existing.KEEP
) -> list[bool | Differing | DomainError]:
    return add_purchases(actor=actor, now=now, rows=rows, reason=reason, existing=existing)


def same(values: dict[str, str]) -> list[str]:
    """What identifies a purchase: its serial number, else contract, product and date, else the whole row."""
    customer, product = code_key(values.get("customer", "")), code_key(values.get("product", ""))
    if serial := code_key(values.get("serial", "")):
        return [product, serial]
    if contract := code_key(values.get("contract_number", "")):
        return [customer, product, contract, str(day_of(values.get("purchased_on", "")))]
    return [f"{name}={value}" for name, value in sorted(values.items())]


IMPORTER = Importer(
    "sales",
    gettext_lazy("Purchases"),
    HEADINGS,
    labels(PurchaseForm, HEADINGS, NAMED),
    ("customer", "product"),
    IMPORTERS,
    together(begin, write, updates=True),
    same=same,
    updates=True,
)

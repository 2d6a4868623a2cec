"""Import of purchases. A row that was imported before is skipped; if a file has n equal rows, they are n purchases."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy

from aftersales.kernel.errors import DomainError, gettext_noop
from aftersales.staff.models import Actor
from aftersales.tables.columns import ImportRow
from aftersales.tables.importing import BadRow, Importer, cleaned, fingerprint, together

from ..forms import PurchaseForm
from ..models import Product
from ..permissions import IMPORTERS
from ..queries.imports import CustomersNamed, known_purchase_keys, products_with
from ..services.purchases import FACTS, NewPurchase, add_purchases
from .common import Named, labels, typed

HEADINGS: dict[str, tuple[str, ...]] = {
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
# Labels of columns that are not fields of the form.
NAMED = {
    "customer": gettext_lazy("Customer (number or name)"),
    "phone": gettext_lazy("Phone"),
    "product": gettext_lazy("Product code"),
}
DAYS = frozenset({"purchased_on", "warranty_until"})


class ImportedPurchaseForm(PurchaseForm):
    """The form for a row of the file: it takes the code of a product. Reader checks that the product is active."""

    product = Named()


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
        customer = self._customer(row.values["customer"], row.values.get("phone", ""))
        self._product(row.values["product"])
        form = ImportedPurchaseForm(
            {"quantity": 1} | typed({n: t for n, t in row.values.items() if n in FACTS}, {}, DAYS)
        )
        form.fields["product"].found = self.products  # type: ignore[attr-defined]
        return NewPurchase(customer, key, cleaned(form))

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
        if (product := self.products.get(code)) is None:
            raise BadRow("product", gettext_noop("No product has this code."))
        if not product.is_active:
            raise BadRow("product", gettext_noop("This product is inactive."))
        return product


def begin(rows: Sequence[ImportRow], now: datetime) -> Callable[[ImportRow], NewPurchase | None]:
    return Reader(rows, now).read


def write(rows: Sequence[NewPurchase], actor: Actor, now: datetime, reason: str) -> list[bool | DomainError]:
    return add_purchases(actor=actor, now=now, rows=rows, reason=reason)


IMPORTER = Importer(
    "sales",
    gettext_lazy("Purchases"),
    HEADINGS,
    labels(PurchaseForm, HEADINGS, NAMED),
    ("customer", "product"),
    IMPORTERS,
    together(begin, write),
)

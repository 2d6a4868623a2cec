"""manage.py import_products FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from django.utils import timezone

from aftersales.web.columns import Row
from aftersales.web.importing import ImportCommand
from customers.importing import PRODUCT_HEADINGS, load_product


class Command(ImportCommand):
    help = "Import products from CSV or XLSX. A row that is there already adds nothing."
    headings = PRODUCT_HEADINGS
    required = ("code", "name")

    def load(self, row: Row, nth: int) -> bool:
        return load_product(row.values, timezone.now())

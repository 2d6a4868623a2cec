"""manage.py import_sales FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from django.utils import timezone

from aftersales.web.columns import Row
from aftersales.web.importing import ImportCommand
from customers.importing import SALE_HEADINGS, load_sale


class Command(ImportCommand):
    help = "Import what customers bought from CSV or XLSX. A row that is there already adds nothing."
    headings = SALE_HEADINGS
    required = ("customer", "product")

    def load(self, row: Row, nth: int) -> bool:
        return load_sale(row.values, timezone.now(), nth)

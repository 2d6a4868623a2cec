"""manage.py import_customers FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from django.utils import timezone

from aftersales.web.columns import Row
from aftersales.web.importing import ImportCommand
from customers.importing import CUSTOMER_HEADINGS, load_customer


class Command(ImportCommand):
    help = "Import customers with their main contact from CSV or XLSX. A row that is there already adds nothing."
    headings = CUSTOMER_HEADINGS
    required = ("name",)

    def load(self, row: Row, nth: int) -> bool:
        return load_customer(row.values, timezone.now())

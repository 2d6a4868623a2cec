"""manage.py import_sales FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from aftersales.tables.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import what customers bought from CSV or XLSX. A row that is there already adds nothing."
    kind = "sales"

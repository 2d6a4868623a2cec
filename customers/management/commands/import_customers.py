"""manage.py import_customers FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from aftersales.tables.import_command import ImportCommand


class Command(ImportCommand):
    help = "Import customers with their main contact from CSV or XLSX. A row that is there already adds nothing."
    kind = "customers"

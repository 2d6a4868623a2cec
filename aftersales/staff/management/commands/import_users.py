"""manage.py import_users FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from aftersales.tables.import_command import ImportCommand


class Command(ImportCommand):
    help = "Open accounts from CSV or XLSX. An account that is there already stays as it is. No file holds a password."
    kind = "users"

"""manage.py import_tickets FILE [--dry-run] [--map MAP.json] [--all-or-nothing]"""

from aftersales.tables.import_command import ImportCommand


class Command(ImportCommand):
    help = "Log feedback from CSV or XLSX as tickets. A row that is logged already adds nothing."
    kind = "tickets"

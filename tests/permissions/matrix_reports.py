"""Who gets past 404 at the routes of reports."""

from aftersales.staff.enums import Role

READERS = frozenset(Role) - {Role.COLLEAGUE, Role.ADMIN}

ROWS = {"dashboard": READERS, "dashboard_pdf": READERS, "api-report-quarter": READERS}

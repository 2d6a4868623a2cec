"""Who gets past 404 at the routes of reports."""

from aftersales.staff.enums import Role

READERS = frozenset(Role) - {Role.COLLEAGUE, Role.ADMIN}

TEAMS = READERS - {Role.REP}
# Which metrics a role sees is tested in tests/reports/test_metrics.py.
ROWS = {
    "dashboard": READERS,
    "dashboard_pdf": READERS,
    "dashboard_xlsx": READERS,
    "metrics": READERS,
    "metric": READERS,
    "metric_rows": READERS,
    "teams": TEAMS,
    "api-report-teams": TEAMS,
    "api-metric-list": READERS,
    "api-metric-detail": READERS,
}
# The catalogue is the same everywhere; its figures are those of the reader's region.
SHARED = frozenset({"metric", "metric_rows", "api-metric-detail"})
OBJECTS = {
    "metric": lambda people: {"code": "late_now"},
    "api-metric": lambda people: {"code": "late_now"},
}

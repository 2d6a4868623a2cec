"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "visits": READERS,
    "visit": READERS,
    "visit_record": READERS,
    "visit_reschedule": READERS,
    "visit_missed": READERS,
    "visit_reassign": READERS,
    "api-visit-list": READERS,
    "api-visit-detail": READERS,
    "api-visit-record": READERS,
    "api-visit-reschedule": READERS,
    "api-visit-miss": READERS,
    "api-visit-reassign": READERS,
}

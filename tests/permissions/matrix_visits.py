"""Who gets past 404 on the routes of visits. What one sees but may not do, the services refuse with 403."""

from visits.verbs import VISITS

READERS = frozenset({"service", "rep", "manager", "gm", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "visits": READERS,
    "visit": READERS,
    "visit_step": READERS,
    "api-visit-list": READERS,
    "api-visit-detail": READERS,
    **{f"api-visit-{verb}": READERS for verb in VISITS},
}

"""Who gets past 404 on the routes of the radar: those who see every ticket."""

from reports.radar.models import RadarSignal
from reports.radar.verbs import SIGNALS
from tests.factories import NOW, Cast

READERS = frozenset({"service", "manager", "gm", "quality", "quality_manager", "executive", "auditor"})

ROWS: dict[str, frozenset[str] | str] = {
    "radar": READERS,
    "radar_signal_verb": READERS,
    "api-radar-signal-list": READERS,
    "api-radar-signal-detail": READERS,
    **{f"api-radar-signal-{verb}": READERS for verb in SIGNALS},
}


def _signal(people: Cast) -> dict[str, object]:
    row, _made = RadarSignal.objects.get_or_create(
        key="complaint::::",
        defaults={
            "kind": "complaint",
            "level": "alarm",
            "week": NOW.date(),
            "last_week": NOW.date(),
            "weeks": 2,
            "count": 12,
            "usual": 4.0,
            "chance": 0.00025,
            "counts": [2, 3, 1, 2, 2, 1, 3, 2, 1, 2, 5, 7],
            "low": 0.0,
            "high": 4.8,
            "found_at": NOW,
        },
    )
    return {"pk": row.pk, "name": "dismiss"}


OBJECTS = {"radar": lambda people: {}, "radar_signal": _signal, "api-radar-signal": _signal}
SHARED = {
    "radar",
    "radar_signal_verb",
    "api-radar-signal-detail",
    *(f"api-radar-signal-{verb}" for verb in SIGNALS),
}

"""The schedules of a new installation (R2, R5)."""

# Kind, rhythm, days after the period, recipients. A round of the quarter closes after it, so its report comes later.
SCHEDULES: tuple[tuple[str, str, int, tuple[str, ...]], ...] = (
    ("service", "month", 2, ("manager", "gm", "executive")),
    ("satisfaction", "quarter", 9, ("manager", "gm", "quality_manager", "executive")),
    ("complaints", "month", 2, ("manager", "gm", "quality", "quality_manager", "executive")),
    ("visits", "month", 2, ("manager", "gm", "executive")),
    ("quality", "month", 2, ("gm", "quality", "quality_manager", "executive")),
    ("cost", "month", 2, ("manager", "gm", "quality_manager", "executive")),
    ("market", "quarter", 9, ("rep", "manager", "gm", "executive")),
)

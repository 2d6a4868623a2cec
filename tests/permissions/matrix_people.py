"""Who gets past 404 on accounts and places: the administrator, and the auditor, who reads."""

READERS = frozenset({"admin", "auditor"})
ADMIN = frozenset({"admin"})
ROWS: dict[str, frozenset[str] | str] = {
    "users": READERS,
    "user": READERS,
    "user_new": ADMIN,
    "user_step": ADMIN,
    "places": READERS,
    "places_of": READERS,
    "place": READERS,
    "place_new": ADMIN,
}
OBJECTS = {
    "user": lambda people: {"pk": people.clerk.pk},
    "user_step": lambda people: {"pk": people.clerk.pk, "name": "disable"},
    "place": lambda people: {"kind": "region", "pk": people.east.pk},
    "users": lambda people: {},
}

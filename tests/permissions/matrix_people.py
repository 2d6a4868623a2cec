"""Who gets past 404 on accounts, places and settings: administrators, and auditors, who read."""

READERS = frozenset({"admin", "auditor"})
ADMIN = frozenset({"admin"})
ROWS: dict[str, frozenset[str] | str] = {
    "users": READERS,
    "user": READERS,
    "user_new": ADMIN,
    "user_step": ADMIN,
    "password_sheet": ADMIN,
    "api-password-sheet-list": ADMIN,
    "roles": READERS,
    "role": READERS,
    "api-role-list": READERS,
    "places": READERS,
    "places_of": READERS,
    "place": READERS,
    "place_new": ADMIN,
    "company": READERS,
    "letterhead": READERS,
    "checklist_done": ADMIN,
    "working_time": READERS,
    "holidays": READERS,
    "holiday": ADMIN,
    "holiday_new": ADMIN,
    "holidays_install": ADMIN,
    "products": READERS | {"manager"},
    "product": READERS | {"manager"},
    "product_new": ADMIN,
    "catalogue": READERS
    | {
        "service",
        "rep",
        "manager",
        "gm",
        "quality",
        "quality_manager",
        "executive",
        "colleague",
    },
    "mail": READERS,
    "mail_test": ADMIN,
    "retention": READERS,
    "retention_of": READERS,
    **dict.fromkeys(
        (
            "api-retention-list",
            "api-retention-detail",
            "api-retention-preview",
            "api-company",
            "api-working-time",
            "api-mail",
            "api-mail-test",
            "api-holiday-list",
            "api-holiday-detail",
            "api-holiday-install",
            "api-department-list",
            "api-department-detail",
            "api-region-list",
            "api-region-detail",
            "api-outlet-list",
            "api-outlet-detail",
        ),
        READERS,
    ),
    "numberings": READERS,
    "numbering": READERS,
    "api-numbering-list": READERS,
    "api-numbering-detail": READERS,
    "api-numbering-preview": READERS,
}


def _holiday(people: object) -> dict[str, int]:
    from datetime import date

    from aftersales.office.models import Holiday

    row, _made = Holiday.objects.get_or_create(date=date(2026, 10, 1), defaults={"name": "国庆节"})
    return {"pk": row.pk}


def _outlet(people: object) -> dict[str, int]:
    from aftersales.staff.models import Outlet, Region

    return {"pk": Outlet.objects.create(name="样例湾", region=Region.objects.get(code="east")).pk}


OBJECTS = {
    "product": lambda people: {"pk": people.sold.product_id},
    "holiday": _holiday,
    "holidays_install": lambda people: {"year": 2026},
    "user": lambda people: {"pk": people.clerk.pk},
    "user_step": lambda people: {"pk": people.clerk.pk, "name": "disable"},
    "place": lambda people: {"kind": "region", "pk": people.east.pk},
    "numbering": lambda people: {"kind": "TK"},
    "numberings": lambda people: {},
    "retention": lambda people: {},
    "retention_of": lambda people: {"subject": "complaints.call"},
    "api-retention": lambda people: {"subject": "complaints.call"},
    "api-holiday": _holiday,
    "api-department": lambda people: {"code": "warehouse"},
    "api-region": lambda people: {"code": "east"},
    "api-outlet": _outlet,
    "api-numbering": lambda people: {"kind": "TK"},
    "users": lambda people: {},
    "role": lambda people: {"code": "rep"},
}

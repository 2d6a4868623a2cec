"""Who gets past 404 on the routes of the desk, the office, staff and the API's own pages."""

from aftersales.staff.enums import Role
from aftersales.staff.verbs import STAND_INS, USERS

EVERY_ROLE = frozenset(Role.values)
ROWS: dict[str, frozenset[str] | str] = {
    "home": "everyone",
    "search": "everyone",
    "settings": frozenset(
        {"service", "rep", "manager", "gm", "quality", "quality_manager", "executive", "admin", "auditor"}
    ),
    "palette": "everyone",
    "guide": "everyone",
    "tour_away": "everyone",
    "healthz": "public",
    "notifications": "everyone",
    "notifications_read": "everyone",
    "notifications_latest": "everyone",
    "notifications_unread": "everyone",
    "drafts": "everyone",
    "ready": "everyone",
    "login": "public",
    "logout": "public",
    "set_language": "public",
    "set_theme": "everyone",
    "list_columns": "everyone",
    "api-list-columns:retrieve": "everyone",
    "api-list-columns:update": "everyone",
    "password_forgotten": "public",
    "password_link": "public",
    "account": "everyone",
    "password": "everyone",
    "sign_out_everywhere": "everyone",
    "session_end": "everyone",
    "token_revoke": "everyone",
    "stand_ins": "everyone",
    "stand_in_new": "everyone",
    "stand_in_end": "everyone",
    "api-stand-in-list": "everyone",
    "api-stand-in-detail": "everyone",
    **{f"api-stand-in-{verb}": EVERY_ROLE for verb in STAND_INS},
    "styleguide": "everyone",
    "schema": "everyone",
    "api_docs": "everyone",
    "api-token:issue": "public",
    "api-token:revoke": "everyone",
    "api-user-list": "everyone",
    "api-user-detail": "everyone",
    "api-user-open-work": "everyone",
    **{f"api-user-{verb}": EVERY_ROLE for verb in USERS},
}


def _link(people: object) -> dict[str, str]:
    """A password link of a user who does not sign in meanwhile."""
    from aftersales.staff.queries.people import password_link

    return {"token": password_link(people.clerk2).rstrip("/").rpartition("/")[2]}


def _stand_in(people: object) -> dict[str, int]:
    """An absence of the rep."""
    from aftersales.staff.models import StandIn
    from aftersales.staff.services.stand_ins import enter
    from tests.factories import NOW

    row = StandIn.objects.first() or enter(
        actor=people.rep, now=NOW, absent=people.rep, deputy=people.clerk, starts_on=NOW.date(), ends_on=NOW.date()
    )
    return {"pk": row.pk}


OBJECTS = {
    "password_link": _link,
    "session_end": lambda people: {"pk": 1},
    "token_revoke": lambda people: {"pk": 1},
    "stand_in_end": _stand_in,
    "api-stand-in": _stand_in,
    "list_columns": lambda people: {"name": "tickets"},
    "api-list-columns": lambda people: {"name": "tickets"},
    "notifications_unread": lambda people: {"shown": 0},
}
SHARED = {"notifications_unread", "api-list-columns"}  # about the reader, whoever that is

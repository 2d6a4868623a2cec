"""Who may keep a list's filters for others. A list itself is opened by its own route's policy."""

from dataclasses import dataclass
from datetime import date

from django.urls import NoReverseMatch, Resolver404, resolve, reverse

from aftersales.kernel.errors import NotPermitted, gettext_noop
from aftersales.staff.enums import Role
from aftersales.staff.models import User
from aftersales.staff.queries import stands_in_for
from aftersales.tables.importing import importers_for
from aftersales.web.policy import Policy, policy_of

from .models import SavedView
from .models.imports import ImportRun

SHARERS = frozenset({Role.MANAGER, Role.GM, Role.QUALITY_MANAGER})
# Who sees how the house is kept safe; the administrator alone acts.
KEEPERS = frozenset({Role.ADMIN, Role.AUDITOR})
# Who brings tables; which kinds, each importer says.
IMPORTERS = frozenset({Role.ADMIN, Role.MANAGER})
# A second person for exports of personal data; the auditor reads what was decided.
CONSENTERS = frozenset({Role.MANAGER, Role.ADMIN})
EXPORT_READERS = CONSENTERS | {Role.AUDITOR}


SETTERS = frozenset({Role.ADMIN})


def can_open(user: User, page: str) -> bool:
    """Whether the list with this route name is one of the user's."""
    try:
        rule = policy_of(resolve(reverse(page)).func)
    except (NoReverseMatch, Resolver404):
        return False
    return isinstance(rule, Policy) and rule.admits(user)


def can_share_views(user: User) -> bool:
    return user.role in SHARERS


def can_change_view(user: User, view: SavedView) -> bool:
    """One's own; a shared one also by whoever may share."""
    return view.owner_id == user.pk or (view.is_shared and can_share_views(user))


def can_back_up(user: User) -> bool:
    return user.role == Role.ADMIN


def own(run: ImportRun, user: User) -> ImportRun:
    """The run, for who brought the table: what stands in it is theirs to read."""
    if run.created_by_id != user.pk:
        raise NotPermitted(gettext_noop("Only who brought the table goes on with it."), code="not_permitted")
    return run


def can_import(user: User, kind: str) -> bool:
    return kind in {importer.kind for importer in importers_for(user)}


@dataclass(frozen=True)
class Consent:
    """absent: in whose stead, None in one's own name."""

    absent: User | None = None


def consent_of(user: User, asker_id: int, today: date) -> Consent | None:
    """How somebody lets another take personal data out of the house, or None where they may not: never one's own
    export, nor as the stand-in of the one who asks."""
    if user.pk == asker_id:
        return None
    if user.role in CONSENTERS:
        return Consent()
    rows = stands_in_for(user, today).filter(absent__role__in=CONSENTERS).exclude(absent=asker_id)
    row = rows.order_by("pk").first()
    return Consent(row.absent) if row else None

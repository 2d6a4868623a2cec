"""What becomes of shared views and waiting exports when somebody leaves or gets another role; the heirs are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from aftersales.staff.models import Actor, User
from aftersales.staff.rules.handing_over import Listed, Work
from aftersales.store.writing import save_with_history

from ..models import SavedView
from ..queries.leaving import shared_views, waiting_exports
from .exports import lapse
from .notices import notify


@transaction.atomic
def hand_over(*, user: User, to: Mapping[str, User | None], note: str, actor: Actor, now: datetime) -> None:
    """Shared views go to the successor, under a name that is free there; exports that wait lapse."""
    if (heir := to.get("shared_views")) is not None:
        for row in shared_views(user).select_for_update():
            row.owner, row.name = heir, _free_name(row, heir)
            save_with_history(row, actor=actor, reason=f"handed_over: {note}")
    if "exports" in to:
        for export in waiting_exports(user).select_for_update():
            lapse(row=export, actor=actor, now=now, why=note)


def _free_name(row: SavedView, heir: User) -> str:
    taken = set(SavedView.objects.filter(owner=heir, page=row.page).values_list("name", flat=True))
    name, number = row.name, 1
    while name in taken:
        number += 1
        name = f"{row.name[:35]} ({number})"
    return name


def tell_heirs(
    *, user: User, works: Iterable[Work], to: Mapping[str, User | None], note: str, actor: Actor, now: datetime
) -> None:
    """One notice to each, with all that they go on with."""
    given: dict[User, list[Work]] = defaultdict(list)
    for work in works:
        if (heir := to.get(work.kind)) is not None:
            given[heir].append(work)
    for heir, theirs in given.items():
        with translation.override(heir.language or settings.LANGUAGE_CODE):
            what = str(Listed(theirs))
        notify(
            users=[heir],
            template="work_handed_over",
            params={"who": str(user), "what": what, "note": note},
            url=reverse("home"),
            key=f"work_handed_over:{user.pk}:{user.version}",
            now=now,
        )

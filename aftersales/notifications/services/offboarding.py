"""Notifies the successors of a user who leaves or gets another role."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from aftersales.staff.models import User
from aftersales.staff.rules.offboarding import Listed, OpenWork

from .notifications import notify


def tell_successors(
    *, user: User, works: Iterable[OpenWork], to: Mapping[str, User | None], note: str, now: datetime
) -> None:
    """Send each successor one notification about all the work that they take over."""
    given: dict[User, list[OpenWork]] = defaultdict(list)
    for work in works:
        if (successor := to.get(work.kind)) is not None:
            given[successor].append(work)
    for successor, theirs in given.items():
        with translation.override(successor.language or settings.LANGUAGE_CODE):
            what = str(Listed(theirs))
        notify(
            users=[successor],
            template="work_reassigned",
            params={"who": str(user), "what": what, "note": note},
            url=reverse("home"),
            key=f"work_reassigned:{user.pk}:{user.version}",
            now=now,
        )

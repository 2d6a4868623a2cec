"""What two people save at the same time, though it can be there once only.

A service refuses a name or number that is there already, at its field. Two who save the same one at the same moment
both find it free; the constraint of the database then stops the second, who is refused as whoever comes second always
is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError

from aftersales.kernel.errors import Conflict, gettext_noop

POSTGRES_UNIQUE = "23505"
SQLITE_UNIQUE = {"SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_PRIMARYKEY"}


def is_double(error: BaseException | None) -> bool:
    """Whether the database refused a value because it is there already."""
    cause = error.__cause__ if isinstance(error, IntegrityError) else None
    is_postgres = getattr(cause, "pgcode", None) == POSTGRES_UNIQUE
    return is_postgres or getattr(cause, "sqlite_errorname", "") in SQLITE_UNIQUE


def saved_meanwhile() -> Conflict:
    return Conflict(
        gettext_noop("Someone else has just saved the same name or number. Nothing of yours was saved."),
        code="saved_meanwhile",
    )


@contextmanager
def first_come() -> Iterator[None]:
    """Around a service, whose transaction is over when it has failed: the second to save the same is refused."""
    try:
        yield
    except IntegrityError as error:
        if not is_double(error):
            raise
        raise saved_meanwhile() from error

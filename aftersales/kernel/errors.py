"""Errors of the domain. Pages, API and commands each answer them in their own way.

A message is the English source text. Code that may import Django passes a lazy translation. Code that may not marks its
text with `gettext_noop`, so that it is collected for translation, and an entry point shows `gettext(error.message) %
error.params`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def gettext_noop(text: str) -> str:
    """Mark a text for translation without translating it. makemessages recognises the name."""
    return text


class DomainError(Exception):
    """A refusal with a stable `code` for machines and a `message` for people.

    `message` holds `%(name)s` placeholders that `params` fills; it may be a lazy translation, so it
    is interpolated as late as possible: when the text is asked for.
    """

    status = 400

    def __init__(
        self,
        message: Any = "",
        *,
        code: str,
        params: Mapping[str, Any] | None = None,
        field: str | None = None,
        fields: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.message = message or code
        self.params: dict[str, Any] = dict(params or {})
        self.field = field
        # What is wrong with each field, if there are several.
        self.fields: dict[str, Any] = dict(fields or {})

    def __str__(self) -> str:
        text = str(self.message)
        return text % self.params if self.params else text

    def __repr__(self) -> str:
        return f"{type(self).__name__}(code={self.code!r}, field={self.field!r})"


class RuleViolation(DomainError):
    """Well-formed and permitted, but against a rule (422)."""

    status = 422


class InvalidInput(DomainError):
    """The input cannot be read or is out of range; `field` names the form field (400)."""

    status = 400


class NotPermitted(DomainError):
    """The actor can see the object but may not do this to it (403)."""

    status = 403


def ensure(allowed: object, message: Any = "", *, code: str = "not_permitted") -> None:
    """Raise NotPermitted unless allowed. Services ask for permission only by this function: `ensure(actor is None or
    can_reassign(actor, ticket))`. None is the system."""
    if not allowed:
        raise NotPermitted(message or gettext_noop("You don’t have permission to do this."), code=code)


class NotVisible(DomainError):
    """The object does not exist for this actor (404)."""

    status = 404

    def __init__(
        self,
        message: Any = "",
        *,
        code: str = "not_found",
        params: Mapping[str, Any] | None = None,
        field: str | None = None,
    ) -> None:
        super().__init__(message or gettext_noop("Not found"), code=code, params=params, field=field)


class Conflict(DomainError):
    """Somebody else has changed the object meanwhile (409); `current` is its present value, where it helps to show
    it."""

    status = 409

    def __init__(
        self,
        message: Any = "",
        *,
        code: str,
        params: Mapping[str, Any] | None = None,
        field: str | None = None,
        current: Any = None,
    ) -> None:
        super().__init__(message, code=code, params=params, field=field)
        self.current = current


class TooMany(DomainError):
    """Too many tries, or too much at once (429); `wait` is the number of seconds after which to try again."""

    status = 429

    def __init__(self, message: Any = "", *, code: str, wait: int, params: Mapping[str, Any] | None = None) -> None:
        super().__init__(message, code=code, params=params)
        self.wait = wait


class StorageFull(DomainError):
    """Nothing can be written because the disk is full (507)."""

    status = 507

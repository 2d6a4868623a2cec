"""Verbs: what a user may do to an object, each declared once in an app's `verbs.py`.

The page with its sheet, the bulk bar, the API with its schema, the permission matrix, docs/verbs.md and the random walk
of the tests read the same declaration. A verb that does not fit is written by hand in view and API and says so there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .forms import RowsForm, VerbForm


@dataclass(frozen=True)
class Verb:
    """name: its address on the page and in the API. label: the button. form: its input. service: what it calls.
    allowed: whether this user may do it to this object now. done: what is said afterwards, or a function of the
    service's result.

    submit: the button of the sheet where it differs. stop: it refuses or ends something. many: the button of the bulk
    bar, offered to the roles in many_roles.
    """

    name: str
    label: Any
    form: type[VerbForm]
    service: Callable[..., Any]
    allowed: Callable[[Any, Any], bool]
    done: Any
    submit: Any = ""
    stop: bool = False
    many: Any = ""
    many_roles: frozenset[str] = frozenset()

    @property
    def asks(self) -> bool:
        """Whether anything has to be entered."""
        return issubclass(self.form, RowsForm) or any(not f.widget.is_hidden for f in self.form.base_fields.values())

    def perform(self, form: VerbForm, *, actor: Any, now: datetime) -> Any:
        """Call the service with what the valid form holds."""
        return self.service(actor=actor, now=now, **form.arguments())


def table(*verbs: Verb) -> dict[str, Verb]:
    """The verbs by name, in the order in which menus show them."""
    return {verb.name: verb for verb in verbs}


@dataclass(frozen=True)
class VerbsOf:
    """A table of verbs, for `VERBS` of a manifest. model: what they are done to. api: its noun; without one they are on
    pages only."""

    model: Any
    verbs: Mapping[str, Verb]
    api: str = ""

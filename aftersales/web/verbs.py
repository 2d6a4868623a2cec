"""Verbs: what a user may do to an object, each declared once in the `verbs.py` of an app.

The page with its sheet, the bulk bar, the API with its schema, the permission matrix, docs/verbs.md and the random walk
of the tests read the same declaration. A verb that does not fit is written by hand in a view and an API action.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from aftersales.kernel.errors import Conflict, InvalidInput, NotPermitted, RuleViolation, gettext_noop
from aftersales.store.doubles import first_come
from aftersales.store.writing import is_outdated

from .forms import RowsForm, VerbForm


@dataclass(frozen=True)
class Verb:
    """name: its address on the page and in the API. label: the button. form: its input. service: the function it calls.
    allowed: whether this user may do it to this object now. done: the success message, or a function of the service's
    result.

    submit: the button of the sheet, if it differs. stop: it refuses or ends something. many: the button of the bulk
    bar, for the roles in many_roles.
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
        """Whether it needs input."""
        return issubclass(self.form, RowsForm) or any(not f.widget.is_hidden for f in self.form.base_fields.values())

    def sheet_form(self, *sent: Any, **options: Any) -> VerbForm:
        """Its form on a page that has several sheets: the ids of its fields begin with its name."""
        return self.form(*sent, auto_id=f"id_{self.name}_%s", **options)

    def perform(self, form: VerbForm, *, actor: Any, now: datetime) -> Any:
        """Call the service with the content of the valid form.

        A refusal is a Conflict if somebody else has changed the object since it was read for the form.
        """
        try:
            with first_come():
                return self.service(actor=actor, now=now, **form.arguments())
        except (InvalidInput, NotPermitted, RuleViolation) as error:
            if not is_outdated(form.target):
                raise
            raise Conflict(
                gettext_noop("Someone else has changed this in the meantime. %(reason)s"),
                code="changed_meanwhile",
                params={"reason": _(str(error.message)) % error.params if error.params else _(str(error.message))},
            ) from error


def table(*verbs: Verb) -> dict[str, Verb]:
    """The verbs by name, in the order of menus."""
    return {verb.name: verb for verb in verbs}


@dataclass(frozen=True)
class VerbsOf:
    """The verbs of a model, for `VERBS` of a manifest. api: the API noun of the model; without one the verbs are on
    pages only."""

    model: Any
    verbs: Mapping[str, Verb]
    api: str = ""

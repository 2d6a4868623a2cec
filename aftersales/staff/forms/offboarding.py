"""Forms to choose successors, before an account is deactivated or gets another role."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from aftersales.web.fields import PairsField
from aftersales.web.forms import VerbForm
from aftersales.web.policy import may_open

from ..models import User
from ..queries.people import heirs_of
from ..rules.offboarding import OpenWork

PREFIX = "heir_"


class PersonField(forms.ModelChoiceField):
    """A user, shown with their role; in the API a username."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"queryset": User.objects.filter(is_active=True), "to_field_name": "username", **options})

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.get_role_display()})"


class SuccessorsForm(VerbForm):
    """heir: the username of who takes over all open work. heirs: a username for each kind of work that somebody else
    takes over (open-work lists the kinds). note: what the successors need to know."""

    key = "user_id"
    heir: Any = PersonField(
        label=gettext_lazy("Reassign everything to"),
        required=False,
        empty_label="",
        help_text=gettext_lazy("For work this role can own. Choose other owners for single types below."),
    )
    heirs: Any = PairsField(required=False)
    note = forms.CharField(
        label=gettext_lazy("Handover note"),
        max_length=500,
        required=False,
        help_text=gettext_lazy(
            "What the new owners need to know. Added to the history of everything that is reassigned."
        ),
    )

    def ask(self, works: Sequence[OpenWork], reader: User) -> None:
        """Adapt the form of a page to the open work: one field for each kind, no fields if there is none."""
        asked = [work for work in works if work.roles]
        fields: dict[str, Any] = self.fields
        del fields["heirs"]
        if not works:
            del fields["note"]
        if not asked:
            del fields["heir"]
            return
        fields["heir"].queryset = heirs_of(self.target)
        for work in asked:
            fields[PREFIX + work.kind] = PersonField(
                label=_("%(what)s: %(count)s") % {"what": work.label, "count": work.count},
                queryset=heirs_of(self.target).filter(role__in=work.roles),
                required=False,
                empty_label=_("Person chosen above") if work.is_needed else _("Nobody"),
                help_text=format_html("{} {}", rows_of(work, reader), work.text),
            )

    def clean_heirs(self) -> dict[str, User]:
        names = self.cleaned_data["heirs"]
        rows = User.objects.filter(is_active=True, username__in=names.values())
        people = {person.username: person for person in rows}
        for name in names.values():
            if name not in people:
                raise ValidationError(
                    _("“%(value)s” doesn’t exist in the system."), code="unknown", params={"value": name[:40]}
                )
        return {kind: people[name] for kind, name in names.items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        chosen = {name: data.pop(name) for name in list(data) if name.startswith(PREFIX)}
        if chosen:
            data["heirs"] = {name.removeprefix(PREFIX): person for name, person in chosen.items() if person is not None}
        return data


def rows_of(work: OpenWork, reader: User) -> str:
    """The first rows, with links that the user may open, and a link to all of them."""
    shown = [_link(url, title, reader) for title, url in work.rows]
    if _opens(work.url, reader):
        shown.append(_link(work.url, _("all"), reader))
    return format_html_join(" · ", "{}", ((one,) for one in shown))


def _opens(url: str, reader: User) -> bool:
    return bool(url) and may_open(reader, url)


def _link(url: str, title: Any, reader: User) -> str:
    return format_html('<a href="{}">{}</a>', url, title) if _opens(url, reader) else format_html("{}", title)

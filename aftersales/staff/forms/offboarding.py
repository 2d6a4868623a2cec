"""Who goes on with what: asked before an account is disabled, and before a role is taken away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from aftersales.web.policy import may_open

from ..models import User
from ..queries.people import heirs_of
from ..rules.reassigning import Work

PREFIX = "heir_"


class Person(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj} ({obj.get_role_display()})"


class Successors(forms.Form):
    """One person for all, or one for each kind, among those whose role may hold it. `works` are asked about."""

    def ask(self, user: User, works: Sequence[Work], reader: User) -> None:
        """Add the questions; nothing is asked where nothing is open."""
        asked = [work for work in works if work.roles]
        if not works:
            return
        fields: dict[str, Any] = self.fields
        if asked:
            fields["heir"] = Person(
                label=_("Reassign everything to"),
                queryset=heirs_of(user),
                required=False,
                empty_label="",
                help_text=_("For work this role can own. Choose other owners for single types below."),
            )
        fields["note"] = forms.CharField(
            label=_("Handover note"),
            max_length=500,
            required=False,
            help_text=_("What the new owners need to know. Added to the history of everything that is reassigned."),
        )
        for work in asked:
            fields[PREFIX + work.kind] = Person(
                label=f"{work.label}{_(': ')}{work.count}",
                queryset=heirs_of(user).filter(role__in=work.roles),
                required=False,
                empty_label=_("Person chosen above") if work.is_needed else _("Nobody"),
                help_text=told(work, reader),
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        heirs = {name: data.pop(name) for name in list(data) if name.startswith(PREFIX)}
        chosen = {name.removeprefix(PREFIX): person for name, person in heirs.items() if person is not None}
        return {**data, "heirs": chosen} if "note" in self.fields else data


def told(work: Work, reader: User) -> str:
    """The first rows, and what becomes of them."""
    return format_html("{} {}", rows_of(work, reader), work.text)


def rows_of(work: Work, reader: User) -> str:
    """The first rows, with a link where the reader may open them, and where all of them stand."""
    shown = [_link(url, title, reader) for title, url in work.rows]
    if _opens(work.url, reader):
        shown.append(_link(work.url, _("all"), reader))
    return format_html_join(" · ", "{}", ((one,) for one in shown))


def _opens(url: str, reader: User) -> bool:
    return bool(url) and may_open(reader, url)


def _link(url: str, title: Any, reader: User) -> str:
    return format_html('<a href="{}">{}</a>', url, title) if _opens(url, reader) else format_html("{}", title)

"""Forms of the verbs of a signal."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.staff.models import User
from aftersales.web.forms import VerbForm
from complaints.models import Ticket
from complaints.quality.forms.common import PersonField, text_field, version_field
from complaints.quality.permissions import INVESTIGATORS

from .queries.signals import tickets_behind

OFFERED = 50


class SignalForm(VerbForm):
    """The base of the verbs of a signal."""

    key = "signal_id"
    version = version_field()

    def __init__(self, *args: Any, target: Any = None, **kwargs: Any) -> None:
        if target is not None:
            kwargs["initial"] = {"version": target.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, target=target, **kwargs)


class AcknowledgeForm(SignalForm):
    """Nothing but the version that was read."""


class DismissForm(SignalForm):
    """Why a signal needs no investigation."""

    reason = text_field(
        _("Why is no investigation needed?"), required=True, limit=500, help_text=_("Stays on the page of the radar.")
    )


class InvestigateForm(SignalForm):
    """The ticket, the title and the lead of the investigation."""

    ticket: Any = forms.ModelChoiceField(label=_("Ticket"), queryset=Ticket.objects.none(), to_field_name="number")
    title = forms.CharField(label=_("Title"), max_length=200)
    lead = PersonField(label=_("Led by"))

    def __init__(self, *args: Any, target: Any = None, user: Any = None, **kwargs: Any) -> None:
        if target is not None:
            first = {"title": str(target)[:200], "lead": user.username if user and user.role in INVESTIGATORS else ""}
            kwargs["initial"] = {**first, **(kwargs.get("initial") or {})}
        super().__init__(*args, target=target, user=user, **kwargs)
        people: Any = self.fields["lead"]
        people.queryset = User.objects.filter(role__in=INVESTIGATORS, is_active=True)
        if target is not None and user is not None:
            field: Any = self.fields["ticket"]
            field.queryset = Ticket.objects.filter(pk__in=tickets_behind(target, user).values("pk")[:OFFERED])
            field.label_from_instance = lambda row: f"{row.number} {row.subject}"

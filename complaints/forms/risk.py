"""The form that acknowledges a risk."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..models import RiskFlag
from ..permissions.risk import can_acknowledge
from ..queries.risk import flags_of
from .ticket import TicketForm


class RiskForm(TicketForm):
    """One of the open risks of a ticket. Where the user may settle only one, it is that one."""

    said: bool = False
    flag: Any = forms.ModelChoiceField(label=_("Risk"), queryset=RiskFlag.objects.none(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        flags = [flag for flag in flags_of(self.ticket) if flag.is_open and (flag.phrase or not self.said)]
        shown = [flag for flag in flags if can_acknowledge(self.user, flag, today)] or flags
        field: Any = self.fields["flag"]
        field.queryset = self.ticket.risk_flags.all()
        field.choices = [(flag.pk, flag.get_code_display()) for flag in shown]
        if len(shown) == 1:
            field.initial, field.required, field.widget = shown[0].pk, False, forms.HiddenInput()

    def arguments(self) -> dict[str, Any]:
        data = super().arguments()
        return {**data, "flag": data["flag"] and data["flag"].pk}


class AcknowledgeForm(RiskForm):
    """Acknowledge a risk, and say what is done about it."""

    reason = forms.CharField(
        label=_("Measures taken"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Recorded on the ticket with your name."),
    )


class DismissForm(RiskForm):
    """Say that the words which raised a risk are no threat."""

    said = True

"""The reason for a call that the customer does not wish."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from aftersales.web.forms import called_for

from ..models import Customer
from ..rules.calling import CALLS, against_wish


def ask_why_called(form: Any, customer: Customer | None, *, at: time | None) -> None:
    """The field `despite` is asked of calls only, and only if a wish of the customer forbids one.

    at: the time of day at which they would be called; None if the form itself asks when it was and who called: only
    the service can say then whether a reason is needed.
    """
    field = form.fields["despite"]
    wishes = {"not_by_phone": customer.not_by_phone, "not_before": customer.not_before} if customer else {}
    # Before every other time of day, so that any wish counts.
    moment = at or time.min
    if not wishes or not against_wish(direction="out", channel="phone", at=moment, **wishes):
        field.widget = forms.HiddenInput()
        return
    called_for(
        form,
        "despite",
        by="channel",
        needed=() if at is None else CALLS,
        shown=CALLS,
        mark=_("for calls against the customer’s wishes"),
    )
    field.mark = _("for calls against the customer’s wishes")

"""The mail of a round, sent to whoever plans it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation, ensure
from aftersales.notifications.services.notifications import mail_out
from aftersales.staff.models import User
from aftersales.store.writing import lock

from ..models import Round
from ..permissions import can_send_test_mail
from ..presentation.sample_mail import sample_params


@transaction.atomic
def send_test_mail(*, round_id: int, actor: User, now: datetime) -> Round:
    """Mail the invitation of a planned round to the actor, with links that lead nowhere."""
    row = lock(Round, pk=round_id)
    ensure(can_send_test_mail(actor, row))
    if not actor.email:
        raise RuleViolation(_("Your account has no email address. Add one on your user page first."), code="no_address")
    key = f"round_test:{row.pk}:{actor.pk}:{now:%Y%m%d%H%M%S}"
    params = sample_params()
    mail_out(address=actor.email, language=actor.language, template="round_test", params=params, key=key, now=now)
    return row

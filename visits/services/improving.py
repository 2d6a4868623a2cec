"""An improvement action of the quality department that a visit gives rise to."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from aftersales.kernel.errors import RuleViolation, ensure
from aftersales.staff.models import User
from aftersales.store.writing import lock, same_version
from complaints.quality.models import Action
from complaints.quality.services import ActionSource, add_action

from ..models import Visit
from ..permissions import can_improve, visible_to


@transaction.atomic
def improve(
    *,
    visit_id: int,
    title: str,
    owner: User,
    due_on: date,
    criterion: str,
    actor: User,
    now: datetime,
    version: int | None = None,
) -> Action:
    """Assign an improvement action for what a visit showed. A visit has one; asked again, it is returned."""
    visit = lock(visible_to(actor).select_related("customer"), pk=visit_id)
    ensure(can_improve(actor, visit))
    same_version(visit, version)
    if visit.is_planned:
        raise RuleViolation(_("Record the outcome of the visit first."), code="not_recorded")
    return add_action(
        kind="improvement",
        title=title,
        owner=owner,
        due_on=due_on,
        criterion=criterion,
        ticket_id=visit.ticket_id,
        source=source_of(visit),
        actor=actor,
        now=now,
    )


def source_of(visit: Visit) -> ActionSource:
    """How quality shows the visit, without the name of the customer."""
    label = f"{visit.get_channel_display()} {visit.planned_on.isoformat()}"
    return ActionSource(f"visit:{visit.pk}", label, reverse("visit", args=[visit.pk]))

"""When customers are visited: the schedule of each, and exceptions of each kind."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from customers.enums import Tier
from customers.models import Customer
from visits.enums import ExceptionKind, RunPurpose
from visits.services.exceptions import set_exception
from visits.services.schedules import start_run, sweep_schedules

from .world import World

# For customers of which tier, which kind, months or days from today, and why.
EXCEPTIONS: tuple[tuple[str, str, dict[str, int], str], ...] = (
    (Tier.IMPORTANT, ExceptionKind.OFTEN, {"months": 3}, "新产线投产头一年，每季度看一次"),
    (Tier.LONG_TERM, ExceptionKind.OFTEN, {"months": 6}, "连续两次索赔，半年访一次"),
    (Tier.ORDINARY, ExceptionKind.OFTEN, {"months": 12, "until": 360}, "试用期内每年至少一次"),
    (Tier.IMPORTANT, ExceptionKind.NOT_BEFORE, {"not_before": 40}, "搬厂，设备装好以后再来"),
    (Tier.LONG_TERM, ExceptionKind.NOT_BEFORE, {"not_before": 75}, "审计期间不接待来访"),
    (Tier.IMPORTANT, ExceptionKind.NOT_BY_PHONE, {}, "车间不许带手机，请上门或写信"),
    (Tier.LONG_TERM, ExceptionKind.NOT_BY_PHONE, {"until": 180}, "负责人出国，半年内只看邮件"),
    (Tier.IMPORTANT, ExceptionKind.PAUSED, {"until": 60}, "停产检修到下下个月"),
    (Tier.LONG_TERM, ExceptionKind.PAUSED, {"until": 30}, "对方年底盘点，请我们过后再联系"),
)


def schedule_visits(world: World) -> None:
    """Compute all schedules, and let account reps make exceptions for some of their customers."""
    start_run(purpose=RunPurpose.CADENCE, now=world.now)
    sweep_schedules(now=world.now)
    taken: set[int] = set()
    for tier, kind, given, reason in EXCEPTIONS:
        theirs = Customer.objects.filter(tier=tier, erased_at=None, rep__isnull=False).exclude(pk__in=taken)
        if customer := theirs.select_related("rep").order_by("-pk").first():
            taken.add(customer.pk)
            set_exception(
                actor=customer.rep,
                now=world.now,
                customer_id=customer.pk,
                kind=kind,
                reason=reason,
                **_given(world, given),
            )


def _given(world: World, given: dict[str, int]) -> dict[str, Any]:
    """The arguments, with days from today as dates."""
    return {
        name: number if name == "months" else world.today + timedelta(days=number) for name, number in given.items()
    }

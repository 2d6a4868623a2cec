"""What happens to rounds when two records of one customer are merged."""

from aftersales.staff.models import Actor
from aftersales.store.writing import delete_with_history
from customers.models import Customer

from ..models import Exclusion, FrameMember


def merge(*, kept: Customer, gone: Customer, actor: Actor) -> None:
    """Settle what a customer may have only once. In a frozen frame both stay, by their numbers, so that its hash and
    its draw remain what they were; the one that is gone is no longer asked."""
    rounds = FrameMember.objects.filter(customer=kept).values("round")
    FrameMember.objects.filter(customer=gone, round__in=list(rounds.values_list("round", flat=True))).update(
        customer=None
    )
    twice = Exclusion.objects.filter(customer=gone, round__in=Exclusion.objects.filter(customer=kept).values("round"))
    for row in twice:
        delete_with_history(row, actor=actor, reason="merged")

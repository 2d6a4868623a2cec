"""The defaults of a new installation: SLA policies, approval rules, canned replies, risk rules."""

from datetime import datetime

from django.db import transaction

from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.writing import save_with_history

from ..models import AuthorityRule, SlaPolicy
from ..rules.authority import DEFAULT_MATRIX
from ..rules.sla_targets import DEFAULT_SLA_POLICIES
from .canned_replies import install_canned_replies
from .risk import install_rules


@transaction.atomic
def install_defaults(*, actor: Actor, now: datetime, since: datetime | None = None) -> None:
    """Create the default rules (T2, T3, T6). Safe to repeat. since: when they take effect."""
    start = company_date(since or now)
    if not SlaPolicy.objects.exists():
        for value in DEFAULT_SLA_POLICIES:
            row = SlaPolicy(
                code=value.code,
                channels=sorted(value.channels),
                kinds=sorted(value.kinds),
                quality_class=value.quality_class,
                amount=value.amount,
                unit=value.unit,
                warn_percent=value.warn_percent,
                gm_after_percent=value.gm_after_percent,
                effective_from=start,
            )
            save_with_history(row, actor=actor, reason="default")
    if not AuthorityRule.objects.exists():
        for matrix_row in DEFAULT_MATRIX:
            row2 = AuthorityRule(
                remedy=matrix_row.remedy or "",
                kind=matrix_row.kind or "",
                tier=matrix_row.tier or "",
                above=matrix_row.above,
                up_to=matrix_row.up_to,
                steps=list(matrix_row.steps),
                priority=matrix_row.priority,
                is_active=matrix_row.active,
                effective_from=start,
            )
            save_with_history(row2, actor=actor, reason="default")
    install_canned_replies(actor=actor, start=start)
    install_rules(actor=actor, start=start)

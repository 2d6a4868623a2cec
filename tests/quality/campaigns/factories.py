"""Campaigns at every stage, made by the services that users use."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from aftersales.notifications.services.notifications import deliver_due
from complaints.quality.models import Campaign, CampaignCustomer
from complaints.quality.services import campaign_answers, campaign_notices
from complaints.quality.services import campaigns as services
from tests.factories import NOW, Cast, customer_of, sale

TODAY = NOW.date()
PHASES = {
    kind: TODAY + timedelta(days=days)
    for kind, days in (("prepare", 2), ("notify", 9), ("remedy", 30), ("check", 37), ("close", 43))
}


def facts(cast: Cast, **changes: Any) -> dict[str, Any]:
    return {
        "kind": "recall",
        "title": "召回 HX-250 B2603-17，更换探头",
        "product": cast.sold.product,
        "batch": "B2603-17",
        "sold_from": None,
        "sold_until": None,
        "region": None,
        "risk": "safety",
        "hazard": "探头虚焊，可能过热。",
        "basis": "《消费者权益保护法》第十九条",
        "plan": "停售、通知、上门更换、抽查。",
        "remedy": "exchange",
        "remedy_note": "免费换探头",
        "notice": "请立即停用并与我们联系。",
        "notice_en": "Please stop using it now.",
        "owner": cast.quality,
        "attempts_needed": 3,
        "channels_needed": 2,
        "check_share": 10,
        "check_least": 20,
        "goal": 90,
        **changes,
    }


def holders(cast: Cast, count: int, **fields: Any) -> list[Any]:
    """So many customers who bought one piece of the batch; each has an address for mails."""
    made = []
    for number in range(count):
        customer = customer_of(cast.east, name=f"样例客户 {number}", number=f"CU-2026-1{number:04}")
        contact = customer.contacts.get()
        contact.email = f"c{number}@example.test"
        contact.save()
        sale(customer, **fields)
        made.append(customer)
    return made


def drafted(cast: Cast, **changes: Any) -> Campaign:
    more = {name: changes.pop(name) for name in ("serials", "actor", "now") if name in changes}
    given = {"actor": cast.quality, "now": NOW, **more}
    return services.draft_campaign(facts=facts(cast, **changes), phases=PHASES, **given)


def signed(cast: Cast, **changes: Any) -> Campaign:
    row = drafted(cast, **changes)
    return services.sign_campaign(campaign_id=row.pk, actor=cast.gm, now=NOW)


def started(cast: Cast, **changes: Any) -> Campaign:
    row = signed(cast, **changes)
    return services.start_campaign(campaign_id=row.pk, actor=cast.quality, now=NOW)


def sent(cast: Cast, **changes: Any) -> Campaign:
    """Started, and all mails are out."""
    row = started(cast, **changes)
    send_all()
    row.refresh_from_db()
    return row


def send_all() -> None:
    while campaign_notices.send_due_notices(now=NOW):
        pass
    while deliver_due(now=NOW, limit=1000):
        pass
    while campaign_notices.settle_notices(now=NOW):
        pass


def row_of(campaign: Campaign, customer: Any) -> CampaignCustomer:
    return CampaignCustomer.objects.get(campaign=campaign, customer=customer)


def remedied(row: CampaignCustomer, actor: Any) -> CampaignCustomer:
    return campaign_answers.record_remedy(row_id=row.pk, units=row.units, actor=actor, now=NOW)

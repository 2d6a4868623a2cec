"""Notices of a campaign: due rows become mails in the outbox, each customer once, whatever is killed meanwhile (Q6).

A row is due (notice_due_at) or not. One transaction writes the mail, whose key names campaign and customer, writes the
attempt with the same key, and takes the row out of the due ones. So after a kill all of this is there or nothing is.
Recalls and safety notices go to everybody; wishes not to be called or written to do not stop them. Other notices leave
out who does not want them, and wait for the next month if the customer was contacted enough, which is looked at in the
moment of sending (campaign_wishes.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from aftersales.notifications.enums import NotificationState
from aftersales.notifications.models import Notification
from aftersales.notifications.services.notifications import Mail, mail_all_out
from aftersales.office.queries import company
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date, start_of
from aftersales.store.sweeping import together_or_each
from aftersales.store.writing import create_all_with_history, lock_all, update_all_with_history
from customers.models import Customer
from customers.rules.touches import month_after

from ..enums import AttemptResult, CampaignState, NoticeChannel, Reach
from ..models import CampaignAttempt, CampaignCustomer
from ..rules.campaigns import reach_after
from .campaign_rows import token_of
from .campaign_wishes import leave_out, over_limit

TEMPLATE = "campaign_notice"


def mail_address(customer: Customer) -> str:
    """Where a notice is mailed to: the main contact's address, else the customer's. Prefetch `contacts`."""
    contact = customer.main_contact
    others = (one.email for one in customer.contacts.all() if one.email)
    return (contact.email if contact else "") or customer.email or next(others, "")


def is_address(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return True


def send_due_notices(*, now: datetime, limit: int = 500) -> int:
    """Put the notices that are due into the outbox; returns how many. It may run twice at once and may be killed. A row
    that fails is reported and holds up no other."""
    due = CampaignCustomer.objects.filter(notice_due_at__lte=now, campaign__state=CampaignState.RUNNING)
    due, tried = due.order_by("notice_due_at", "pk"), list[int]()
    while keys := list(due.exclude(pk__in=tried).values_list("pk", flat=True)[:limit]):
        if done := together_or_each(keys, lambda pks: _send(pks, now)):
            return done
        tried += keys
    return 0


@transaction.atomic
def _send(pks: list[int], now: datetime) -> int:
    due = CampaignCustomer.objects.filter(pk__in=pks, notice_due_at__lte=now, campaign__state=CampaignState.RUNNING)
    rows = lock_all(due.select_related("campaign", "customer").prefetch_related("customer__contacts"))
    out = leave_out(rows, actor=None, now=now)
    wait = over_limit([row for row in rows if row.pk not in out and is_address(mail_address(row.customer))], now=now)
    out |= wait
    tried = [(row, address) for row in rows if row.pk not in out and (address := mail_address(row.customer))]
    attempts = [_told_by_mail(row, address, now) for row, address in tried]
    mails = [
        _mail(row, address, attempt)
        for (row, address), attempt in zip(tried, attempts, strict=True)
        if attempt.result == AttemptResult.QUEUED
    ]
    mail_all_out(mails=mails, template=TEMPLATE, now=now)
    create_all_with_history(CampaignAttempt, attempts, actor=None, reason="sent")
    CampaignCustomer.objects.filter(pk__in=[row.pk for row in rows if row.pk not in wait]).update(notice_due_at=None)
    next_month = start_of(month_after(company_date(now)))
    CampaignCustomer.objects.filter(pk__in=wait).update(notice_due_at=next_month)
    return len(rows)


def _told_by_mail(row: CampaignCustomer, address: str, now: datetime) -> CampaignAttempt:
    """The attempt to tell a customer by mail. Customers without an address get a letter or a call."""
    attempt = CampaignAttempt(row=row, at=now, channel=NoticeChannel.MAIL, key=f"campaign:{row.campaign_id}:{row.pk}")
    attempt.result = AttemptResult.QUEUED
    if not is_address(address):
        attempt.result = AttemptResult.RETURNED
        with override(settings.LANGUAGE_CODE):
            attempt.note = str(_("The address on record is no email address."))
    return attempt


def _mail(row: CampaignCustomer, address: str, attempt: CampaignAttempt) -> Mail:
    key = str(attempt.key)
    return Mail(address, {"notice": key, "number": row.campaign.number}, key)


def mail_params(params: dict[str, Any]) -> dict[str, Any]:
    """The text of the mail, added when it is sent, so that the link is not in the outbox."""
    # By the attempt, which a merge of two customers moves to the row that is kept.
    row = CampaignCustomer.objects.select_related("campaign").get(attempts__key=params["notice"])
    names, campaign = company(), row.campaign
    return {
        **params,
        "title": campaign.title,
        "notice": campaign.notice,
        "notice_en": campaign.notice_en or campaign.notice,
        "link": f"{settings.SITE_URL}{reverse('campaign_answer', args=[token_of(row)])}",
        "company": names.name,
        "company_en": names.name_en or names.name,
    }


def settle_notices(*, now: datetime, limit: int = 500) -> int:
    """Note which mails went out and which came back; returns how many."""
    over = Notification.objects.filter(template=TEMPLATE).exclude(state=NotificationState.WAITING)
    sent = CampaignAttempt.objects.filter(result=AttemptResult.QUEUED, channel=NoticeChannel.MAIL)
    keys = list(sent.filter(key__in=over.values("key")).order_by("pk").values_list("pk", flat=True)[:limit])
    return together_or_each(keys, lambda pks: _settle(pks, now)) if keys else 0


@transaction.atomic
def _settle(pks: list[int], now: datetime) -> int:
    rows = CampaignCustomer.objects.filter(attempts__in=pks).distinct().values_list("pk", flat=True)
    locked = lock_all(CampaignCustomer.objects.filter(pk__in=list(rows)))
    attempts = lock_all(CampaignAttempt.objects.filter(pk__in=pks, result=AttemptResult.QUEUED))
    outbox = {mail.key: mail for mail in Notification.objects.filter(key__in=[one.key for one in attempts])}
    for attempt in attempts:
        mail = outbox[attempt.key or ""]
        is_sent = mail.state == NotificationState.SENT
        attempt.result = AttemptResult.SENT if is_sent else AttemptResult.RETURNED
        attempt.at = (mail.sent_at if is_sent else None) or attempt.at
    update_all_with_history(CampaignAttempt, attempts, ["result", "at"], actor=None, reason="settled")
    follow_attempts(locked, actor=None, now=now)
    return len(attempts)


def follow_attempts(rows: Iterable[CampaignCustomer], *, actor: Actor, now: datetime) -> None:
    """Set how far the customers are after their attempts have changed. The caller has locked the rows."""
    tried: dict[int, list[tuple[str, str]]] = {row.pk: [] for row in rows}
    for pk, channel, result in CampaignAttempt.objects.filter(row__in=tried).values_list("row", "channel", "result"):
        tried[pk].append((channel, result))
    changed = []
    for row in rows:
        reach = reach_after(row.reach, tried[row.pk])
        if reach == row.reach:
            continue
        if row.reach == Reach.UNREACHABLE:
            row.unreachable_reason, row.unreachable_note, row.given_up_at = "", "", None
        row.set_reach(reach)
        row.told_at = now if reach == Reach.TOLD else None
        row.version += 1
        changed.append(row)
    names = ["reach", "rank", "told_at", "unreachable_reason", "unreachable_note", "given_up_at", "version"]
    update_all_with_history(CampaignCustomer, changed, names, actor=actor, reason="told")

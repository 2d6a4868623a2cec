"""What a campaign prints: the file for the authority in numbered versions, and stacks of letters (Q6).

The PDF is made after the transaction by a task, under a lease.
"""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from aftersales.audit.enums import AccessKind
from aftersales.audit.services.access import record_access
from aftersales.kernel.errors import InvalidInput, RuleViolation, ensure
from aftersales.office.services.files import store_bytes
from aftersales.render.pdf import RenderError
from aftersales.staff.models import Actor
from aftersales.store.dates import company_date
from aftersales.store.sweeping import each_due
from aftersales.store.writing import create_all_with_history, lock, lock_all, save_with_history, update_all_with_history

from .. import permissions
from ..documents import campaign_file, campaign_letters
from ..enums import AttemptResult, NoticeChannel, PaperKind, Reach
from ..models import Campaign, CampaignAttempt, CampaignCustomer, CampaignPaper
from .campaign_answers import WORKED_ON
from .campaign_notices import follow_attempts
from .campaign_wishes import over_limit, without_wishes

LEASE = timedelta(seconds=campaign_file.TIMEOUT + 60)
MAX_ATTEMPTS = 3
LETTERS = 500  # in one file; the next file has the others


@transaction.atomic
def file_campaign(*, campaign_id: int, language: str, actor: Actor, now: datetime) -> CampaignPaper:
    """Issue the next version of the file for the authority from the current data. The PDF is made a little later. It
    has the names of all customers, so that issuing it is recorded in the access log."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    _check_language(language)
    paper = CampaignPaper(
        kind=PaperKind.FILE, language=language, snapshot=campaign_file.snapshot(campaign), render_at=now
    )
    paper.count = len(paper.snapshot["customers"])
    return _issue(campaign, paper, actor, now)


@transaction.atomic
def write_letters(*, campaign_id: int, language: str, actor: Actor, now: datetime) -> CampaignPaper:
    """Write letters to all customers who are not told yet, have an address and got no letter; 500 in one file. They
    count as sent when it is recorded that they were posted."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    _check_language(language)
    if campaign.state not in WORKED_ON:
        raise RuleViolation(_("The campaign isn’t running."), code="not_running")
    chosen = list(to_write(campaign).order_by("pk").values_list("pk", flat=True)[:LETTERS])
    found = lock_all(CampaignCustomer.objects.filter(pk__in=chosen).select_related("campaign"))
    enough = over_limit(found, now=now)
    rows = [row for row in found if row.pk not in enough]
    if not rows:
        raise RuleViolation(
            _("Nobody needs a letter now: everybody is told, has one, was contacted enough, or has no address."),
            code="no_letters",
        )
    paper = CampaignPaper(
        kind=PaperKind.LETTERS,
        language=language,
        snapshot={"rows": [row.pk for row in rows]},
        count=len(rows),
        render_at=now,
    )
    _issue(campaign, paper, actor, now)
    attempts = [
        CampaignAttempt(
            row=row,
            at=now,
            by=actor,
            channel=NoticeChannel.LETTER,
            result=AttemptResult.QUEUED,
            key=f"letter:{campaign.pk}:{row.pk}",
        )
        for row in rows
    ]
    create_all_with_history(CampaignAttempt, attempts, actor=actor, reason="letters")
    return paper


def to_write(campaign: Campaign) -> QuerySet[CampaignCustomer]:
    """The customers who need a letter: no mail is on its way to them, they got and declined no letter."""
    rows = CampaignCustomer.objects.filter(campaign=campaign, reach=Reach.UNTOLD, notice_due_at=None)
    rows = without_wishes(rows, campaign)
    rows = rows.exclude(customer__address="").filter(customer__erased_at=None)
    busy = CampaignAttempt.objects.filter(Q(result=AttemptResult.QUEUED) | Q(key__startswith="letter:"))
    return rows.exclude(pk__in=busy.filter(row__campaign=campaign).values("row"))


@transaction.atomic
def post_letters(
    *, campaign_id: int, paper: CampaignPaper, posted_on: date, actor: Actor, now: datetime
) -> CampaignPaper:
    """Record that the letters of a file were posted: their customers count as told until a letter comes back."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    row = lock(campaign.papers.filter(kind=PaperKind.LETTERS), pk=paper.pk)
    if row.posted_on is not None:
        raise RuleViolation(_("These letters are recorded as posted already."), code="posted_already")
    if not company_date(row.filed_at) <= posted_on <= company_date(now):
        raise InvalidInput(
            _("Enter a day between the letters were written and today."), code="posted_on", field="posted_on"
        )
    row.posted_on = posted_on
    save_with_history(row, actor=actor, reason="posted")
    rows = lock_all(CampaignCustomer.objects.filter(pk__in=row.snapshot["rows"]))
    keys = [f"letter:{campaign.pk}:{pk}" for pk in row.snapshot["rows"]]
    attempts = lock_all(CampaignAttempt.objects.filter(key__in=keys, result=AttemptResult.QUEUED))
    for attempt in attempts:
        attempt.result, attempt.at = AttemptResult.SENT, now
    update_all_with_history(CampaignAttempt, attempts, ["result", "at"], actor=actor, reason="posted")
    follow_attempts(rows, actor=actor, now=now)
    return row


@transaction.atomic
def retry_paper(*, campaign_id: int, paper: CampaignPaper, actor: Actor, now: datetime) -> CampaignPaper:
    """Try again to make a PDF that could not be made."""
    campaign = lock(Campaign, pk=campaign_id)
    ensure(permissions.can_run(actor))
    row = lock(campaign.papers.all(), pk=paper.pk)
    if not row.fault:
        raise RuleViolation(_("This document has been generated, or will be shortly."), code="not_failed")
    row.render_at, row.attempts, row.fault = now, 0, ""
    return save_with_history(row, actor=actor, reason="print again")


@transaction.atomic
def read_paper(*, paper_id: int, actor: Actor, now: datetime) -> CampaignPaper:
    """The document, to be downloaded now; the access log says who read it."""
    paper = CampaignPaper.objects.select_related("campaign", "stored").get(pk=paper_id)
    _record(paper, actor, now, "read")
    return paper


def _check_language(language: str) -> None:
    if language not in dict(settings.LANGUAGES):
        raise InvalidInput(_("There is no document in this language."), code="unknown_language", field="language")


def _issue(campaign: Campaign, paper: CampaignPaper, actor: Actor, now: datetime) -> CampaignPaper:
    newest = campaign.papers.filter(kind=paper.kind).first()
    paper.campaign, paper.version = campaign, newest.version + 1 if newest else 1
    paper.filed_by, paper.filed_at = actor, now
    save_with_history(paper, actor=actor, reason="filed")
    _record(paper, actor, now, "filed")
    return paper


def _record(paper: CampaignPaper, actor: Actor, now: datetime, what: str) -> None:
    detail = f"{paper.kind} {paper.version} {what}"
    record_access(
        actor=actor, now=now, kind=AccessKind.EXPORT, subject=paper.campaign.number, detail=detail, count=paper.count
    )


def render_due_papers(*, now: datetime, limit: int = 5) -> int:
    """Make the PDFs that wait; returns how many. Two runs may overlap, because a conditional UPDATE claims each."""
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    waiting = CampaignPaper.objects.filter(free, render_at__lte=now)
    return each_due(waiting.order_by("render_at"), lambda pk: _render(pk, now), limit=limit)


def _render(pk: int, now: datetime) -> int:
    lease = secrets.token_hex(16)
    free = Q(leased_until=None) | Q(leased_until__lt=now)
    if not CampaignPaper.objects.filter(free, pk=pk, render_at__lte=now).update(lease=lease, leased_until=now + LEASE):
        return 0
    paper = CampaignPaper.objects.select_related("campaign__product", "filed_by").get(pk=pk)
    document = campaign_file if paper.kind == PaperKind.FILE else campaign_letters
    try:
        data = document.pdf(paper)
    except RenderError as error:
        _postpone(paper, lease, error.fault, now)
        return 0
    return _store(pk, lease, data, now)


@transaction.atomic
def _store(pk: int, lease: str, data: bytes, now: datetime) -> int:
    paper = lock(CampaignPaper.objects.select_related("campaign"), pk=pk)
    if paper.lease != lease or paper.render_at is None:
        return 0
    name = f"{paper.campaign.number}-{paper.kind}-v{paper.version}.pdf"
    paper.stored = store_bytes(data=data, name=name, suffix="pdf", media_type="application/pdf", actor=None, now=now)
    paper.render_at, paper.leased_until, paper.lease, paper.fault = None, None, "", ""
    save_with_history(paper, actor=None, reason="printed")
    return 1


def _postpone(paper: CampaignPaper, lease: str, fault: str, now: datetime) -> None:
    """Schedule another attempt. After the last one, the page shows the fault and offers to try again."""
    attempts = paper.attempts + 1
    given_up = attempts >= MAX_ATTEMPTS
    CampaignPaper.objects.filter(pk=paper.pk, lease=lease).update(
        attempts=attempts,
        leased_until=None,
        fault=fault[:20] if given_up else "",
        render_at=None if given_up else now + timedelta(seconds=10 * 4**attempts),
    )

"""Campaigns at each step."""

from __future__ import annotations

from complaints.quality.models import Campaign, CampaignCheck, CampaignCustomer
from complaints.quality.services import campaign_checks, campaign_papers, campaigns
from tests.quality.campaigns import factories as make

from .. import NOW, Cast


def rows(people: Cast) -> list[Campaign]:
    """Drafted, signed off, started, paused; with papers to be posted and printed again; remedied, and to be closed."""
    paused = make.started(people, title="四")
    campaigns.pause_campaign(campaign_id=paused.pk, reason="核对名单", actor=people.quality, now=NOW)
    return [
        make.drafted(people, title="一"),
        make.signed(people, title="二"),
        make.started(people, title="三"),
        paused,
        _written(people),
        _remedied(people, "六"),
        _called(people),
    ]


def _written(people: Cast) -> Campaign:
    """Its letters are printed; its file could not be."""
    row = make.started(people, title="五")
    CampaignCustomer.objects.filter(campaign=row).update(notice_due_at=None)
    paper = {"campaign_id": row.pk, "language": "zh-hans", "actor": people.quality, "now": NOW}
    campaign_papers.write_letters(**paper)
    campaign_papers.render_due_papers(now=NOW)
    file = campaign_papers.file_campaign(**paper)
    row.papers.filter(pk=file.pk).update(render_at=None, fault="render")
    return row


def _remedied(people: Cast, title: str) -> Campaign:
    row = make.started(people, title=title)
    for one in CampaignCustomer.objects.filter(campaign=row):
        make.remedied(one, people.clerk)
    return row


def _called(people: Cast) -> Campaign:
    """Everybody is remedied, and every check call is recorded."""
    row = _remedied(people, "七")
    campaign_checks.draw_checks(campaign_id=row.pk, actor=people.quality, now=NOW)
    said = {"reached": True, "knew": True, "stopped": True, "remedied": True}
    for check in CampaignCheck.objects.filter(draw__campaign=row):
        campaign_checks.record_check(check_id=check.pk, actor=people.quality_manager, now=NOW, **said)
    return row
